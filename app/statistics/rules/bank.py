"""How healthy a bank is: topics that are thin, questions that measure badly, are never used, end, or are in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from app.questions.rules.whole import LEAST_ALWAYS
from app.questions.rules.words import QuestionStatus
from app.statistics.rules.figures import CLEAR_FROM, FLAG_LABELS, GRAVE, Flag, ScoreClass

SOON = timedelta(days=180)
SHOWN_AT_MOST = 50
EASINESS_CLASSES = (0, 20, 40, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the bank as it stands today, in the version that candidates are asked, or the newest one."""

    id: int
    external_id: str
    status: QuestionStatus
    topic: str
    topic_code: str
    in_use: bool
    doubtful_from: date | None
    expires: date | None
    amendments: int
    reports: int
    in_papers: int
    drilled: int

    @property
    def doubted(self) -> bool:
        return self.status is QuestionStatus.DOUBTED or self.doubtful_from is not None or self.amendments > 0

    @property
    def never_used(self) -> bool:
        return self.in_use and not self.in_papers and not self.drilled

    def days_left(self, today: date) -> int | None:
        return None if self.expires is None else (self.expires - today).days


@dataclass(frozen=True, slots=True)
class Measured:
    """What the newest report says of a question, and where that stands."""

    question_id: int
    external_id: str
    topic: str
    slug: str
    title: str
    edition: int
    number: int
    people: int
    figures: Mapping[str, Any]

    @property
    def flags(self) -> list[Flag]:
        """What the worker raised when it reckoned the figures."""
        return [Flag(word) for word in self.figures.get("flags", ())]

    @property
    def labels(self) -> list[str]:
        return [FLAG_LABELS[flag] for flag in self.flags]


@dataclass(frozen=True, slots=True)
class Thin:
    """A topic with fewer questions in use than a paper wants to choose from."""

    title: str
    section: str
    questions: int
    missing: int


@dataclass(frozen=True, slots=True)
class Health:
    """The whole bank of an organisation at a glance."""

    in_use: int
    in_work: int
    retired: int
    doubted: Sequence[Asked]
    bad: Sequence[Measured]
    measured: int
    ending: Sequence[Asked]
    never_used: Sequence[Asked]
    thin: Sequence[Thin]
    easiness: Sequence[ScoreClass]


def health(asked: Sequence[Asked], measured: Sequence[Measured], thin: Sequence[Thin], today: date) -> Health:
    """What somebody should look at first, the gravest of each kind first."""
    working = (QuestionStatus.DRAFT, QuestionStatus.REVIEW, QuestionStatus.LAW_CHECK)
    alive = [one for one in asked if one.status is not QuestionStatus.RETIRED]
    ending = [one for one in alive if one.expires is not None and one.expires <= today + SOON]
    clear = [one for one in measured if one.people >= CLEAR_FROM]
    return Health(
        in_use=sum(one.in_use for one in asked),
        in_work=sum(one.status in working for one in asked),
        retired=len(asked) - len(alive),
        doubted=sorted((one for one in alive if one.doubted), key=lambda one: (one.doubtful_from or today, one.id)),
        bad=sorted((one for one in clear if GRAVE & set(one.flags)), key=_badness),
        measured=len(clear),
        ending=sorted(ending, key=lambda one: (one.expires or today, one.external_id)),
        never_used=[one for one in alive if one.never_used],
        thin=sorted(thin, key=lambda one: (one.questions, one.title)),
        easiness=easiness(one.figures.get("facility") for one in clear),
    )


def _badness(one: Measured) -> tuple[bool, float, str]:
    index = one.figures.get("discrimination_index")
    return Flag.AGAINST_THE_SCORE not in one.flags, 100.0 if index is None else index, one.external_id


def easiness(facilities: Iterable[float | None]) -> list[ScoreClass]:
    """How many questions are how easy, in classes of a fifth."""
    known = [value for value in facilities if value is not None]
    limits = pairwise(EASINESS_CLASSES)
    return [
        ScoreClass(f"{low}–{high}", sum(low <= value < high or value == high == 100 for value in known))
        for low, high in limits
    ]


def thin_topic(title: str, section: str, questions: int) -> Thin | None:
    """None for a topic that has enough."""
    return Thin(title, section, questions, LEAST_ALWAYS - questions) if questions < LEAST_ALWAYS else None
