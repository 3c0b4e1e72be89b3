"""How Alembic meets the app: its engine, its tables, batch mode for SQLite."""

from __future__ import annotations

from contextlib import nullcontext

from alembic import context
from flask import current_app

migrate = current_app.extensions["migrate"]


def run() -> None:
    given = context.config.attributes.get("connection")  # a restore migrates within its own transaction
    with nullcontext(given) if given is not None else migrate.db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=migrate.db.metadata, **migrate.configure_args)
        with context.begin_transaction():
            context.run_migrations()


run()
