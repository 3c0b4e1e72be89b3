"""The Flask extensions, made once here and bound to an app in create_app."""

from __future__ import annotations

from typing import Any, Literal

from flask import Flask
from flask_compress import Compress
from flask_login import LoginManager, current_user
from flask_mailman import Mail
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.routing import IntegerConverter, Map

from app.db import UtcDateTime, db

LARGEST_ID = 2**31 - 1


def _render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Keep migrations free of our code, which they will outlive."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: a number that a row can have; a larger one is no page, not a bug."""

    def __init__(self, map: Map, max: int | None = LARGEST_ID, **options: Any) -> None:
        super().__init__(map, max=max, **options)


login = LoginManager()
csrf = CSRFProtect()
compress = Compress()
mailman = Mail()
migrate = Migrate(db=db, render_as_batch=True, compare_type=True, render_item=_render_item)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
    login.init_app(app, add_context_processor=False)
    # The proxy itself: Flask-Login's own processor asks the database for every template, that of an error too.
    app.context_processor(lambda: {"current_user": current_user})
    login.session_protection = None  # a phone changes its address between two lifts; the session row decides
    csrf.init_app(app)
    compress.init_app(app)
    mailman.init_app(app)
    migrate.init_app(app, directory="migrations")
