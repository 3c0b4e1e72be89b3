"""The two databases that every test of stored things runs on, and how they forget quickly.

Tests commit for real. Each database is migrated once per run; each test process works on a copy and
puts it back between two tests: SQLite by copying the file, PostgreSQL by emptying what was filled.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import psycopg
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy import Engine, make_url

from app import create_app, schema
from app.config import Settings
from app.db import db
from tests.servers.postgres import Postgres

ROOT = Path(__file__).parents[2]
MIGRATIONS = str(ROOT / "migrations")
FOLDER = "GAKUSHA_TEST_FOLDER"
TEMPLATE = "template"
READY = "postgresql.ready"
PREFIX = "gakusha-test-"
OWNER = "owner"
MEMORY = Path("/dev/shm")
# What the migrations themselves have stored is kept aside and put back; sequences run on, so that
# nobody can rely on an id. Triggers and foreign keys look away: the audit trail refuses DELETE.
FORGET = """
CREATE SCHEMA testing;
DO $$ DECLARE name text; filled boolean; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
    IF filled THEN EXECUTE format('CREATE TABLE testing.%I AS TABLE public.%I', name, name); END IF;
  END LOOP;
END $$;
CREATE FUNCTION testing.forget() RETURNS void LANGUAGE plpgsql AS $$ DECLARE name text; filled boolean; BEGIN
  SET LOCAL session_replication_role = replica;
  SET LOCAL lock_timeout = '5s';
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM public.%I', name); END IF;
  END LOOP;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'testing' LOOP
    EXECUTE format('INSERT INTO public.%I TABLE testing.%I', name, name);
  END LOOP;
END $$;
"""


def settings(url: str, folder: Path) -> Settings:
    """The settings of a site under test: mail stays in memory, nothing comes from the environment."""
    return Settings(
        SECRET_KEY="a key that is used in tests only",
        SQLALCHEMY_DATABASE_URI=url,
        INSTANCE=folder,
        MAIL_BACKEND="locmem",
        TESTING=True,
    )


def migrate(url: str, folder: Path) -> None:
    """Bring the database to the current tables in the way in which a real one gets there."""
    app = create_app(settings(url, folder))
    schema.bind(app)
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        db.engine.dispose()


@contextmanager
def run_folder() -> Iterator[Path]:
    """A folder for one run of the tests, taken away at its end, or by the next run if this one is killed."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if left.stat().st_uid == os.geteuid() and (left / OWNER).exists():
            _sweep(left)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)  # the unprivileged PostgreSQL passes through it
    _memory(folder).mkdir(exist_ok=True)
    with open(folder / OWNER, "w", encoding="utf-8") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            _end(folder)


def _sweep(folder: Path) -> None:
    """End what a run has left that nobody owns any more: the lock of a dead process is free."""
    with open(folder / OWNER, encoding="utf-8") as owner:
        try:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        _end(folder)


@contextmanager
def one_at_a_time(folder: Path, name: str) -> Iterator[None]:
    """Test processes that share the folder pass here one after the other."""
    with open(folder / f"{name}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Database(ABC):
    """One kind of database; `folder` is shared by the whole run, `worker` names this test process."""

    kind: ClassVar[str]

    def __init__(self, folder: Path, worker: str) -> None:
        self.folder = folder
        self.worker = worker
        self.prepare()

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def prepare(self) -> None:
        """Make this process's own copy of the migrated template."""

    @abstractmethod
    def new(self, name: str) -> str:
        """The address of an empty database beside it, not migrated."""

    @abstractmethod
    def forget(self, engine: Engine) -> None:
        """Put the database back to what the migrations left."""


class Sqlite(Database):
    kind = "sqlite"

    @property
    def path(self) -> Path:
        return _memory(self.folder) / f"{self.worker}.sqlite"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def prepare(self) -> None:
        template = self.path.with_stem(TEMPLATE)
        with one_at_a_time(self.folder, "sqlite"):
            if not template.exists():
                migrate(f"sqlite:///{template}", self.folder)
        shutil.copyfile(template, self.path)

    def new(self, name: str) -> str:
        path = self.path.with_stem(f"{self.worker}-{name}")
        path.unlink(missing_ok=True)
        return f"sqlite:///{path}"

    def forget(self, engine: Engine) -> None:
        engine.dispose()
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.path.with_stem(TEMPLATE), self.path)


class Postgresql(Database):
    kind = "postgresql"

    @property
    def url(self) -> str:
        return _address(self.folder, self.worker)

    def prepare(self) -> None:
        with one_at_a_time(self.folder, "postgresql"):
            if not (self.folder / READY).exists():
                self._first_time()
                (self.folder / READY).touch()
        _create(self.folder, self.worker, source=TEMPLATE)

    def _first_time(self) -> None:
        cluster = server(self.folder)
        if not os.environ.get("DATABASE_URL_TEST") and not cluster.data.exists():
            cluster.create()
            cluster.start()
        _create(self.folder, TEMPLATE)
        migrate(_address(self.folder, TEMPLATE), self.folder)
        with _connection(self.folder, TEMPLATE) as connection:
            connection.execute(FORGET)

    def new(self, name: str) -> str:
        _create(self.folder, f"{self.worker}-{name}")
        return _address(self.folder, f"{self.worker}-{name}")

    def forget(self, engine: Engine) -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT testing.forget()")
            connection.commit()


DATABASES: dict[str, type[Database]] = {kind.kind: kind for kind in (Sqlite, Postgresql)}


def has_its_turn(test: str, kind: str | None) -> bool:
    """Whether a data test runs on this database in a quick run: one of them, always the same, told by its name."""
    return kind is None or kind == list(DATABASES)[zlib.crc32(test.encode()) % len(DATABASES)]


def server(folder: Path) -> Postgres:
    """The PostgreSQL of this run, which all its test processes share."""
    return Postgres(folder / "postgresql")


def _end(folder: Path) -> None:
    """Take away all that a run has left: its databases, its server, its folders."""
    if os.environ.get("DATABASE_URL_TEST"):
        if (folder / READY).exists():
            _drop_all(folder)
    elif server(folder).data.exists():
        server(folder).remove()
    shutil.rmtree(_memory(folder), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def _memory(folder: Path) -> Path:
    """Where SQLite files of the run are kept: in memory where that can be had, for it waits for the disk."""
    return MEMORY / folder.name if os.access(MEMORY, os.W_OK) else folder


def _address(folder: Path, part: str) -> str:
    """The address of one database of the run; its name is unlike any other run's."""
    name = f"{folder.name}-{part}" if part else "postgres"
    given = os.environ.get("DATABASE_URL_TEST")
    if not given:
        return server(folder).url(name)
    url = make_url(given).set(drivername="postgresql+psycopg")
    return (url.set(database=name) if part else url).render_as_string(hide_password=False)


def _connection(folder: Path, part: str = "") -> psycopg.Connection:
    return psycopg.connect(_address(folder, part).replace("postgresql+psycopg", "postgresql"), autocommit=True)


def _create(folder: Path, part: str, source: str = "") -> None:
    name = sql.Identifier(f"{folder.name}-{part}")
    template = sql.Identifier(f"{folder.name}-{source}" if source else "template0")
    with _connection(folder) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))


def _drop_all(folder: Path) -> None:
    with _connection(folder) as connection:
        mine = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        for (name,) in connection.execute(mine, [f"{folder.name}-"]).fetchall():
            connection.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(name)))
