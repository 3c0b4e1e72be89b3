"""The migrations as a restore needs them: on a connection that is given, within its transaction."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Connection

from app import schema


def revision_of(connection: Connection) -> str | None:
    """The migration at which the database stands; None when it was never migrated."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known(revision: str) -> bool:
    """Is it a migration of this installation, and not of a newer one?"""
    try:
        return ScriptDirectory.from_config(_config()).get_revision(revision) is not None
    except CommandError:
        return False


def newest() -> str | None:
    """The migration that a database of this installation stands at."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the database up to the migration, in the transaction in which the connection is."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config() -> Config:
    schema.bind(current_app)
    config: Config = schema.migrate.get_config()
    return config
