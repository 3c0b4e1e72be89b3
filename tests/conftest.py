"""What every test stands on: an app on either database, a database that forgets, and a client with good manners."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from contextvars import Context
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from click.testing import Result
from flask import Flask
from flask_mailman import EmailMessage
from sqlalchemy import event
from sqlalchemy.orm import Session

from app import clock, create_app
from app import db as ground
from app.accounts import passwords
from app.db import db as database_of_the_app
from tests.client import StrictClient
from tests.servers import databases
from tests.servers.databases import DATABASES, FOLDER, Database

pytest_plugins = ["tests.servers.browser", "tests.operation.words"]
NOT_COUNTED = ("PRAGMA", "BEGIN")
Run = Callable[..., Result]
Stores = Callable[[str], tuple[Database, Flask]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--in-turn", action="store_true", help="each data test on one of the databases: half the time")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In turn: of the two runs of a data test, the one whose turn it is by its name."""
    if not config.getoption("--in-turn"):
        return
    not_now = [item for item in items if not databases.has_its_turn(*_asked_for(item))]
    config.hook.pytest_deselected(items=not_now)
    items[:] = [item for item in items if item not in set(not_now)]


def _asked_for(item: pytest.Item) -> tuple[str, str | None]:
    """The test's name without the database, and the database."""
    spec = getattr(item, "callspec", None)
    kind = spec.params.get("database") if spec else None
    return item.nodeid.replace(str(kind), ""), kind


def pytest_configure(config: pytest.Config) -> None:
    """The first process of a run makes the folder that all of them share."""
    if not hasattr(config, "workerinput"):
        whole_run = ExitStack()
        os.environ[FOLDER] = str(whole_run.enter_context(databases.run_folder()))
        config.add_cleanup(whole_run.close)
    # A test that waits for a lock waits for itself: it had better hear so soon.
    ground.BUSY_MILLISECONDS = 3_000
    # Argon2 is meant to be slow; in tests a hash need not be.
    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def pytest_collection_finish() -> None:
    """What the imports have made stays for good: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test says nothing about the house: it fails, unless its marker says why it may."""
    report = yield
    if report.skipped and item.get_closest_marker("may_skip") is None:
        report.outcome = "failed"
        report.longrepr = f"A test may not be skipped silently: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """A folder of this run of the tests, shared by all its processes."""
    return Path(os.environ[FOLDER])


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this test process."""
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")


@pytest.fixture(scope="session")
def stores(run_folder: Path, worker: str) -> Iterator[Stores]:
    """Each kind of database and the site on it, made when first asked for."""
    made: dict[str, tuple[Database, Flask]] = {}

    def store(kind: str) -> tuple[Database, Flask]:
        if kind not in made:
            place = DATABASES[kind](run_folder, worker)
            app = create_app(databases.settings(place.url, run_folder / worker))
            app.test_client_class = StrictClient
            made[kind] = place, app
        return made[kind]

    yield store
    for _, app in made.values():
        with app.app_context():
            database_of_the_app.engine.dispose()


@pytest.fixture(scope="session", params=list(DATABASES))
def database(request: pytest.FixtureRequest, stores: Stores) -> Database:
    """Both databases, one after the other: whoever stores anything is tested on each."""
    return stores(request.param)[0]


@pytest.fixture
def app(database: Database, stores: Stores) -> Flask:
    """The site, on an empty database, as the migrations leave it."""
    site = stores(database.kind)[1]
    with site.app_context():
        database.forget(database_of_the_app.engine)
    return site


@pytest.fixture
def db(app: Flask) -> Iterator[Session]:
    """The test's own session; what it has not committed, `client` and `runner` commit before they act."""
    with app.app_context():
        yield database_of_the_app.session  # type: ignore[misc]  # a scoped session is one in all but name
        database_of_the_app.session.remove()


@pytest.fixture
def client(app: Flask, db: Session) -> StrictClient:
    client = app.test_client()
    assert isinstance(client, StrictClient)
    return client


@pytest.fixture
def queries(db: Session) -> Iterator[list[str]]:
    """The statements run so far, by the test and its requests; clear it, act, and count."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(NOT_COUNTED):
            seen.append(statement)

    event.listen(database_of_the_app.engine, "after_cursor_execute", note)
    yield seen
    event.remove(database_of_the_app.engine, "after_cursor_execute", note)


@pytest.fixture
def runner(app: Flask, db: Session) -> Run:
    """Run a command of `flask` as a shell would: runner("questions", "check", input="…")."""

    def run(*words: str | Path, **options: Any) -> Result:
        db.commit()
        result = Context().run(app.test_cli_runner().invoke, args=[str(word) for word in words], **options)
        db.expire_all()
        return result

    return run


@pytest.fixture
def letters(app: Flask) -> list[EmailMessage]:
    """The mail that has gone out, after `tasks.run_due()` has had its turn."""
    out: list[EmailMessage] = []
    app.extensions["mailman"].outbox = out
    return out


@pytest.fixture
def freeze(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the site's clock to an instant, where it stands still until the test ends."""

    def at(instant: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)

    return at
