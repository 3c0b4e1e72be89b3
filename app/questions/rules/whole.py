"""What no single question can show: is the bank as a whole, and each of its papers, fit to learn from?

All of it is a warning: nobody's entry is wrong, and the bank can be loaded while it is being mended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.questions.rules.problems import Problem, Severity
from app.questions.rules.shelf import Shelf

COVERAGE = "coverage.yaml"
LEAST = 1
LEAST_ALWAYS = 3


def of_stock(shelf: Shelf) -> Iterator[Problem]:
    """Everything that is uneven or missing in a bank that could be read whole."""
    yield from _topics(shelf)
    yield from _quotas(shelf)
    yield from _coverage(shelf)


def _topics(shelf: Shelf) -> Iterator[Problem]:
    """Every topic is asked about, and often enough where every real paper asks about it."""
    asked = Counter(entry.value.topic for entry in shelf.questions)
    for entry in shelf.topics:
        topic, number = entry.value, asked[entry.value.code]
        if topic.always and number < LEAST_ALWAYS:
            yield entry.warning(
                f"毎回問われる「{topic.title}」の問題が {number} 問です。{LEAST_ALWAYS} 問以上にしてください"
            )
        elif number < LEAST:
            yield entry.warning(f"「{topic.title}」の問題がありません。{LEAST} 問以上書いてください")


def _quotas(shelf: Shelf) -> Iterator[Problem]:
    asked = Counter(entry.value.topic for entry in shelf.questions)
    for entry in shelf.quotas:
        quota = entry.value
        number = sum(asked[code] for code in quota.topics)
        if number < quota.least:
            yield entry.warning(
                f"「{quota.title}」の問題が合わせて {number} 問です。{quota.least} 問以上にしてください"
            )


def _coverage(shelf: Shelf) -> Iterator[Problem]:
    if not shelf.coverage:
        message = "このファイルがありません。覚えるべき資料の見出しごとに、それを問う問題の id を書いてください"
        yield Problem(COVERAGE, 1, "", message, Severity.WARNING)
