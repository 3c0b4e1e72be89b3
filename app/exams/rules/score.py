"""The score of an attempt, and its judgement field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.exams.rules.words import Treatment


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
