"""What is true of an examination: the clock, the choices, the score, the judgement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from app.questions.rules.words import Results

GRACE = timedelta(seconds=5)  # an answer may be on its way when time is up
MOST_STATEMENTS = 10
EXTRA_MINUTES = range(1, 121)  # what an organiser may add to a sitting at a time
ANNOUNCED_MINUTES = (30, 10, 5, 1)


class Audience(StrEnum):
    """Who may sit a paper."""

    EVERYONE = "everyone"
    ORGANISATION = "organisation"


class AttemptState(StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"
    TIMED_OUT = "timed_out"


ATTEMPT_STATE_LABELS = {
    AttemptState.OPEN: "受験中",
    AttemptState.SUBMITTED: "提出済み",
    AttemptState.TIMED_OUT: "時間切れで終了",
}


class PaperState(StrEnum):
    """What a paper is to one candidate at one moment."""

    NOT_YET = "not_yet"
    AVAILABLE = "available"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"
    USED_UP = "used_up"


PAPER_STATE_LABELS = {
    PaperState.NOT_YET: "受付前",
    PaperState.AVAILABLE: "受験できます",
    PaperState.IN_PROGRESS: "受験中",
    PaperState.CLOSED: "受付終了",
    PaperState.USED_UP: "受験済み",
}


class Treatment(StrEnum):
    """How a question of a paper counts: normally, as right for everybody, or not at all."""

    COUNTED = "counted"
    VOID_CORRECT = "void_correct"
    VOID_EXCLUDED = "void_excluded"


TREATMENT_LABELS = {
    Treatment.COUNTED: "通常どおり採点",
    Treatment.VOID_CORRECT: "全員正解",
    Treatment.VOID_EXCLUDED: "採点から除外",
}


class RulingKind(StrEnum):
    VOID_CORRECT = "void_correct"
    VOID_EXCLUDED = "void_excluded"
    REKEY = "rekey"


RULING_LABELS = {
    RulingKind.VOID_CORRECT: "全員正解にする",
    RulingKind.VOID_EXCLUDED: "採点から除外する",
    RulingKind.REKEY: "正答を変える",
}


# ── Choices ──────────────────────────────────────────────────────────────────────────────────


def mask_of(choices: Iterable[int]) -> int:
    """Positions counted from 1 as bits: {1, 3} is 0b101."""
    mask = 0
    for position in choices:
        mask |= 1 << (position - 1)
    return mask


def choices_of(mask: int) -> tuple[int, ...]:
    """The positions in a mask, in order."""
    return tuple(position + 1 for position in range(mask.bit_length()) if mask >> position & 1)


# ── The clock ────────────────────────────────────────────────────────────────────────────────


def seconds_allowed(minutes: int, factor: Decimal) -> int:
    """The length of a sitting; a fraction of a second counts for the candidate."""
    return int((Decimal(minutes * 60) * factor).to_integral_value(ROUND_CEILING))


def ends_at(started_at: datetime, minutes: int, factor: Decimal) -> datetime:
    """Fixed at the start; no closing time of the paper ever cuts it short."""
    return started_at + timedelta(seconds=seconds_allowed(minutes, factor))


def accepts_answers(state: AttemptState, ends: datetime, now: datetime) -> bool:
    """Until the end and its few seconds of grace, while the attempt is open."""
    return state is AttemptState.OPEN and now <= ends + GRACE


def shown_state(state: AttemptState, ends: datetime, now: datetime) -> AttemptState:
    """An open attempt whose time has passed is closed for everybody who looks, stored so or not."""
    if state is AttemptState.OPEN and now > ends + GRACE:
        return AttemptState.TIMED_OUT
    return state


def remaining_seconds(ends: datetime, now: datetime) -> int:
    return max(0, int((ends - now).total_seconds()))


@dataclass(frozen=True, slots=True)
class Window:
    """When a paper may be begun, and how often; None is no limit."""

    opens_at: datetime | None
    closes_at: datetime | None
    entry_until: datetime | None
    attempts_allowed: int | None

    def state(self, *, sat: int, in_progress: bool, now: datetime) -> PaperState:
        """What the paper is to somebody who has sat it `sat` times."""
        if in_progress:
            return PaperState.IN_PROGRESS
        if self.opens_at is not None and now < self.opens_at:
            return PaperState.NOT_YET
        ends = [end for end in (self.closes_at, self.entry_until) if end is not None]
        if any(now > end for end in ends):
            return PaperState.CLOSED
        if self.attempts_allowed is not None and sat >= self.attempts_allowed:
            return PaperState.USED_UP
        return PaperState.AVAILABLE


def shows_result(policy: Results, closes_at: datetime | None, now: datetime) -> bool:
    """May the key be seen now? A paper that never closes shows it at once."""
    return policy is Results.AT_ONCE or closes_at is None or now > closes_at


# ── The score ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Marked:
    """One question of a paper with what one candidate marked (0: nothing)."""

    section: str
    keys: frozenset[int]
    treatment: Treatment
    mask: int


@dataclass(frozen=True, slots=True)
class SectionScore:
    correct: int
    total: int


def is_correct(mask: int, keys: frozenset[int], treatment: Treatment) -> bool:
    """A point only for exactly one of the accepted sets, or for everybody where the question is void."""
    return treatment is Treatment.VOID_CORRECT or mask in keys


def score(answers: Iterable[Marked]) -> dict[str, SectionScore]:
    """Correct and total of each section; an excluded question is in neither."""
    marks: defaultdict[str, list[bool]] = defaultdict(list)
    for answer in answers:
        counted = answer.treatment is not Treatment.VOID_EXCLUDED
        right = marks[answer.section]
        if counted:
            right.append(is_correct(answer.mask, answer.keys, answer.treatment))
    return {section: SectionScore(sum(right), len(right)) for section, right in marks.items()}


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section of a paper: counted."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A field of a paper: judged by its own pass mark, if it has one."""

    code: str
    title: str
    pass_mark: int | None
    sections: tuple[SectionPlan, ...]


