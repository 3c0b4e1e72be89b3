"""How Alembic meets the app: its engine, its tables, batch mode for SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from alembic import context
from flask import current_app
from sqlalchemy import Connection

migrate = current_app.extensions["migrate"]


@contextmanager
def tables_may_be_rebuilt(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds a table to change it; others may point to it meanwhile, and must do so again at the end.

    The switch does nothing inside a transaction, so the driver is told before one begins.
    """
    driver = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys = OFF").close()
    try:
        yield
        lost = driver.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        driver.execute("PRAGMA foreign_keys = ON").close()
    if lost:
        raise RuntimeError(f"rows that point nowhere after the migration: {lost[:5]}")


def run() -> None:
    given = context.config.attributes.get("connection")  # a restore migrates within its own transaction
    with (
        nullcontext(given) if given is not None else migrate.db.engine.connect() as connection,
        nullcontext() if given is not None else tables_may_be_rebuilt(connection),
    ):
        context.configure(connection=connection, target_metadata=migrate.db.metadata, **migrate.configure_args)
        with context.begin_transaction():
            context.run_migrations()


run()
