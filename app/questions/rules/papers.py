"""What a paper must be: its questions exist once, stand in their section, and a mock keeps the real shape."""

from __future__ import annotations

from collections.abc import Iterator

from app.questions.rules.problems import Entry, Path, Problem
from app.questions.rules.shelf import Shelf
from app.questions.rules.stock import Paper, PaperField, PaperSection, Question
from app.questions.rules.words import PaperKind

MOCK_SECTIONS = {
    ("care-support", "care-support"): 25,
    ("health-welfare", "health"): 20,
    ("health-welfare", "welfare"): 15,
}
MOCK_THREES = range(38, 49)
MOCK_CASES = range(2, 4)
MOCK_MINUTES = 120
WELFARE = "welfare"
WELFARE_ORDER = (("面接・ソーシャルワーク", 4), ("福祉サービス", 8), ("他制度", 3))


def of_paper(entry: Entry[Paper], shelf: Shelf) -> Iterator[Problem]:
    """What is wrong with a paper of any kind; the quotas bind a mock only."""
    paper = entry.value
    yield from _times(entry)
    known: list[Question] = []
    first: dict[str, Path] = {}
    for path, section, id in _numbered(paper):
        if first.setdefault(id, path) != path:
            line = entry.line(*first[id])
            yield entry.error(f"問題 {id} は {line} 行目にもあります。一つの試験には一度だけ入れてください", *path)
        elif id in shelf.question:
            known.append(shelf.question[id])
            yield from _question(entry, path, section, shelf.question[id], shelf)
        elif shelf.lacks("questions", id, shelf.question):
            yield entry.error(f"問題 {id} は questions/ のどこにもありません。id を確かめてください", *path)
    for f, field in enumerate(paper.fields):
        yield from _pass_mark(entry, f, field)
    if paper.kind is PaperKind.MOCK:
        yield from _mock(entry, known, shelf)


def _numbered(paper: Paper) -> Iterator[tuple[Path, PaperSection, str]]:
    for f, field in enumerate(paper.fields):
        for s, section in enumerate(field.sections):
            for n, id in enumerate(section.questions):
                yield ("fields", f, "sections", s, "questions", n), section, id


def _times(entry: Entry[Paper]) -> Iterator[Problem]:
    paper = entry.value
    if paper.opens_at and paper.closes_at and paper.closes_at <= paper.opens_at:
        yield entry.error("closes_at は opens_at より後にしてください", "closes_at")
    if paper.entry_until and paper.closes_at and paper.entry_until > paper.closes_at:
        yield entry.error("entry_until は closes_at までにしてください", "entry_until")
    if paper.entry_until and paper.opens_at and paper.entry_until <= paper.opens_at:
        yield entry.error("entry_until は opens_at より後にしてください", "entry_until")
    if paper.results == "after_close" and paper.closes_at is None:
        yield entry.error("締切の後に結果を見せるには closes_at が要ります。日時を書いてください", "results")


def _question(
    entry: Entry[Paper], path: Path, section: PaperSection, question: Question, shelf: Shelf
) -> Iterator[Problem]:
    paper, topic = entry.value, shelf.topic.get(question.topic)
    if topic is not None and topic.section != section.code:
        yield entry.error(f"{question.id} は「{topic.section_title}」の問題です。その科目区分に移してください", *path)
    if question.as_of > paper.as_of:
        yield entry.error(
            f"{question.id} は {question.as_of} 現在の問題です。試験の as_of をその日以後にしてください",
            *path,
        )
    if question.expires is not None and question.expires <= paper.as_of:
        yield entry.error(
            f"{question.id} の期限（{question.expires}）は試験の as_of までに切れます。別の問題に替えてください", *path
        )


def _pass_mark(entry: Entry[Paper], f: int, field: PaperField) -> Iterator[Problem]:
    total = sum(len(section.questions) for section in field.sections)
    at: Path = ("fields", f, "pass_mark")
    if field.pass_mark is None and entry.value.kind is PaperKind.MOCK:
        yield entry.error("模擬試験には合格点が要ります。整数で書いてください", *at)
    if field.pass_mark is not None and field.pass_mark > total:
        yield entry.error(f"合格点 {field.pass_mark} が問題の数 {total} を超えています", *at)


def _mock(entry: Entry[Paper], known: list[Question], shelf: Shelf) -> Iterator[Problem]:
    yield from _quotas(entry)
    if entry.value.minutes != MOCK_MINUTES:
        yield entry.error(f"模擬試験の minutes は {MOCK_MINUTES} です", "minutes")
    for path, _section, id in _numbered(entry.value):
        if id in shelf.question and not shelf.question[id].official:
            yield entry.error(f"{id} は公式形式ではありません。五肢の問題に替えてください", *path)
    if len(known) == sum(MOCK_SECTIONS.values()):  # otherwise the shares below would mislead
        yield from _shares(entry, known)
        yield from _welfare(entry, shelf)


def _quotas(entry: Entry[Paper]) -> Iterator[Problem]:
    found = {
        (field.code, section.code): (f, s, len(section.questions))
        for f, field in enumerate(entry.value.fields)
        for s, section in enumerate(field.sections)
    }
    for (field_code, code), wanted in MOCK_SECTIONS.items():
        f, s, number = found.pop((field_code, code), (0, 0, -1))
        if number == -1:
            yield entry.error(f"分野 {field_code} に科目区分 {code}（{wanted} 問）を加えてください", "fields")
        elif number != wanted:
            at: Path = ("fields", f, "sections", s)
            yield entry.error(f"科目区分 {code} が {number} 問です。{wanted} 問にしてください", *at)
    for (field_code, code), (f, s, _number) in found.items():
        at = ("fields", f, "sections", s)
        yield entry.error(f"模擬試験に分野 {field_code} の科目区分 {code} はありません。消してください", *at)


def _shares(entry: Entry[Paper], known: list[Question]) -> Iterator[Problem]:
    threes = sum(question.choose == 3 for question in known)
    if threes not in MOCK_THREES:
        low, high = MOCK_THREES[0], MOCK_THREES[-1]
        yield entry.error(f"「3つ選べ」が {threes} 問です。{low}〜{high} 問にしてください", "fields")
    cases = sum(question.case is not None for question in known)
    if cases not in MOCK_CASES:
        low, high = MOCK_CASES[0], MOCK_CASES[-1]
        yield entry.error(f"事例の問題が {cases} 問です。{low}〜{high} 問にしてください", "fields")


def _welfare(entry: Entry[Paper], shelf: Shelf) -> Iterator[Problem]:
    """The groups of the welfare part come in the order and number of every real paper."""
    wanted = [group for group, number in WELFARE_ORDER for _ in range(number)]
    welfare = [(path, id) for path, section, id in _numbered(entry.value) if section.code == WELFARE]
    for n, ((path, id), group) in enumerate(zip(welfare, wanted, strict=False), 1):
        topic = shelf.topic.get(shelf.question[id].topic) if id in shelf.question else None
        if topic is not None and topic.group != group:
            yield entry.error(
                f"福祉の {n} 問目は「{group}」の問題です（{id} は「{topic.group}」）。入れ替えてください", *path
            )
