"""The two databases that every test of stored things runs on, and how they forget quickly.

Tests commit for real. Each database is migrated once per run; each test process works on a copy and
puts it back between two tests: SQLite by copying the file, PostgreSQL by emptying what was filled.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy import Engine, make_url

from app import create_app
from app.config import Settings
from app.db import db
from tests.servers.postgres import Postgres

ROOT = Path(__file__).parents[2]
MIGRATIONS = str(ROOT / "migrations")
FOLDER = "GAKUSHA_TEST_FOLDER"
TEMPLATE = "template"
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
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        db.engine.dispose()


def new_folder() -> Path:
    """A folder for one run of the tests, in memory where that can be had: SQLite waits for the disk."""
    base = MEMORY if os.access(MEMORY, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="gakusha-test-", dir=base))


@contextmanager
def one_at_a_time(folder: Path, name: str) -> Iterator[None]:
    """Test processes that share the folder pass here one after the other."""
    with open(folder / f"{name}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Database(ABC):
    """One kind of database; `folder` is shared by the whole run, `worker` names this test process."""

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
    @property
    def path(self) -> Path:
        return self.folder / f"{self.worker}.sqlite"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def prepare(self) -> None:
        template = self.folder / f"{TEMPLATE}.sqlite"
        with one_at_a_time(self.folder, "sqlite"):
            if not template.exists():
                migrate(f"sqlite:///{template}", self.folder)
        shutil.copyfile(template, self.path)

    def new(self, name: str) -> str:
        path = self.folder / f"{self.worker}-{name}.sqlite"
        path.unlink(missing_ok=True)
        return f"sqlite:///{path}"

    def forget(self, engine: Engine) -> None:
        engine.dispose()
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.folder / f"{TEMPLATE}.sqlite", self.path)


class Postgresql(Database):
    @property
    def url(self) -> str:
        return self._address(self._name(self.worker))

    def prepare(self) -> None:
        with one_at_a_time(self.folder, "postgresql"):
            if not (self.folder / "postgresql.ready").exists():
                if not os.environ.get("DATABASE_URL_TEST"):
                    cluster = server(self.folder)
                    cluster.create()
                    cluster.start()
                self._create(TEMPLATE)
                migrate(self._address(self._name(TEMPLATE)), self.folder)
                with self._connection(self._name(TEMPLATE)) as connection:
                    connection.execute(FORGET)
                (self.folder / "postgresql.ready").touch()
        self._create(self.worker, template=TEMPLATE)

    def new(self, name: str) -> str:
        self._create(f"{self.worker}_{name}")
        return self._address(self._name(f"{self.worker}_{name}"))

    def forget(self, engine: Engine) -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT testing.forget()")
            connection.commit()

    def _name(self, part: str) -> str:
        """Unlike any other run's, for a server that is not ours alone."""
        return f"{self.folder.name}-{part}".lower()

    def _address(self, database: str) -> str:
        given = os.environ.get("DATABASE_URL_TEST")
        if not given:
            return server(self.folder).url(database)
        url = make_url(given).set(drivername="postgresql+psycopg", database=database)
        return url.render_as_string(hide_password=False)

    def _connection(self, database: str) -> psycopg.Connection:
        address = self._address(database).replace("postgresql+psycopg", "postgresql")
        return psycopg.connect(address, autocommit=True)

    def _create(self, part: str, template: str | None = None) -> None:
        name = sql.Identifier(self._name(part))
        source = sql.Identifier(self._name(template) if template else "template0")
        with self._connection("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(name))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, source))

    def remove(self) -> None:
        """Take away every database of this run."""
        with self._connection("postgres") as connection:
            mine = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self._name("")]
            ).fetchall()
            for (name,) in mine:
                connection.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(name)))


DATABASES: dict[str, type[Database]] = {"sqlite": Sqlite, "postgresql": Postgresql}


def server(folder: Path) -> Postgres:
    """The PostgreSQL of this run, which all its test processes share."""
    return Postgres(folder / "postgresql")


def end(folder: Path) -> None:
    """Take away all that a run has left: its server, its databases, its folder."""
    if (folder / "postgresql.ready").exists() and os.environ.get("DATABASE_URL_TEST"):
        object.__new__(Postgresql)  # placeholder
    shutil.rmtree(folder)
