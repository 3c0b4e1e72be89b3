"""What a sitting leaves on the disk: bytes of table, bytes of WAL, statements of a save."""

from __future__ import annotations

import re
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass

import psycopg

from tests.load import people, player
from tests.load.figures import Table
from tests.load.player import Job
from tests.load.scripts import QUESTIONS, Sitting
from tests.load.servers import LOG_EVERYTHING, LOG_NOTHING, Bench
from tests.load.turns import AT_ONCE, scoring

TABLES = ("attempt", "answer", "section_score")
MARKS_EACH = 3
OF_THIS_FILE = ("pg_snapshot", "pg_reload", "ALTER SYSTEM")
SAID = re.compile(r"LOG:  (?:statement|execute [^:]*): (\w+)")
TOTAL = "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name"
HEAP = "SELECT sum(pg_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name"


@dataclass(frozen=True, slots=True)
class Left:
    """Bytes for each sitting."""

    total: float
    heap: float
    wal: float


def measure(bench: Bench, browsers: Executor, table: Table, *, sittings: int) -> None:
    """Play sittings on the still empty tables and write down what they leave."""
    with bench.postgres.connection("gakusha") as look:
        # Every page that is touched for the first time after a checkpoint goes into the WAL whole. The
        # first group of candidates pays for that; the second, which is counted, finds them settled.
        look.execute("CHECKPOINT")
        fresh = _left(bench, browsers, look, sittings, marks=1)
        once = _left(bench, browsers, look, sittings, marks=1)
        thrice = _left(bench, browsers, look, sittings, marks=MARKS_EACH)
        said, committed = _statements(bench, browsers, look)
    table.add("表と索引 KB/受験（60回保存）", f"{_kb(once.total)}（表だけ {_kb(once.heap)}）", goal="≤ 10")
    table.add("表と索引 KB/受験（180回保存）", f"{_kb(thrice.total)}（表だけ {_kb(thrice.heap)}）")
    table.add("WAL KB/受験（60回保存）", _kb(once.wal), goal="≤ 20")
    table.add("WAL KB/受験（180回保存）", _kb(thrice.wal), goal="≤ 50")
    table.add("WAL KB/受験（60回、チェックポイント直後）", _kb(fresh.wal))
    table.add(f"SQL 文（保存{QUESTIONS}回）", "、".join(f"{word} {said.count(word)}" for word in sorted(set(said))))
    table.add(f"書き込んだトランザクション（保存{QUESTIONS}回）", str(committed), goal=str(QUESTIONS))


def _left(bench: Bench, browsers: Executor, look: psycopg.Connection, count: int, *, marks: int) -> Left:
    before = (_number(look, TOTAL), _number(look, HEAP), _written(look))
    made = people.ours(bench.app, count)
    minted = _written(look) - before[2]  # accounts and sessions are not part of a sitting
    for step in ("start", "save", "submit", "result"):
        made = _play(bench, browsers, made, step, marks)
    scoring(bench.app, bench.postgres.leader())
    after = (_number(look, TOTAL), _number(look, HEAP), _written(look) - minted)
    return Left(*((late - early) / count for early, late in zip(before, after, strict=True)))


def _play(bench: Bench, browsers: Executor, made: list[Sitting], step: str, marks: int) -> list[Sitting]:
    job = Job("ours", bench.ours.address, step, made, AT_ONCE, marks if step == "save" else 1)
    return browsers.submit(player.run, job).result().sittings


def _statements(bench: Bench, browsers: Executor, look: psycopg.Connection) -> tuple[list[str], int]:
    """What PostgreSQL was told during one candidate's sixty saves, and how many transactions wrote."""
    made = _play(bench, browsers, people.ours(bench.app, 1), "start", 1)
    for command in LOG_EVERYTHING:
        look.execute(command)
    log = bench.postgres.folder / "log"
    seen = log.stat().st_size
    first = _next_transaction(look)
    _play(bench, browsers, made, "save", 1)
    committed = _next_transaction(look) - first
    for command in LOG_NOTHING:
        look.execute(command)
    with open(log, "rb") as file:
        file.seek(seen)
        return list(_ours(file.read().decode().splitlines())), committed


def _ours(lines: Iterable[str]) -> Iterable[str]:
    """The first word of each statement, without those that this very measurement has sent."""
    for line in lines:
        if (
            (found := SAID.search(line))
            and "pg_snapshot" not in line
            and "pg_reload" not in line
            and "ALTER" not in line
        ):
            yield found[1].upper()


def _number(look: psycopg.Connection, question: str) -> int:
    row = look.execute(question, [list(TABLES)]).fetchone()
    assert row is not None
    return int(row[0])


def _written(look: psycopg.Connection) -> int:
    row = look.execute("SELECT pg_current_wal_insert_lsn() - '0/0'").fetchone()
    assert row is not None
    return int(row[0])


def _next_transaction(look: psycopg.Connection) -> int:
    row = look.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
    assert row is not None
    return int(row[0])


def _kb(number: float) -> str:
    return f"{number / 1024:.1f}"
