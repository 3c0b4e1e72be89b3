"""How many of what a bank holds, as a table for people and as figures for programs."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.questions.rules.stock import Bank, Question, Topic
from app.questions.rules.words import PAPER_KIND_LABELS

HEADINGS = ("出題範囲", "問題", "2つ", "3つ", "ほか", "事例", "肢", "正しい肢")
FIELD, SECTION, TOPIC = range(3)
ALL = "合計"


@dataclass(frozen=True, slots=True)
class Count:
    """The questions of one part of the syllabus in figures; `level` says how deep it stands."""

    title: str
    level: int
    questions: int
    twos: int
    threes: int
    others: int
    cases: int
    statements: int
    correct: int

    @property
    def cells(self) -> tuple[str, ...]:
        figures = (self.questions, self.twos, self.threes, self.others, self.cases, self.statements, self.correct)
        return ("　" * self.level + self.title, *map(str, figures))


def by_topic(bank: Bank) -> list[Count]:
    """A row for each field, section and topic in the order of the syllabus, and one for all.

    A section that is all of its field has no row of its own.
    """
    of_topic = _questions_of_topics(bank)
    rows = []
    for field in dict.fromkeys(topic.field for topic in bank.topics):
        inside = [topic for topic in bank.topics if topic.field == field]
        sections = dict.fromkeys(topic.section for topic in inside)
        rows.append(_count(inside[0].field_title, FIELD, _all_of(inside, of_topic)))
        for section in sections:
            topics = [topic for topic in inside if topic.section == section]
            if len(sections) > 1:
                rows.append(_count(topics[0].section_title, SECTION, _all_of(topics, of_topic)))
            rows += [_count(topic.title, TOPIC, of_topic[topic.code]) for topic in topics]
    return [*rows, _count(ALL, FIELD, bank.questions)]


def sections(bank: Bank) -> list[Count]:
    """A row for each section in the order of the syllabus, and one for all."""
    of_topic = _questions_of_topics(bank)
    titles = dict.fromkeys(topic.section_title for topic in bank.topics)
    inside = {title: [topic for topic in bank.topics if topic.section_title == title] for title in titles}
    rows = [_count(title, SECTION, _all_of(topics, of_topic)) for title, topics in inside.items()]
    return [*rows, _count(ALL, FIELD, bank.questions)]


def _questions_of_topics(bank: Bank) -> defaultdict[str, list[Question]]:
    found: defaultdict[str, list[Question]] = defaultdict(list)
    for question in bank.questions:
        found[question.topic].append(question)
    return found


def _all_of(topics: Iterable[Topic], of_topic: defaultdict[str, list[Question]]) -> list[Question]:
    return [question for topic in topics for question in of_topic[topic.code]]


def _count(title: str, level: int, questions: Sequence[Question]) -> Count:
    choose = Counter(question.choose for question in questions)
    return Count(
        title=title,
        level=level,
        questions=len(questions),
        twos=choose[2],
        threes=choose[3],
        others=len(questions) - choose[2] - choose[3],
        cases=sum(question.case is not None for question in questions),
        statements=sum(len(question.statements) for question in questions),
        correct=sum(len(question.key) for question in questions),
    )


def text(bank: Bank) -> str:
    """What `questions check` prints: the syllabus, the headings that are asked about, and the sums."""
    lines = _aligned([HEADINGS, *(row.cells for row in by_topic(bank))])
    return "\n".join([*lines, *_headings(bank), *_sums(bank)])


def _headings(bank: Bank) -> Iterator[str]:
    for document in bank.coverage:
        yield f"資料「{document.title}」 見出し {len(document.headings)}"
        for heading in document.headings:
            yield f"　{heading.title}（{heading.code}） {len(heading.questions)} 問: {'・'.join(heading.questions)}"


def _sums(bank: Bank) -> Iterator[str]:
    cited = {c.source for q in bank.questions for s in q.statements for c in s.sources}
    kinds = Counter(source.kind.value for source in bank.sources if source.key in cited)
    uncovered = len({topic.code for topic in bank.topics} - {question.topic for question in bank.questions})
    yield f"出題項目 {len(bank.topics)}（問題のないもの {uncovered}）"
    shares = "・".join(f"{kind} {number}" for kind, number in sorted(kinds.items()))
    yield f"根拠 {len(bank.sources)}（引用されているもの {len(cited)}: {shares}）"
    for paper in bank.papers:
        yield f"{PAPER_KIND_LABELS[paper.kind]}「{paper.title}」（{paper.slug}） {len(paper.questions)} 問"


def _aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    rows = list(rows)
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) if n == 0 else " " * (width - _width(cell)) + cell
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _width(cell: str) -> int:
    """Columns on a terminal, where a Japanese letter takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in cell)
