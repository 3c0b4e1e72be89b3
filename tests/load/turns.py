"""Whole sittings on both sites in turn, A B A B: what each step costs and how long it takes.

The steps are played one after the other by all candidates, so that the processor time of each is
seen apart. Time of the server, its workers and every process of PostgreSQL counts; the browsers'
does not. Our score is stored by the worker later: that is done here after each turn and counted.
"""

from __future__ import annotations

import time
from collections import defaultdict
from concurrent.futures import Executor
from dataclasses import dataclass, field
from statistics import median

import psutil
from flask import Flask

from app.exams import tasks
from tests.load import people, player
from tests.load.figures import Table, milliseconds, ratio
from tests.load.player import Job, Played
from tests.load.scripts import QUESTIONS, Sitting
from tests.load.servers import Bench, Web, cpu_seconds

STEPS = ("start", "save", "submit", "result")
LABELS = {"start": "開始（問題の画面まで）", "save": "保存", "submit": "提出", "result": "結果の画面"}
AT_ONCE = 8


@dataclass(slots=True)
class Side:
    """What was seen of one site; the lists have one figure a turn."""

    name: str
    web: Web
    latencies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    database: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    saves_per_second: list[float] = field(default_factory=list)

    @property
    def per_sitting(self) -> list[float]:
        """CPU-seconds of a whole sitting, turn by turn, storing the score included."""
        return [sum(turn) for turn in zip(*self.cpu.values(), strict=True)]


def play_in_turn(bench: Bench, browsers: Executor, *, turns: int, sittings: int) -> tuple[Side, Side]:
    """Play so many turns of so many sittings on each site; a first one warms up and is forgotten."""
    ours = Side("ours", bench.ours)
    bare = Side("bare", bench.bare)
    for turn in range(turns + 1):
        for side in (ours, bare):
            made = people.ours(bench.app, sittings) if side is ours else people.without_frills(sittings)
            _turn(bench, browsers, side, made, counts=turn > 0)
    return ours, bare


def _turn(bench: Bench, browsers: Executor, side: Side, sittings: list[Sitting], *, counts: bool) -> None:
    seen = Side(side.name, side.web) if not counts else side
    for step in STEPS:
        web, database, played = _spent(bench, browsers, Job(side.name, side.web.address, step, sittings, AT_ONCE))
        sittings = played.sittings
        seen.cpu[step].append((web + database) / len(sittings))
        seen.database[step].append(database / len(sittings))
        seen.latencies[step] += played.seconds
        if step == "save":
            seen.saves_per_second.append(len(played.seconds) / played.took)
    if side.name == "ours":
        seen.cpu["score"].append(scoring(bench.app, bench.postgres.leader()) / len(sittings))


def _spent(bench: Bench, browsers: Executor, job: Job) -> tuple[float, float, Played]:
    """CPU-seconds of the site and of PostgreSQL while the job was played, and what came of it."""
    web = (bench.ours if job.site == "ours" else bench.bare).leader()
    postgres = bench.postgres.leader()
    before = cpu_seconds([web]), cpu_seconds([postgres])
    played = browsers.submit(player.run, job).result()
    return cpu_seconds([web]) - before[0], cpu_seconds([postgres]) - before[1], played


def scoring(app: Flask, postgres: psutil.Process) -> float:
    """Close and score as the worker does; gives the CPU-seconds of worker and database."""
    before = cpu_seconds([postgres]) + time.process_time()
    with app.app_context():
        tasks.close_and_score()
    return cpu_seconds([postgres]) + time.process_time() - before


def taken(accepts: str, bench: Bench, browsers: Executor, sittings: int) -> float:
    """CPU-seconds of one of our sittings for a browser that takes its pages so."""
    made = people.ours(bench.app, sittings)
    total = 0.0
    for step in STEPS:
        job = Job("ours", bench.ours.address, step, made, AT_ONCE, accepts=accepts)
        web, database, played = _spent(bench, browsers, job)
        made, total = played.sittings, total + web + database
    return (total + scoring(bench.app, bench.postgres.leader())) / sittings


def at_half_load(
    bench: Bench, browsers: Executor, ours: Side, bare: Side, *, turns: int, seconds: float
) -> tuple[float, dict[str, list[float]]]:
    """Saves that arrive at half of what the bare site can take, on both in turn; gives rate and times."""
    rate = median(bare.saves_per_second) / 2
    count = int(rate * seconds / QUESTIONS * 1.3) + 2  # arrivals come by chance, sometimes more of them
    seen: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(turns):
        for side in (ours, bare):
            made = people.ours(bench.app, count) if side is ours else people.without_frills(count)
            begun = browsers.submit(player.run, Job(side.name, side.web.address, "start", made, AT_ONCE)).result()
            job = Job(side.name, side.web.address, "save", begun.sittings)
            seen[side.name] += browsers.submit(player.run_at, job, rate, seconds).result().seconds
    return rate, seen


def tell(table: Table, ours: Side, bare: Side) -> None:
    """Write down what the turns have shown."""
    sides = (ours, bare)
    table.add("保存/秒（最大）", *(f"{median(side.saves_per_second):.0f}" for side in sides))
    for step in STEPS:
        table.add(f"{LABELS[step]} p50/p95/p99 ms", *(milliseconds(side.latencies[step]) for side in sides))
    for step in STEPS:
        count = QUESTIONS if step == "save" else 1
        table.add(f"{LABELS[step]} CPU ms（うち PostgreSQL）", *(_cost(side, step, count) for side in sides))
    table.add("採点（ワーカー）CPU ms", f"{median(ours.cpu['score']) * 1000:.2f}", "提出に含む")
    table.add("受験1回 CPU ms（採点を含む）", *(f"{median(side.per_sitting) * 1000:.0f}" for side in sides))
    table.add("保存の CPU の比（対ごとの中央値）", ratio(ours.cpu["save"], bare.cpu["save"]))
    table.add("受験の CPU の比（対ごとの中央値）", ratio(ours.per_sitting, bare.per_sitting), "", "≤ 1.2")
    table.add("ワーカーのメモリー MB（起動時）", *(_each(side.web.idle) for side in sides))
    mine, its = (_each(side.web.megabytes()) for side in sides)
    table.add("ワーカーのメモリー MB（計測後）", mine, its, "≤ 120")


def _cost(side: Side, step: str, count: int) -> str:
    whole, database = (median(seen[step]) / count * 1000 for seen in (side.cpu, side.database))
    return f"{whole:.2f}（{database:.2f}）"


def _each(values: list[float]) -> str:
    return "・".join(f"{value:.0f}" for value in values)
