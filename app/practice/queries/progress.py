"""Find how far somebody has come: mastery, expected points, time, and the examinations that they sat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.accounts.models import Person
from app.clock import jst
from app.exams.queries import attempts
from app.exams.queries.attempts import Chart, Past
from app.practice.models import PracticeDay
from app.practice.queries import subjects, wishes
from app.practice.queries.editions import Examination, examination
from app.practice.queries.subjects import FieldState
from app.practice.rules.calendar import streak, week_of
from app.practice.rules.mastery import Evidence, Expected, expected
from app.questions.rules.words import PaperKind

WEEKS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class FieldProgress:
    """A field with what it would bring in the examination."""

    state: FieldState
    expected: Expected | None
    usual_mark: int | None

    @property
    def short(self) -> int:
        """Points that the middle of the interval lacks to the highest pass mark of the last five editions."""
        if self.expected is None or self.usual_mark is None:
            return 0
        return max(0, self.usual_mark - (self.expected.low + self.expected.high) // 2)


@dataclass(frozen=True, slots=True)
class Progress:
    """What the progress page shows."""

    fields: Sequence[FieldProgress]
    examination: Examination
    days: Sequence[PracticeDay]
    streak: int
    week_seconds: int
    weeks: Sequence[dict[str, object]]
    past: Sequence[Past]
    charts: Sequence[Chart]

    @property
    def seconds(self) -> int:
        return sum(day.seconds for day in self.days)

    @property
    def answered(self) -> int:
        return sum(day.cards + day.questions for day in self.days)


def progress_of(person: Person, now: datetime) -> Progress:
    """How far somebody is today."""
    settings = wishes.settings_of(person.id)
    days, today = wishes.days_of(person.id), jst(now).date()
    past = attempts.past(person.id, now)
    exam, mock = examination(), _latest_mock(past)
    found = subjects.fields(person, settings.spared_papers, now)
    monday, _ = week_of(today)
    return Progress(
        fields=[_field(state, exam, mock) for state in found],
        examination=exam,
        days=days,
        streak=streak({day.on for day in days}, wishes.marked_days(person.id), today),
        week_seconds=sum(day.seconds for day in days if day.on >= monday),
        weeks=_weeks(days),
        past=past,
        charts=attempts.charts(past),
    )


def _latest_mock(past: Sequence[Past]) -> Mapping[str, tuple[int, int]]:
    """Points and questions by section of the mock examination that was sat last."""
    for one in past:
        if one.attempt.paper.kind is PaperKind.MOCK and one.result is not None:
            sections = (section for field in one.result.fields for section in field.sections)
            return {section.code: (section.correct, section.total) for section in sections}
    return {}


def _field(state: FieldState, exam: Examination, mock: Mapping[str, tuple[int, int]]) -> FieldProgress:
    if state.code not in exam.fields:
        return FieldProgress(state, None, None)
    evidence = [
        Evidence(exam.questions[code], state.section(code), *mock.get(code, (0, 0))) for code in exam.fields[state.code]
    ]
    return FieldProgress(state, expected(evidence), exam.usual_mark(state.code))


def _weeks(days: Sequence[PracticeDay]) -> list[dict[str, object]]:
    """Minutes of the last twelve weeks in which there was any study, oldest first."""
    minutes: dict[date, int] = {}
    for day in days:
        monday, _ = week_of(day.on)
        minutes[monday] = minutes.get(monday, 0) + day.seconds
    latest = list(minutes.items())[-WEEKS_SHOWN:]
    return [{"label": f"{monday.month}/{monday.day}", "value": seconds // 60} for monday, seconds in latest]
