"""What is measured: a PostgreSQL, two sites under the same gunicorn, and the processor time of both."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil
import psycopg
from flask import Flask
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy import create_engine

import start
from app import create_app, schema
from app.config import Settings
from app.db import db
from app.questions.cli import load as load_stock
from tests.load import bare
from tests.servers.databases import run_folder
from tests.servers.postgres import Postgres
from tests.servers.site import free_port

KEY = "a key of the site under measurement and of nothing else"  # a comma would part two keys
WORKERS = 2
OURS, BARE = "app:create_app()", "tests.load.bare:create_app()"
LOG_EVERYTHING = ("ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()")
LOG_NOTHING = ("ALTER SYSTEM RESET log_statement", "SELECT pg_reload_conf()")


class Plain(Postgres):
    """A PostgreSQL as it comes: nothing set but the place where it is found."""

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses="
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def leader(self) -> psutil.Process:
        return psutil.Process(int((self.data / "postmaster.pid").read_text().splitlines()[0]))

    @contextmanager
    def connection(self, database: str) -> Iterator[psycopg.Connection]:
        address = self.url(database).replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(address, autocommit=True) as connection:
            yield connection


@cache
def as_deployed() -> str:
    """A Python with what a site needs alone, compiled as at every start but the first.

    Of what only the tests need, some would be found and loaded; and compiling leaves holes in the memory.
    """
    folder = tempfile.mkdtemp(prefix="gakusha-deployed-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    python = f"{folder}/bin/python"
    uv, network = str(start.UV), {**os.environ, **start.network_of_pip()}
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, folder, "--clear"], check=True, env=network)
    sync = [uv, "pip", "sync", "-q", "--require-hashes", "--compile-bytecode", "--python", python]
    subprocess.run([*sync, str(start.ROOT / "requirements.txt")], check=True, env=network)
    code = [str(start.ROOT / "app"), str(Path(bare.__file__))]
    subprocess.run([python, "-m", "compileall", "-q", *code], check=True)
    return python


class Web:
    """One site under gunicorn, as start.py runs it."""

    def __init__(self, application: str, database_url: str, folder: Path, *, workers: int = WORKERS) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / "web.log"
        environment = {**_served(database_url, folder), "PUBLIC_URL": self.address, "WEB_THREADS": str(threads())}
        command = [as_deployed(), *start.web(self.port, workers=workers)[1:-1], application]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command, cwd=start.ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        start.wait_until_ready(self.address, [self.process])
        until = time.monotonic() + 10
        while len(self.leader().children()) < workers and time.monotonic() < until:
            time.sleep(0.1)
        self.idle = self.megabytes()

    def leader(self) -> psutil.Process:
        return psutil.Process(self.process.pid)

    def megabytes(self) -> list[float]:
        """Resident memory of each worker."""
        return [child.memory_info().rss / 2**20 for child in self.leader().children()]

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=30)


class Worker:
    """The worker of one site, as start.py runs it."""

    def __init__(self, database_url: str, folder: Path) -> None:
        command = [as_deployed(), *start.flask("worker")[1:]]
        folder.mkdir(parents=True, exist_ok=True)
        self._log = folder / "worker.log"
        with open(self._log, "ab") as log:
            self.process = subprocess.Popen(
                command, cwd=start.ROOT, env=_served(database_url, folder), stdout=log, stderr=log
            )
        while self.process.poll() is None and "開始" not in self._log.read_text(encoding="utf-8"):
            time.sleep(0.1)

    def most_megabytes(self) -> float:
        """The most memory that the process has held so far, as the system counts it."""
        said = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(said.split("VmHWM:")[1].split()[0]) / 1024

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def _served(database_url: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "MALLOC_ARENA_MAX": "2",  # this and the next: as start.py serves
        "MALLOC_MMAP_THRESHOLD_": "131072",
        "DATABASE_URL": database_url,
        "INSTANCE_DIR": str(folder),
        "SECRET_KEY": KEY,
    }


def threads() -> int:
    """Threads of a web worker: what start.py takes unless told otherwise."""
    words = start.web(0, workers=WORKERS)
    return int(words[words.index("--threads") + 1])


def cpu_seconds(leaders: Iterable[psutil.Process]) -> float:
    """Processor time, user and system, that these processes and all below them have used so far."""
    total = 0.0
    for leader in leaders:
        own = leader.cpu_times()
        total += own.children_user + own.children_system  # of those that have ended
        for process in (leader, *leader.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system
    return total


@dataclass(frozen=True, slots=True)
class Bench:
    """All that a measurement needs: the server, our application to look inside, and both sites."""

    folder: Path
    postgres: Plain
    app: Flask
    ours: Web
    bare: Web


def _database(postgres: Plain, name: str) -> str:
    with postgres.connection("postgres") as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return postgres.url(name)


def _stocked(url: str, folder: Path) -> Flask:
    """Our application with all tables and the starting stock."""
    settings = Settings(SECRET_KEY=KEY, SQLALCHEMY_DATABASE_URI=url, INSTANCE=folder)
    app = create_app(settings)
    schema.bind(app)
    with app.app_context():
        upgrade(directory=str(start.ROOT / "migrations"))
    done = app.test_cli_runner().invoke(load_stock, [])
    if done.exit_code:
        raise RuntimeError(done.output) from done.exception
    return app


@contextmanager
def stocked_application() -> Iterator[tuple[Path, Plain, Flask]]:
    """A fresh PostgreSQL and our application on it; all of it is gone afterwards."""
    with run_folder() as folder:
        postgres = Plain(folder / "postgresql", durable=True)
        postgres.create()
        postgres.start()
        app = _stocked(_database(postgres, "gakusha"), folder / "ours")
        try:
            yield folder, postgres, app
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


@contextmanager
def bench(people: int) -> Iterator[Bench]:
    """Both sites up and running; the bare one knows so many people."""
    with stocked_application() as (folder, postgres, app), ExitStack() as running:
        bare_url = _database(postgres, "bare")
        engine = create_engine(bare_url)
        bare.fill(engine, people)
        engine.dispose()
        webs = []
        for application, url in ((OURS, postgres.url("gakusha")), (BARE, bare_url)):
            web = Web(application, url, folder / application.partition(":")[0])
            running.callback(web.stop)
            webs.append(web)
        yield Bench(folder, postgres, app, *webs)
