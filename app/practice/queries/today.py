"""Find what today asks for: how much is due, how much is new, the time spent, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, false, func, select

from app.accounts.models import Person
from app.clock import jst
from app.db import db
from app.practice.models import PracticeSet, PracticeSettings, ReviewCard
from app.practice.queries import pool, sets, wishes
from app.practice.rules.calendar import LAST_DAYS, morning_of, streak
from app.practice.rules.choosing import Candidates, Day
from app.practice.rules.schedule import DayLoad, load_today
from app.practice.rules.words import SET_KIND_LABELS, DayKind, SetKind
from app.questions.models import Question, QuestionVersion, Statement


def day_of(person_id: int, candidates: Candidates, now: datetime) -> Day:
    """What the plan wants of today, given all that may be asked."""
    today, standing = jst(now).date(), wishes.standing(person_id, jst(now).date())
    settings = standing.settings
    seen = [one.memory for one in candidates if one.memory]
    load = load_today(
        sum(memory.due_at is not None and memory.due_at <= now for memory in seen),
        len(candidates) - len(seen),
        0,
        exam_on=settings.exam_on,
        today=today,
        calendar=wishes.calendar_of(person_id, settings, {today: standing.seconds_today / 60}),
        seconds=standing.seconds,
        begun_on=standing.begun_on,
    )
    return Day(now, today, settings.exam_on, load.reviews, load.new)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many statements of each sort there are for somebody to practise."""

    total: int = 0
    seen: int = 0
    due: int = 0
    wrong: int = 0
    lucky: int = 0
    overconfident: int = 0
    flagged: int = 0
    last_looks: int = 0
    starred: int = 0

    @property
    def unseen(self) -> int:
        return self.total - self.seen

    def of(self, kind: SetKind) -> int | None:
        """How many a set of this kind would choose from; None where the system chooses."""
        return {
            SetKind.DUE: self.due,
            SetKind.WRONG: self.wrong,
            SetKind.LUCKY: self.lucky,
            SetKind.OVERCONFIDENT: self.overconfident,
            SetKind.FLAGGED: self.flagged,
            SetKind.STARRED: self.starred,
            SetKind.UNSEEN: self.unseen,
        }.get(kind)


def counts(person: Person, settings: PracticeSettings, now: datetime) -> Counts:
    """All counts in one query."""
    flagged = QuestionVersion.question_id.in_(pool.flagged_questions(person.id))

    def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((condition, Statement.id)))

    row = db.session.execute(
        select(
            func.count(),
            func.count(ReviewCard.id),
            how_many(ReviewCard.due_at <= now),
            how_many(~ReviewCard.last_right),
            how_many(pool.lucky()),
            how_many(pool.overconfident()),
            how_many(flagged),
            how_many(_wants_last_look(settings.exam_on)),
            how_many(pool.starred(person.id)),
        )
        .select_from(Statement)
        .join(QuestionVersion, QuestionVersion.id == Statement.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .outerjoin(ReviewCard, pool.own_card(person.id))
        .where(pool.practisable(person, settings.spared_papers, now))
    ).one()
    return Counts(*row)


def _wants_last_look(exam_on: date | None) -> ColumnElement[bool]:
    """As rules.schedule.wants_last_look says it of one memory."""
    if exam_on is None:
        return false()
    seen_before = morning_of(exam_on - timedelta(days=LAST_DAYS))
    return (ReviewCard.due_at >= morning_of(exam_on)) & (ReviewCard.reviewed_at < seen_before)


@dataclass(frozen=True, slots=True)
class Today:
    """What the practice page opens with; the start page of the site shows the first half."""

    settings: PracticeSettings
    open_set: PracticeSet | None
    open_title: str
    counts: Counts
    load: DayLoad
    days_left: int | None
    marked: Mapping[date, DayKind]
    off: bool
    spent_seconds: int
    streak: int = 0
    being_sat: Sequence[str] = ()

    @property
    def done(self) -> bool:
        """Is the time of today used up?"""
        return not self.off and not self.load.room


def glance_of(person: Person, now: datetime) -> Today:
    """What is due today and what is open, in three queries at one review as at ten thousand."""
    today = jst(now).date()
    standing = wishes.standing(person.id, today)
    settings, running = standing.settings, standing.open_set
    calendar = wishes.calendar_of(person.id, settings, {today: standing.seconds_today / 60})
    found = counts(person, settings, now)
    return Today(
        settings=settings,
        open_set=running if running and running.item else None,
        open_title=SET_KIND_LABELS[running.kind] if running else "",
        counts=found,
        load=load_today(
            found.due,
            found.unseen,
            found.last_looks,
            exam_on=settings.exam_on,
            today=today,
            calendar=calendar,
            seconds=standing.seconds,
            begun_on=standing.begun_on,
        ),
        days_left=days_left(settings.exam_on, today),
        marked=calendar.marked,
        off=calendar.is_off(today),
        spent_seconds=standing.seconds_today,
    )


def today_of(person: Person, now: datetime) -> Today:
    """All that the practice page shows: the glance, what the set is about, time, streak, papers being sat."""
    today, glance = jst(now).date(), glance_of(person, now)
    days, running = wishes.days_of(person.id), glance.open_set
    return replace(
        glance,
        open_title=sets.title_of(running.kind, running.subject) if running else "",
        streak=streak({day.on for day in days}, glance.marked, today),
        being_sat=pool.papers_being_sat(person.id, now),
    )


def days_left(exam_on: date | None, today: date) -> int | None:
    """Days until the exam; None without an exam day, or when it has passed."""
    return (exam_on - today).days if exam_on and exam_on >= today else None
