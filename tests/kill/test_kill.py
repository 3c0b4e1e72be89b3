"""kill -9 of a web worker, of the whole server and of PostgreSQL: every acknowledged answer is there afterwards."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psutil import Process
from psycopg import sql
from sqlalchemy import select

from app import clock
from app.accounts import actions as accounts
from app.accounts.rules import Role
from app.exams.models import Answer
from app.questions import actions as questions
from app.questions.rules.reading import read_bank
from tests.kill.storm import Kept, Storm, candidates
from tests.questions.samples import mock_bank
from tests.servers.databases import migrate
from tests.servers.postgres import Postgres
from tests.servers.site import Site

pytestmark = pytest.mark.kill

PAPER = "mock-1"
PASSWORD = "korehanagaipasuwaado"
PEOPLE = [(f"storm-{n}@example.jp", PASSWORD) for n in range(6)]
BEFORE, AFTER = 150, 150
LONGEST_SECONDS = 15
Blow = Callable[[Storm], object]
Lost = dict[tuple[int, int], Kept | None]
MakeSite = Callable[[str], Site]


@pytest.fixture(scope="module")
def folder(run_folder: Path, worker: str) -> Path:
    """A folder on a real disk for what this module starts."""
    # A name of its own each time: a worker that takes over a test of this module from another sets it up anew.
    path = Path(tempfile.mkdtemp(prefix=f"kill-{worker}-", dir=run_folder))
    path.chmod(0o711)  # the unprivileged PostgreSQL passes through it
    return path


@pytest.fixture(scope="module")
def postgres(folder: Path) -> Iterator[Postgres]:
    """A PostgreSQL of this module's own that keeps what it acknowledges."""
    cluster = Postgres(folder / "postgresql", durable=True)
    cluster.create()
    cluster.start()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="module")
def filled(folder: Path, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Where the database with the paper and its candidates stands, of either kind; it is copied, not used."""

    @cache
    def make(kind: str) -> str:
        if kind == "postgresql":
            url = new_database(request.getfixturevalue("postgres"), "filled", "template0")
        else:
            url = f"sqlite:///{folder / 'filled.sqlite'}"
        migrate(url, folder)
        fill(Site(folder / kind, url))
        return url

    return make


@pytest.fixture
def make_site(
    folder: Path, filled: Callable[[str], str], request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[MakeSite]:
    """A running site with a paper and candidates, on a database of its own on the disk."""
    made: list[Site] = []

    def make(kind: str) -> Site:
        own, source = folder / tmp_path.name, filled(kind)
        own.mkdir()
        if kind == "postgresql":
            url = new_database(request.getfixturevalue("postgres"), tmp_path.name, "filled")
        else:
            shutil.copyfile(source.removeprefix("sqlite:///"), own / "site.sqlite")
            url = f"sqlite:///{own / 'site.sqlite'}"
        site = Site(own, url)
        made.append(site)
        site.start()
        return site

    yield make
    for site in made:
        site.kill()
        site.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_answer_survives_the_death_of_a_worker(make_site: MakeSite, kind: str) -> None:
    site = make_site(kind)

    victims: list[Process] = []

    def end(_: Storm) -> None:
        victims.append(site.web_workers()[0])
        victims[0].kill()

    storm = asyncio.run(struck(site, end))

    assert not victims[0].is_running()
    assert len(site.web_workers()) == site.workers  # another has taken its place
    assert lost(site, storm) == {}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_answer_survives_the_death_of_the_server(make_site: MakeSite, kind: str) -> None:
    site = make_site(kind)
    lost_at_once: list[Lost] = []

    def end(storm: Storm) -> None:
        site.kill()
        lost_at_once.append(lost(site, storm))
        site.start()

    storm = asyncio.run(struck(site, end))

    assert storm.dropped > 0
    assert lost_at_once == [{}]
    assert lost(site, storm) == {}


def test_an_answer_survives_the_death_of_postgresql(make_site: MakeSite, postgres: Postgres) -> None:
    site = make_site("postgresql")

    def end(_: Storm) -> None:
        postgres.kill()
        postgres.start()

    storm = asyncio.run(struck(site, end))

    assert storm.dropped > 0
    assert lost(site, storm) == {}


async def struck(site: Site, blow: Blow) -> Storm:
    """Let the storm rage, strike in the middle of it, and wait until saves are acknowledged again."""
    async with candidates(site.address, PEOPLE, PAPER) as storm:
        raging = asyncio.create_task(storm.rage())
        await wait_for(storm, BEFORE, raging)
        await asyncio.to_thread(blow, storm)
        await wait_for(storm, AFTER, raging)
        storm.over = True
        await raging
    return storm


async def wait_for(storm: Storm, count: int, raging: asyncio.Task[None]) -> None:
    """Wait for so many more acknowledged saves; a storm that has failed says why."""
    answered = asyncio.create_task(storm.until_answered(count))
    await asyncio.wait({answered, raging}, timeout=LONGEST_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if raging.done():
        raging.result()
    assert answered.done(), f"only {storm.answered} saves were acknowledged"


def lost(site: Site, storm: Storm) -> Lost:
    """Acknowledged answers that the database does not have, or has in an older state."""
    site.close()  # connections to a server that may have died
    acknowledged = dict(storm.acknowledged)
    with site.session() as session:
        rows = session.execute(select(Answer.attempt_id, Answer.number, Answer.seq, Answer.choices))
        stored = {(attempt_id, number): Kept(seq, mask) for attempt_id, number, seq, mask in rows}
    return {place: stored.get(place) for place, kept in acknowledged.items() if not is_there(kept, stored.get(place))}


def is_there(acknowledged: Kept, stored: Kept | None) -> bool:
    return stored is not None and (stored.seq > acknowledged.seq or stored == acknowledged)


def fill(site: Site) -> None:
    """A paper and candidates, made as the commands make them."""
    bank = read_bank(mock_bank()).bank
    assert bank is not None
    now = clock.now()
    with site.session():
        organisation = accounts.home_organisation(now)
        questions.load_bank(bank, organisation=organisation, by=None, now=now)
        for email, password in PEOPLE:
            accounts.create_account(
                "嵐 太郎",
                "アラシ タロウ",
                email,
                password,
                role=Role.CANDIDATE,
                organisation=organisation,
                by=None,
                now=now,
            )
    site.close()


def new_database(postgres: Postgres, name: str, source: str) -> str:
    """A copy of the database `source`, on a server that waits for the disk."""
    with psycopg.connect(postgres.url().replace("+psycopg", ""), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(copy.format(sql.Identifier(name), sql.Identifier(source)))
    return postgres.url(name)
