"""`flask db …`: the tables and their versions. Alembic comes in with this command, never into web processes."""

from __future__ import annotations

from typing import Any, Literal

from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import Migrate
from flask_migrate.cli import db as commands

from app.config import ROOT
from app.db import UtcDateTime, db


def _render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Keep migrations free of our code, which they will outlive."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


migrate = Migrate(db=db, render_as_batch=True, compare_type=True, render_item=_render_item)
_its_options = commands.callback


def bind(app: Flask) -> None:
    """Let Alembic know this application; its commands and functions ask for it there."""
    migrate.init_app(app, directory=str(ROOT / "migrations"))


@with_appcontext
def _bound(**options: Any) -> None:
    bind(current_app)
    if _its_options:
        _its_options(**options)


commands.callback = _bound
