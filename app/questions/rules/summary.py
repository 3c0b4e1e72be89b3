"""How many of what a bank holds, as a table for people and as figures for programs."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.questions.rules.stock import Bank, Question
from app.questions.rules.words import PAPER_KIND_LABELS

HEADINGS = ("科目区分", "問題", "2つ", "3つ", "ほか", "事例", "肢", "正しい肢")


@dataclass(frozen=True, slots=True)
class SectionCount:
    """The questions of one section in figures."""

    title: str
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
        return (self.title, *map(str, figures))


def sections(bank: Bank) -> list[SectionCount]:
    """A row for each section in the order of the syllabus, and one for all."""
    section_of = {topic.code: topic.section_title for topic in bank.topics}
    titles = list(dict.fromkeys(section_of.values()))
    rows = [_count(title, [q for q in bank.questions if section_of[q.topic] == title]) for title in titles]
    return [*rows, _count("合計", bank.questions)]


def _count(title: str, questions: Sequence[Question]) -> SectionCount:
    choose = Counter(question.choose for question in questions)
    return SectionCount(
        title=title,
        questions=len(questions),
        twos=choose[2],
        threes=choose[3],
        others=len(questions) - choose[2] - choose[3],
        cases=sum(question.case is not None for question in questions),
        statements=sum(len(question.statements) for question in questions),
        correct=sum(len(question.key) for question in questions),
    )


def text(bank: Bank) -> str:
    """The table that `questions check` prints."""
    cited = {c.source for q in bank.questions for s in q.statements for c in s.sources}
    kinds = Counter(source.kind.value for source in bank.sources if source.key in cited)
    uncovered = len({topic.code for topic in bank.topics} - {question.topic for question in bank.questions})
    lines = _aligned([HEADINGS, *(row.cells for row in sections(bank))])
    lines.append(f"出題項目 {len(bank.topics)}（問題のないもの {uncovered}）")
    shares = "・".join(f"{kind} {number}" for kind, number in sorted(kinds.items()))
    lines.append(f"根拠 {len(bank.sources)}（引用されているもの {len(cited)}: {shares}）")
    lines += [
        f"{PAPER_KIND_LABELS[paper.kind]}「{paper.title}」（{paper.slug}） {len(paper.questions)} 問"
        for paper in bank.papers
    ]
    return "\n".join(lines)


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
