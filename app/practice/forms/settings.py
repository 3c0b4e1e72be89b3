"""The exam day, the budget, reminders; and a month of days off and night shifts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from flask import request
from wtforms import BooleanField, Field, IntegerField, SelectMultipleField, TimeField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock
from app.practice.actions.wishes import Wishes
from app.practice.models import PracticeSettings
from app.practice.rules.calendar import FARTHEST, budget_problem, exam_day_problem, within
from app.practice.rules.words import DayKind
from app.ui.fields import Day, Form

NO_MINUTES = "1日の時間は、数字で入力してください。"
NO_DAY = "試験日は、年・月・日を選んでください。"
NO_HOUR = "時刻は、17:30 のように入力してください。"
NO_REMINDER_TIME = "知らせる時刻を入力してください。"
WITHIN_QUIET = "知らせる時刻が、知らせない時間に入っています。どちらかを変えてください。"
NO_MONTH = "この月は選べません。"


def minutes_of(moment: time | None) -> int | None:
    return None if moment is None else moment.hour * 60 + moment.minute


def time_of(minutes: int | None) -> time | None:
    return None if minutes is None else time(minutes // 60, minutes % 60)


class SettingsForm(Form):
    exam_on = Day("試験日", [Optional()])
    minutes_a_day = IntegerField("1日の時間（分）")
    spared_papers = SelectMultipleField(
        "取っておく模擬試験", choices=[], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    reminds = BooleanField("メールで知らせる")
    remind_at = TimeField("知らせる時刻", [Optional()])
    quiet_from = TimeField("知らせない時間のはじめ", [Optional()])
    quiet_until = TimeField("知らせない時間のおわり", [Optional()])

    @classmethod
    def of(cls, settings: PracticeSettings, papers: Sequence[tuple[str, str]]) -> SettingsForm:
        """The form with what is kept."""
        form = cls(
            data={
                "exam_on": settings.exam_on,
                "minutes_a_day": settings.minutes_a_day,
                "spared_papers": settings.spared_papers,
                "reminds": settings.remind_at is not None and settings.by_mail,
                "remind_at": time_of(settings.remind_at),
                "quiet_from": time_of(settings.quiet_from),
                "quiet_until": time_of(settings.quiet_until),
            }
        )
        form.spared_papers.choices = [SelectChoice(slug, title) for slug, title in papers]
        return form

    def validate_exam_on(self, field: Field) -> None:
        if field.errors:
            field.errors[:] = [NO_DAY]
        elif problem := exam_day_problem(field.data, clock.today(), field.object_data):
            raise ValidationError(problem)

    def validate_minutes_a_day(self, field: Field) -> None:
        problem = NO_MINUTES if field.errors else budget_problem(field.data)
        if problem:
            field.errors = []
            raise ValidationError(problem)

    def validate_reminds(self, field: Field) -> None:
        at = minutes_of(self.remind_at.data)
        if at is None:
            if field.data:
                raise ValidationError(NO_REMINDER_TIME)
            return
        begin, end = minutes_of(self.quiet_from.data), minutes_of(self.quiet_until.data)
        if begin is not None and end is not None and within(at, begin, end):
            raise ValidationError(WITHIN_QUIET)

    def wishes(self, settings: PracticeSettings) -> Wishes:
        begin, end = minutes_of(self.quiet_from.data), minutes_of(self.quiet_until.data)
        return Wishes(
            exam_on=self.exam_on.data,
            minutes_a_day=self.minutes_a_day.data,
            spared_papers=self.spared_papers.data or [],
            remind_at=minutes_of(self.remind_at.data),
            by_mail=bool(self.reminds.data),
            quiet_from=settings.quiet_from if begin is None else begin,
            quiet_until=settings.quiet_until if end is None else end,
        )


def month_of(text: str | None, today: date) -> date | None:
    """The first day of the month that an address names, this month without one; None when it cannot be marked."""
    if text is None:
        return today.replace(day=1)
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if today.replace(day=1) <= month <= today + FARTHEST else None


def days_of(month: date, today: date) -> list[date]:
    """The days of the month that are not over."""
    following = (month + timedelta(days=32)).replace(day=1)
    first = max(month, today)
    return [first + timedelta(days=place) for place in range((following - first).days)]


def marked(days: Sequence[date]) -> dict[date, DayKind | None]:
    """What was chosen for each of the days; anything else than a kind of day is an ordinary one."""
    kinds = {kind.value: kind for kind in DayKind}
    return {day: kinds.get(request.form.get(day.isoformat(), "")) for day in days}
