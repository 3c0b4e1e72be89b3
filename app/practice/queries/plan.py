"""Find the way to the exam day: each week's load, this week's target, and whether it will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.accounts.models import Person
from app.clock import jst
from app.db import db
from app.errors import NotFound
from app.practice.models import CalendarFeed, PracticeDay, PracticeSettings, ReviewCard
from app.practice.queries import fits, pool, wishes
from app.practice.queries.today import days_left
from app.practice.rules.calendar import Calendar, week_of
from app.practice.rules.memory import Memory, Weights
from app.practice.rules.schedule import Way, minutes_needed, new_until, way
from app.questions.models import Question, QuestionVersion, Statement

WEEKS_AT_MOST = 16
NO_FEED = "このカレンダーのアドレスは使えません。練習の計画のページで、新しいアドレスを作ってください。"


@dataclass(frozen=True, slots=True)
class Span:
    """A week of the plan, or a month where the exam is far."""

    label: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What the plan page shows."""

    settings: PracticeSettings
    way: Way
    spans: Sequence[Span]
    by_month: bool
    days_left: int | None
    week_target: int
    week_done: int
    minutes_needed: int | None
    begins_no_more: bool
    has_feed: bool
    off_today: bool

    @property
    def highest(self) -> int:
        return max([10, *(span.minutes for span in self.spans)])

    @property
    def points(self) -> list[dict[str, object]]:
        return [{"label": span.label, "value": span.minutes} for span in self.spans]


@dataclass(frozen=True, slots=True)
class Road:
    """All that the reckoning of the days ahead needs."""

    memories: Sequence[Memory]
    unseen: int
    settings: PracticeSettings
    calendar: Calendar
    days: Sequence[PracticeDay]
    today: date
    weights: Weights

    @property
    def seconds(self) -> float:
        return wishes.seconds_each(self.days)[0]

    @property
    def begun_on(self) -> date | None:
        return self.days[0].on if self.days else None

    @property
    def way(self) -> Way:
        return way(
            self.memories,
            self.unseen,
            exam_on=self.settings.exam_on,
            today=self.today,
            calendar=self.calendar,
            seconds=self.seconds,
            begun_on=self.begun_on,
            weights=self.weights,
        )


def road_of(person: Person, now: datetime) -> Road:
    """What somebody remembers, what they have not seen, and the days that they have."""
    settings = wishes.settings_of(person.id)
    rows = db.session.execute(
        select(ReviewCard)
        .select_from(Statement)
        .join(QuestionVersion, QuestionVersion.id == Statement.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(ReviewCard, pool.own_card(person.id))
        .where(pool.practisable(person, settings.spared_papers, now))
    ).scalars()
    memories = [card.memory for card in rows]
    total = db.session.scalar(
        select(func.count())
        .select_from(Statement)
        .join(QuestionVersion, QuestionVersion.id == Statement.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(pool.practisable(person, settings.spared_papers, now))
    )
    days, today = wishes.days_of(person.id), jst(now).date()
    spent = {day.on: day.seconds / 60 for day in days if day.on == today}
    calendar = wishes.calendar_of(person.id, settings, spent)
    unseen = (total or 0) - len(memories)
    return Road(memories, unseen, settings, calendar, days, today, fits.weights_of(person.id))


def plan_of(person: Person, now: datetime) -> Plan:
    """The plan of today; it is reckoned anew each time and stored nowhere."""
    road = road_of(person, now)
    ahead, settings, today = road.way, road.settings, road.today
    monday, sunday = week_of(today)
    done = sum(day.seconds for day in road.days if monday <= day.on <= sunday) // 60
    still = ahead.minutes_between(today, sunday)
    return Plan(
        settings=settings,
        way=ahead,
        spans=_spans(ahead),
        by_month=_is_far(ahead),
        days_left=days_left(settings.exam_on, today),
        week_target=round(done + still),
        week_done=done,
        minutes_needed=_needed(road, ahead),
        begins_no_more=_begins_no_more(road),
        has_feed=live_feed(person.id) is not None,
        off_today=road.calendar.is_off(today),
    )


def _begins_no_more(road: Road) -> bool:
    """Has the time for new statements passed?"""
    exam_on = road.settings.exam_on
    if exam_on is None or exam_on <= road.today:
        return False
    return road.today > new_until(exam_on, road.begun_on or road.today)


def _needed(road: Road, ahead: Way) -> int | None:
    if ahead.on_track or road.settings.exam_on is None or road.settings.exam_on <= road.today:
        return None
    return minutes_needed(
        road.memories,
        road.unseen,
        exam_on=road.settings.exam_on,
        today=road.today,
        calendar=road.calendar,
        seconds=road.seconds,
        begun_on=road.begun_on,
        weights=road.weights,
    )


def _is_far(ahead: Way) -> bool:
    return len(ahead.days) > WEEKS_AT_MOST * 7


def _spans(ahead: Way) -> list[Span]:
    """The minutes of every week; of every month where there would be too many weeks to read."""
    far, found = _is_far(ahead), dict[date, float]()
    for day in ahead.days:
        begins_on = day.on.replace(day=1) if far else week_of(day.on)[0]
        found[begins_on] = found.get(begins_on, 0.0) + day.minutes
    return [Span(f"{on.month}月" if far else f"{on.month}/{on.day}", round(sum_)) for on, sum_ in found.items()]


def live_feed(person_id: int) -> CalendarFeed | None:
    """The feed that has not been taken back."""
    return db.session.scalar(
        select(CalendarFeed).where(CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
    )


def person_of_feed(token_hash: str) -> Person:
    """Whose calendar the secret address is; NotFound when it was taken back or never was."""
    found = db.session.scalar(
        select(Person)
        .join(CalendarFeed, CalendarFeed.person_id == Person.id)
        .where(CalendarFeed.token_hash == token_hash, CalendarFeed.revoked_at.is_(None))
    )
    if found is None:
        raise NotFound(NO_FEED)
    return found