@dataclass(frozen=True, slots=True)
class SectionResult:
    code: str
    title: str
    correct: int
    total: int


@dataclass(frozen=True, slots=True)
class FieldResult:
    code: str
    title: str
    correct: int
    total: int
    pass_mark: int | None
    sections: tuple[SectionResult, ...]

    @property
    def passed(self) -> bool:
        return self.pass_mark is None or self.correct >= self.pass_mark

    @property
    def missing(self) -> int:
        """Points short of the pass mark."""
        return max(0, (self.pass_mark or 0) - self.correct)


@dataclass(frozen=True, slots=True)
class Result:
    """A judged attempt: passed only when every field has reached its own mark."""

    fields: tuple[FieldResult, ...]

    @property
    def passed(self) -> bool:
        return all(field.passed for field in self.fields)

    @property
    def judged(self) -> bool:
        """False for a paper without pass marks, such as ten questions to try."""
        return any(field.pass_mark is not None for field in self.fields)

    @property
    def missing(self) -> int:
        return sum(field.missing for field in self.fields)

    @property
    def correct(self) -> int:
        return sum(field.correct for field in self.fields)

    @property
    def total(self) -> int:
        return sum(field.total for field in self.fields)


def judge(plan: Sequence[FieldPlan], scores: Mapping[str, SectionScore]) -> Result:
    """Judge each field by its own pass mark from the scores of its sections."""
    return Result(tuple(_judge_field(field, scores) for field in plan))


def _judge_field(field: FieldPlan, scores: Mapping[str, SectionScore]) -> FieldResult:
    nothing = SectionScore(0, 0)
    sections = tuple(
        SectionResult(section.code, section.title, counted.correct, counted.total)
        for section in field.sections
        for counted in (scores.get(section.code, nothing),)
    )
    return FieldResult(
        field.code,
        field.title,
        sum(section.correct for section in sections),
        sum(section.total for section in sections),
        field.pass_mark,
        sections,
    )


# ── Rulings ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Proposal:
    """A ruling that somebody is about to make on one question of a paper.

    `keys` are the masks that are right from now on (rekey alone); `pass_marks` the new pass marks of
    fields by code, which an exclusion must bring.
    """

    kind: RulingKind
    keys: frozenset[int] = frozenset()
    pass_marks: Mapping[str, int] = field(default_factory=dict)

    @property
    def treatment(self) -> Treatment:
        return Treatment.COUNTED if self.kind is RulingKind.REKEY else Treatment(self.kind.value)

    def point(self, mask: int) -> bool:
        """Does this mask earn the point under the ruling? An excluded question earns none."""
        return self.treatment is not Treatment.VOID_EXCLUDED and is_correct(mask, self.keys, self.treatment)


@dataclass(frozen=True, slots=True)
class Change:
    """What a ruling does to one attempt."""

    attempt_id: int
    person_name: str
    correct_before: int
    correct_after: int
    passed_before: bool
    passed_after: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a ruling would do to everybody who has handed in."""

    changes: tuple[Change, ...]
    attempts: int

    @property
    def to_pass(self) -> tuple[Change, ...]:
        return tuple(c for c in self.changes if c.passed_after and not c.passed_before)

    @property
    def to_fail(self) -> tuple[Change, ...]:
        return tuple(c for c in self.changes if c.passed_before and not c.passed_after)


def reaches(correct: Mapping[str, int], pass_marks: Mapping[str, int | None]) -> bool:
    """Has every field reached its pass mark? A field without one always has."""
    return all(mark is None or correct.get(code, 0) >= mark for code, mark in pass_marks.items())
