"""The two kinds of database as a backup meets them: read at one moment, fill as a whole or not at all."""

from __future__ import annotations

import secrets
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import OperationalError

from app.db import db, is_one_file
from app.errors import Conflict, Refusal
from app.operation import migrations, postgresql, sqlite, tables
from app.operation.rules.backup import Table

PEOPLE = "person"
IN_USE = "ほかのプログラムがデータベースを使っています。サイトとワーカーを止めてから、もう一度お試しください。"
LOOSE = "控えの中の行どうしのつながりが合いません。ほかの控えをお使いください。"
Fill = Callable[["Moment"], None]


class Moment(ABC):
    """A database as it stands at one moment: its tables, their rows, its migration."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.tables = tables.found(connection)
        self.driver: Any = connection.connection.driver_connection

    @abstractmethod
    def lines(self, table: Table) -> Iterator[bytes]: ...

    @abstractmethod
    def fill(self, table: Table, blocks: Iterable[bytes]) -> None: ...

    @property
    def revision(self) -> str | None:
        return migrations.revision_of(self.connection)


class InSqlite(Moment):
    def lines(self, table: Table) -> Iterator[bytes]:
        return sqlite.lines(self.driver, table)

    def fill(self, table: Table, blocks: Iterable[bytes]) -> None:
        sqlite.fill(self.driver, table, blocks)


class InPostgresql(Moment):
    def lines(self, table: Table) -> Iterator[bytes]:
        return postgresql.lines(self.driver, table)

    def fill(self, table: Table, blocks: Iterable[bytes]) -> None:
        postgresql.fill(self.driver, table, blocks)


@contextmanager
def at_one_moment() -> Iterator[Moment]:
    """The site's database, read while people go on working: they wait for nothing, and what they do is not seen."""
    if is_one_file():
        with _plain_engine(_file()) as engine, engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.isolation_level = None
            with sqlite.one_moment(driver):
                yield InSqlite(connection)
    else:
        with db.engine.connect() as fresh:
            yield InPostgresql(fresh.execution_options(isolation_level="REPEATABLE READ"))


@contextmanager
def _plain_engine(path: Path) -> Iterator[Engine]:
    """Without the ground's habit of locking for writing whenever anything begins."""
    engine = create_engine(f"sqlite:///{path}")
    try:
        yield engine
    finally:
        engine.dispose()


def has_people() -> bool:
    """Has anybody been here? A database without tables has nobody."""
    with db.engine.connect() as connection:
        looked = inspect(connection).has_table(PEOPLE)
        people = bool(connection.scalar(text(f"SELECT 1 FROM {PEOPLE} LIMIT 1"))) if looked else False  # noqa: S608
        connection.rollback()
    return people


def fill_anew(revision: str, fill: Fill) -> None:
    """Make the tables of `revision`, let `fill` put the rows in, bring all up to date; as a whole or not at all."""
    if is_one_file():
        _fill_file(revision, fill)
    else:
        _fill_server(revision, fill)


def _fill_server(revision: str, fill: Fill) -> None:
    """One transaction from the first DROP to the last migration: who looks meanwhile sees the old tables."""
    try:
        with db.engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '10s'"))
            driver: Any = connection.connection.driver_connection
            postgresql.empty(driver)
            migrations.upgrade(connection, revision)
            fill(InPostgresql(connection))
            migrations.upgrade(connection)
    except (OperationalError, LockNotAvailable) as error:
        raise Conflict(IN_USE) from error
    except (psycopg.IntegrityError, psycopg.DataError) as error:
        raise Refusal(LOOSE) from error
    with db.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _fill_file(revision: str, fill: Fill) -> None:
    """Everything happens in a file beside it, which then takes the place of the old one in one step."""
    target = _file()
    draft = target.with_name(f"{target.name}.restore-{secrets.token_hex(4)}")
    try:
        _make(draft, revision, fill)
        _put_in_place(draft, target)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                draft.with_name(draft.name + suffix).unlink()


def _make(draft: Path, revision: str, fill: Fill) -> None:
    with _plain_engine(draft) as engine:
        with engine.begin() as connection:
            migrations.upgrade(connection, revision)
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA cache_size = -65536")
            fill(InSqlite(connection))
            if connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone():
                raise Refusal(LOOSE)
        with engine.begin() as connection:
            migrations.upgrade(connection)
            connection.exec_driver_sql("ANALYZE")


def _put_in_place(draft: Path, target: Path) -> None:
    """SQLite's own copying: others who have the file open see the old rows until the new ones are all there."""
    db.session.remove()
    db.engine.dispose()
    source, goal = sqlite3.connect(draft), sqlite3.connect(target, timeout=10)
    try:
        source.backup(goal)
    except sqlite3.OperationalError as error:
        raise Conflict(IN_USE) from error
    finally:
        source.close()
        goal.close()


def _file() -> Path:
    return Path(db.engine.url.database or "")
