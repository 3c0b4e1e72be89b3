"""What the statistics of a whole paper cost: time and memory against the number of attempts."""

from __future__ import annotations

import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import combinations

import numpy as np
import pandas as pd

from app.db import transaction
from app.exams.tasks import close_and_score
from app.statistics.frames.irt import item_parameters
from app.statistics.frames.marks import marks_of
from app.statistics.frames.report import Part, reckoned
from app.statistics.tasks import refresh
from tests.load import nation
from tests.load.figures import Table
from tests.load.servers import stocked_application

PEOPLE = (1_000, 10_000, 53_699)
QUESTIONS = 60
NIGHT_PEOPLE = 1_000
SETS = np.array([sum(1 << place for place in picked) for picked in combinations(range(5), 3)], dtype=np.int16)


def measure(table: Table) -> None:
    """Each size in a process of its own, so that its peak of memory is its own."""
    spawn = multiprocessing.get_context("spawn")
    for people in PEOPLE:
        with ProcessPoolExecutor(1, mp_context=spawn) as process:
            seconds, irt_seconds, megabytes = process.submit(_cost, people).result()
        goal = ("≤ 10", "≤ 1500") if people == PEOPLE[-1] else ("", "")
        table.add(f"統計の計算 CPU 秒（{people}人×{QUESTIONS}問）", f"{seconds:.2f}", goal=goal[0])
        table.add(f"1PLと2PL CPU 秒（{people}人×{QUESTIONS}問）", f"{irt_seconds:.2f}", goal="≤ 120")
        table.add(f"統計の計算 最大メモリ MB（{people}人×{QUESTIONS}問）", f"{megabytes:.0f}", goal=goal[1])
    _night(table)


def _night(table: Table) -> None:
    """One paper of 1,000 in a PostgreSQL of its own, as the worker reckons it at night: all bases, IRT, chances."""
    with stocked_application() as (_, postgres, app), app.app_context():
        with transaction():
            nation.sit(NIGHT_PEOPLE)
        with postgres.connection("gakusha") as look:
            look.execute("VACUUM ANALYZE")
        close_and_score()
        began = time.perf_counter()
        refresh()
        took = time.perf_counter() - began
    table.add(f"夜の計算 秒（{NIGHT_PEOPLE}人の試験1つ、読み出しと保存も）", f"{took:.1f}")
    table.add("同じ試験が100あるときの見積もり 分", f"{100 * took / 60:.0f}")


def _cost(people: int) -> tuple[float, float, float]:
    chosen, seconds, asked, parts = _simulated(people)
    began = time.process_time()
    reckoned(chosen, seconds, asked, parts)
    between = time.process_time()
    item_parameters(marks_of(chosen, asked))
    return between - began, time.process_time() - between, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _simulated(people: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, list[Part]]:
    """A paper of the official shape; people of normal ability, who guess among the ten sets where they do not know."""
    random = np.random.default_rng(20261122)
    numbers = list(range(1, QUESTIONS + 1))
    hardness = random.normal(size=QUESTIONS) - 0.5
    knows = random.random((people, QUESTIONS)) < 1 / (1 + np.exp(hardness - random.normal(size=(people, 1))))
    chosen = pd.DataFrame(np.where(knows, SETS[0], random.choice(SETS, (people, QUESTIONS))), columns=numbers)
    seconds = pd.DataFrame(random.integers(20, 300, (people, QUESTIONS)), columns=numbers)
    field = ["care-support"] * 25 + ["health-welfare"] * 35
    section = ["care-support"] * 25 + ["health"] * 20 + ["welfare"] * 15
    asked = pd.DataFrame(
        {"section": section, "field": field, "choose": 3, "statements": 5, "treatment": "counted"}, index=numbers
    )
    asked["accepted"] = [(int(SETS[0]),)] * QUESTIONS
    parts = [
        Part("total", "", "全体", tuple(numbers)),
        Part("field", "care-support", "介護支援分野", tuple(numbers[:25]), 18),
        Part("field", "health-welfare", "保健医療福祉サービス分野", tuple(numbers[25:]), 25),
    ]
    return chosen, seconds, asked, parts
