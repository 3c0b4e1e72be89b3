"""What an instructor wants to know of a stock: where it is thin, uneven, running out, and what it rests on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.questions.rules import summary
from app.questions.rules.balance import Balance, balance
from app.questions.rules.endings import Ending, endings
from app.questions.rules.stock import Bank, CoveredDocument, Question, Source, Topic
from app.questions.rules.whole import LEAST_ALWAYS
from app.questions.rules.words import PaperKind


@dataclass(frozen=True, slots=True)
class ThinTopic:
    """A topic with few questions, and how many mock examinations ask about it."""

    topic: Topic
    questions: int
    mocks: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """A set of questions under the name by which people know it."""

    title: str
    questions: int
    balance: Balance


@dataclass(frozen=True, slots=True)
class Expiring:
    """A question that rests on a rule which ends; `days` are left, none or fewer when it has ended."""

    question: Question
    expires: date
    days: int


@dataclass(frozen=True, slots=True)
class RestingOn:
    """A source and what rests on it."""

    source: Source
    questions: int
    statements: int
    places: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page shows, in its order."""

    as_of: date | None
    total: summary.Count
    mocks: int
    thin: tuple[ThinTopic, ...]
    syllabus: tuple[summary.Count, ...]
    coverage: tuple[CoveredDocument, ...]
    weighed: tuple[Weighed, ...]
    endings: tuple[Ending, ...]
    expiring: tuple[Expiring, ...]
    sources: tuple[RestingOn, ...]


def report(bank: Bank, today: date) -> Report:
    """The stock as it stands on this day."""
    *syllabus, total = summary.by_topic(bank)
    return Report(
        as_of=max((question.as_of for question in bank.questions), default=None),
        total=total,
        mocks=sum(paper.kind is PaperKind.MOCK for paper in bank.papers),
        thin=tuple(_thin(bank)),
        syllabus=tuple(syllabus),
        coverage=bank.coverage,
        weighed=tuple(_weighed(bank)),
        endings=tuple(endings(bank.questions)),
        expiring=tuple(_expiring(bank.questions, today)),
        sources=tuple(_sources(bank)),
    )


def _thin(bank: Bank) -> list[ThinTopic]:
    """Topics with fewer questions than those want that every paper asks about, the thinnest first."""
    asked = Counter(question.topic for question in bank.questions)
    topic_of = {question.id: question.topic for question in bank.questions}
    mocks = [{topic_of[id] for id in paper.questions} for paper in bank.papers if paper.kind is PaperKind.MOCK]
    thin = [topic for topic in bank.topics if asked[topic.code] < LEAST_ALWAYS]
    rows = [ThinTopic(topic, asked[topic.code], sum(topic.code in mock for mock in mocks)) for topic in thin]
    return sorted(rows, key=lambda row: row.questions)


def _weighed(bank: Bank) -> Iterator[Weighed]:
    """The bank, its sections, its papers."""
    by_id = {question.id: question for question in bank.questions}
    section_of = {topic.code: topic.section_title for topic in bank.topics}
    yield Weighed("問題バンク全体", len(bank.questions), balance(bank.questions))
    for title in dict.fromkeys(section_of.values()):
        inside = [question for question in bank.questions if section_of[question.topic] == title]
        yield Weighed(title, len(inside), balance(inside))
    for paper in bank.papers:
        yield Weighed(paper.title, len(paper.questions), balance([by_id[id] for id in paper.questions]))


def _expiring(questions: Iterable[Question], today: date) -> list[Expiring]:
    rows = [Expiring(q, q.expires, (q.expires - today).days) for q in questions if q.expires is not None]
    return sorted(rows, key=lambda row: (row.expires, row.question.id))


def _sources(bank: Bank) -> list[RestingOn]:
    """What most questions rest on comes first; what nothing rests on, last."""
    questions: defaultdict[str, set[str]] = defaultdict(set)
    places: defaultdict[str, set[str]] = defaultdict(set)
    statements: Counter[str] = Counter()
    for question in bank.questions:
        for statement in question.statements:
            statements.update({citation.source for citation in statement.sources})
            for citation in statement.sources:
                questions[citation.source].add(question.id)
                places[citation.source].add(citation.article or citation.suppl or "")
    rows = [
        RestingOn(source, len(questions[source.key]), statements[source.key], len(places[source.key] - {""}))
        for source in bank.sources
    ]
    return sorted(rows, key=lambda row: -row.questions)
