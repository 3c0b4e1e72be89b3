"""What no single question can show: is the bank as a whole, and each of its papers, fit to learn from?

All of it is a warning: nobody's entry is wrong, and the bank can be loaded while it is being mended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.questions.rules.balance import Balance, Measure, balance
from app.questions.rules.endings import endings
from app.questions.rules.problems import Problem, Severity
from app.questions.rules.shelf import Shelf

COVERAGE = "coverage.yaml"
ALL_QUESTIONS = "questions"
LEAST = 1
LEAST_ALWAYS = 3


def of_stock(shelf: Shelf) -> Iterator[Problem]:
    """Everything that is uneven or missing in a bank that could be read whole."""
    yield from _topics(shelf)
    yield from _quotas(shelf)
    yield from _coverage(shelf)
    yield from _balance(shelf)
    yield from _endings(shelf)


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


def _balance(shelf: Shelf) -> Iterator[Problem]:
    """The bank, and each paper, as somebody sees it who goes by length or by place."""
    for sentence in uneven(balance([entry.value for entry in shelf.questions])):
        yield Problem(ALL_QUESTIONS, 1, "", f"問題バンク全体で、{sentence}", Severity.WARNING)
    for paper in shelf.papers:
        asked = [shelf.question[id] for id in paper.value.questions if id in shelf.question]
        for sentence in uneven(balance(asked)):
            yield paper.warning(f"この試験で、{sentence}", "fields")


def uneven(found: Balance) -> Iterator[str]:
    """What gives keys away, each as a sentence with its figures and what to do."""
    if not found.lengths.is_even:
        right, wrong = found.lengths.value, found.lengths.expected
        yield (
            f"正しい肢は平均 {right:.1f} 字、誤りの肢は {wrong:.1f} 字です。"
            f"差を {found.lengths.allowed:.1f} 字までにしてください"
        )
    for which, measure in (("長い", found.longest), ("短い", found.shortest)):
        if not measure.is_even:
            yield f"最も{which}肢が正しい問題が {_beside(measure)}。肢の長さをそろえてください"
    for n, measure in enumerate(found.positions, 1):
        if not measure.is_even:
            yield f"{n} 番目の肢が正しい問題が {_beside(measure)}。正しい肢の位置を散らしてください"


def _beside(measure: Measure) -> str:
    low, high = measure.expected - measure.allowed, measure.expected + measure.allowed
    return f"{measure.value:.0f} 問です（{low:.0f}〜{high:.0f} 問なら偶然の範囲）"


def _endings(shelf: Shelf) -> Iterator[Problem]:
    for ending in endings([entry.value for entry in shelf.questions]):
        if ending.tells:
            figures = f"{ending.statements} 肢のうち正しいのは {ending.right}（{ending.share:.0%}）"
            message = (
                f"「…{ending.letters}。」で終わる {figures}で、全体の {ending.share_of_all:.0%} と離れています。"
                "文末が手がかりにならないように言い換えてください"
            )
            yield Problem(ALL_QUESTIONS, 1, "", message, Severity.WARNING)
