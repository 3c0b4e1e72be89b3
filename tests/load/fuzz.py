"""Ten minutes of files with something wrong in them, for every reader of questions; one crash ends the run."""

from __future__ import annotations

import time
from collections import Counter

from hypothesis import HealthCheck, given, settings

from app.questions.rules.exchange.package import Format
from tests.load.figures import Table
from tests.questions.mangled import mangled, try_out

MINUTES = 10
AT_A_TIME = 300


def measure(table: Table, *, minutes: float = MINUTES) -> None:
    """Try the formats in turn until the time is over; what breaks a reader is raised with the file that did."""
    until = time.monotonic() + minutes * 60
    tried: Counter[Format] = Counter()
    while time.monotonic() < until:
        for form in Format:
            _some(form, tried)
    for form, files in tried.items():
        table.add(f"{form.value}：壊れたファイル", f"{files:,}個、落ちたもの0", "", "0")


def _some(form: Format, tried: Counter[Format]) -> None:
    @settings(
        max_examples=AT_A_TIME, deadline=None, database=None, derandomize=False, suppress_health_check=list(HealthCheck)
    )
    @given(mangled(form))
    def one(content: bytes) -> None:
        tried[form] += 1
        try_out(form, content)

    one()
