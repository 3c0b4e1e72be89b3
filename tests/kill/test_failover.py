"""The failover drill of README: the primary dies in a storm of saves, the standby takes over, nothing is lost."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql.psycopg import dialect

from tests.kill import test_kill
from tests.kill.storm import Storm
from tests.servers.databases import migrate
from tests.servers.postgres import Postgres
from tests.servers.site import Site

pytestmark = pytest.mark.kill

STANDBY = "second"
DATABASE = "gakusha"
PATIENCE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """Two servers, the second of which has what the first has acknowledged."""

    folder: Path
    first: Postgres
    second: Postgres

    @property
    def url(self) -> str:
        hosts = f"host={self.first.folder}&host={self.second.folder}"
        return f"postgresql+psycopg://postgres@/{DATABASE}?{hosts}&target_session_attrs=read-write"


def said(server: Postgres, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
    with psycopg.connect(server.url(database).replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def wait_until(server: Postgres, statement: str) -> None:
    """Wait until the server answers the question with true."""
    end = time.monotonic() + PATIENCE_SECONDS
    while said(server, statement) != [(True,)]:
        assert time.monotonic() < end, statement
        time.sleep(0.1)


@pytest.fixture
def pair(run_folder: Path, worker: str) -> Iterator[Pair]:
    folder = Path(tempfile.mkdtemp(prefix=f"failover-{worker}-", dir=run_folder))
    folder.chmod(0o711)
    first = Postgres(folder / "first", durable=True)
    second = Postgres(folder / STANDBY, durable=True)
    try:
        first.create()
        first.start()
        second.follow(first, STANDBY)
        second.start()
        said(first, f"ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 ({STANDBY})'")
        said(first, "SELECT pg_reload_conf()")
        wait_until(first, "SELECT bool_and(sync_state = 'sync') FROM pg_stat_replication")
        said(first, f"CREATE DATABASE {DATABASE}")
        yield Pair(folder, first, second)
    finally:
        for server in (second, first):
            if server.data.exists():
                server.remove()
        shutil.rmtree(folder, ignore_errors=True)


def test_no_acknowledged_answer_is_lost_when_the_standby_takes_over(pair: Pair) -> None:
    migrate(pair.url, pair.folder)
    site = Site(pair.folder / "site", pair.url)
    test_kill.fill(site)
    site.start()

    def end(_: Storm) -> None:
        pair.first.kill()
        pair.second.promote()

    try:
        storm = asyncio.run(test_kill.struck(site, end))

        assert storm.dropped > 0
        assert test_kill.lost(site, storm) == {}
        assert said(pair.second, "SELECT pg_is_in_recovery()") == [(False,)]
    finally:
        site.kill()
        site.close()


def test_a_save_waits_for_the_standby_and_goes_on_when_it_is_given_up(pair: Pair) -> None:
    """Without a standby the primary acknowledges nothing, until somebody decides to go on with one server."""
    said(pair.first, "CREATE TABLE kept (n int)", DATABASE)
    pair.second.stop()
    with ThreadPoolExecutor(1) as pool:
        saving = pool.submit(said, pair.first, "INSERT INTO kept VALUES (1)", DATABASE)

        with pytest.raises(TimeoutError):
            saving.result(timeout=1)
        said(pair.first, "ALTER SYSTEM SET synchronous_standby_names = ''")
        said(pair.first, "SELECT pg_reload_conf()")
        saving.result(timeout=PATIENCE_SECONDS)

    assert said(pair.first, "SELECT n FROM kept", DATABASE) == [(1,)]


def test_an_address_may_name_several_servers_with_their_ports() -> None:
    url = make_url("postgresql+psycopg://gakusha@/gakusha?host=db1:5432&host=db2:5433&target_session_attrs=read-write")

    _, words = dialect().create_connect_args(url)

    assert (words["host"], words["port"], words["target_session_attrs"]) == ("db1,db2", "5432,5433", "read-write")
