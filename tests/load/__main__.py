"""Measures what sittings cost (`[--quick]`), the end of a national day (`nation [PEOPLE]`), or one of OTHERS."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from tests.load import (
    backup,
    cohorts,
    desk,
    exchange,
    fuzz,
    nation,
    nights,
    player,
    practice,
    search,
    simulation,
    storage,
    training,
    turns,
    weight,
)
from tests.load.figures import Table, percentile
from tests.load.servers import WORKERS, bench, threads
from tests.servers.postgres import PostgresMissing

OTHERS: dict[str, Callable[[Table], None]] = {
    "backup": backup.measure,
    "desk": desk.measure,
    "nights": nights.measure,
    "practice": practice.measure,
    "search": search.measure,
    "exchange": exchange.measure,
    "fuzz": fuzz.measure,
    "simulation": simulation.measure,
    "statistics": cohorts.measure,
    "training": training.measure,
}
NATION = 5_000
EVERYONE = 53_699
BEGAN = time.monotonic()


@dataclass(frozen=True, slots=True)
class Size:
    """How much is played: turns on each site, sittings in each, turns and seconds at half load."""

    turns: int
    sittings: int
    half_turns: int
    half_seconds: float
    stored: int


FULL = Size(turns=7, sittings=40, half_turns=3, half_seconds=10, stored=60)
QUICK = Size(turns=1, sittings=8, half_turns=1, half_seconds=3, stored=12)


def sittings(table: Table, size: Size) -> None:
    """Measure what one sitting costs, leaves and weighs, beside the bare one."""
    people = (size.turns + 1) * size.sittings + int(3_000 * size.half_seconds / 60) * size.half_turns + 100
    spawn = multiprocessing.get_context("spawn")
    with bench(people) as site, ProcessPoolExecutor(1, mp_context=spawn) as browsers:
        step("表とWAL")
        left = Table()
        storage.measure(site, browsers, left, sittings=size.stored)
        step("受験を交互に")
        ours, bare = turns.play_in_turn(site, browsers, turns=size.turns, sittings=size.sittings)
        turns.tell(table, ours, bare)
        for label, accepts in (("gzip", player.OLDER), ("圧縮なし", player.NONE)):
            table.add(f"受験1回 CPU ms（{label}）", f"{turns.taken(accepts, site, browsers, size.sittings) * 1000:.0f}")
        step("半分の負荷")
        rate, seen = turns.at_half_load(site, browsers, ours, bare, turns=size.half_turns, seconds=size.half_seconds)
        mine, its = (percentile(seen[name], 99) * 1000 for name in ("ours", "bare"))
        goal = f"≤ {2 * its:.1f}"
        table.add(f"保存 p99 ms（毎秒{rate:.0f}件）", f"{mine:.1f}", f"{its:.1f}", goal)
        table.rows += left.rows
        weight.measure(site, browsers, table)


def step(title: str) -> None:
    print(f"・{title} …（{time.monotonic() - BEGAN:.0f} 秒）", flush=True)


def main(words: list[str]) -> int:
    """Measure what was asked for, and print the table."""
    parser = argparse.ArgumentParser(prog="start.py measure", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("sittings", "nation", *OTHERS), default="sittings")
    parser.add_argument("people", nargs="?", type=int, default=NATION, help=f"with nation; all were {EVERYONE}")
    parser.add_argument("--quick", action="store_true", help="a smoke run, too short for figures")
    asked = parser.parse_args(words)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that nothing that was started is left behind
    table = Table()
    try:
        if asked.what == "nation":
            nation.measure(table, people=asked.people)
        elif asked.what in OTHERS:
            OTHERS[asked.what](table)
        else:
            sittings(table, QUICK if asked.quick else FULL)
    except PostgresMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    print(f"\n{table}\n")
    print(
        f"PostgreSQL（fsync=on、既定の設定）、gunicorn gthread {WORKERS}プロセス×{threads()}スレッド、"
        f"CPU {os.cpu_count()}個、Python {platform.python_version()}、{time.monotonic() - BEGAN:.0f} 秒"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
