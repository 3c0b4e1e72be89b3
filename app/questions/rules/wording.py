"""How a question must be worded: its shape, its lengths, its days, and what gives the key away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.questions.rules.problems import Entry, Problem
from app.questions.rules.sameness import normal
from app.questions.rules.stock import CaseStem, Question, Statement

OFFICIAL_STATEMENTS = 5
NO_ALT = "（図の説明がまだありません）"
"""What stands for the words of a picture that came without any; a question with it is not handed in."""
OFFICIAL_CHOICES = (2, 3)
STATEMENT_LENGTH = (15, 90)
STATEMENT_ADVICE = (25, 70)
WHY_LENGTH = (40, 160)
GIVEAWAYS = (
    *("すべて", "全て", "必ず", "のみ", "いかなる", "一切", "絶対", "決して", "例外なく", "無条件", "まったく", "全く"),
)
"""Absolute words, which experienced candidates take for a sign of a wrong statement. 「常に」 is not among
them: the ordinances themselves oblige providers to do much 「常に」."""

_CHOOSE = re.compile(r"つ\s*(選べ|選び|えらべ)")
_MIXED_DIGITS = re.compile(r"[0-9][,，.．]?[０-９]|[０-９][,，.．]?[0-9]")
_WIDE_DIGITS = re.compile(r"[０-９]")
_DOUBLE_NEGATION = re.compile(
    r"ない(わけ|こと|もの)?(では|とは|は|も)(ない|限らない|いえない|言えない)|なく(は|も)?ない"
)
_MARK_FIRST = re.compile(r"[「『（(]?(正しい|正解|誤り|不正解|適切であ|不適切)")


def of_case(entry: Entry[CaseStem]) -> Iterator[Problem]:
    """A case may have several lines, but its figures are written as everywhere."""
    yield from _digits(entry, entry.value.text, "text")


def of_question(entry: Entry[Question]) -> Iterator[Problem]:
    """What is wrong with the words of a question, or gives its key away."""
    yield from _shape(entry)
    yield from _days(entry)
    yield from _text(entry, entry.value.stem, "stem")
    if _CHOOSE.search(entry.value.stem):
        yield entry.error("問題文に「つ選べ」は書きません。choose から表示されるので、消してください", "stem")
    first: dict[str, int] = {}
    for n, statement in enumerate(entry.value.statements, 1):
        if (same := first.setdefault(normal(statement.text), n)) != n:
            yield entry.error(f"{n} 番目の肢が {same} 番目と同じです。別の文にしてください", *_at(n, "text"))
        yield from _statement(entry, n, statement)


def _at(n: int, name: str) -> tuple[str | int, ...]:
    return "statements", n - 1, name


def _shape(entry: Entry[Question]) -> Iterator[Problem]:
    question = entry.value
    correct, all_of_them = len(question.key), len(question.statements)
    if question.official and all_of_them != OFFICIAL_STATEMENTS:
        yield entry.error(f"肢が {all_of_them} 個です。五つにしてください", "statements")
    if question.official and question.choose not in OFFICIAL_CHOICES:
        yield entry.error(f"choose が {question.choose} です。2 か 3 にしてください", "choose")
    if question.choose != correct:
        yield entry.error(
            f"choose は {question.choose} ですが、correct: true の肢は {correct} 個です。どちらかを直してください",
            "choose",
        )
    if correct == all_of_them:
        yield entry.error("すべての肢が正しくなっています。誤りの肢を入れてください", "statements")


def _days(entry: Entry[Question]) -> Iterator[Problem]:
    question = entry.value
    if question.expires is not None and question.expires <= question.as_of:
        yield entry.error(f"expires は as_of（{question.as_of}）より後の日にしてください", "expires")


def _text(entry: Entry[Question], text: str, *at: str | int) -> Iterator[Problem]:
    if text != text.strip() or "\n" in text:
        yield entry.error("前後の空白や途中の改行を消して、一行で書いてください", *at)
    yield from _digits(entry, text, *at)


def _digits(entry: Entry[object], text: str, *at: str | int) -> Iterator[Problem]:
    if _MIXED_DIGITS.search(text):
        yield entry.error("全角と半角の数字が混じっています。半角にそろえてください", *at)
    elif _WIDE_DIGITS.search(text):
        yield entry.warning("全角の数字があります。半角にそろえてください", *at)


def _statement(entry: Entry[Question], n: int, statement: Statement) -> Iterator[Problem]:
    at, why = _at(n, "text"), _at(n, "why")
    yield from _text(entry, statement.text, *at)
    yield from _text(entry, statement.why, *why)
    yield from _length(entry, n, statement)
    if not statement.text.endswith("。"):
        yield entry.warning(f"{n} 番目の肢が句点で終わっていません。「。」で終えてください", *at)
    for word in GIVEAWAYS:
        if word in statement.text:
            yield entry.warning(f"{n} 番目の肢の「{word}」は答えの手がかりになります。言い換えてください", *at)
    if _DOUBLE_NEGATION.search(statement.text):
        yield entry.warning(f"{n} 番目の肢が二重の否定です。何が定めかを肯定の形で書いてください", *at)
    if _MARK_FIRST.match(statement.why):
        yield entry.warning(f"{n} 番目の解説が正誤の語で始まっています。何が定めかから書き始めてください", *why)
    if len(set(statement.sources)) != len(statement.sources):
        yield entry.error(f"{n} 番目の肢に同じ根拠が二度あります。一つにしてください", *_at(n, "sources"))


def _length(entry: Entry[Question], n: int, statement: Statement) -> Iterator[Problem]:
    length, (low, high), (short, long) = len(statement.text), STATEMENT_LENGTH, STATEMENT_ADVICE
    if not low <= length <= high:
        yield entry.error(f"{n} 番目の肢が {length} 字です。{low}〜{high} 字にしてください", *_at(n, "text"))
    elif not short <= length <= long:
        yield entry.warning(f"{n} 番目の肢が {length} 字です。{short}〜{long} 字が読みやすい長さです", *_at(n, "text"))
    length, (low, high) = len(statement.why), WHY_LENGTH
    if not low <= length <= high:
        yield entry.error(f"{n} 番目の解説が {length} 字です。{low}〜{high} 字にしてください", *_at(n, "why"))
