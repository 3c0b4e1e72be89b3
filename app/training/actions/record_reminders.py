"""Remind of 研修記録シート: by the clock, each reminder once and never in quiet hours, and by an organiser's click."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from app import audit
from app.accounts.models import Person
from app.clock import jst
from app.db import db
from app.notices.actions import notify_all
from app.notices.rules import NoticeKind
from app.practice.rules.calendar import QUIET_FROM, QUIET_UNTIL, within
from app.training.actions import records
from app.training.models.records import RecordPlan, RecordReminder
from app.training.models.running import Cohort
from app.training.queries import record_reminders as find
from app.training.queries import records as sheets
from app.training.rules import records as rules
from app.training.rules.days import day_ja
from app.training.rules.records import MOMENT_LABELS, NUDGE_WORDS, Moment, Nudge, Rater

AT_A_TIME = 200
OFFICE = "/office"  # where a manager finds the sheets of their people
ASKED_FOR = "主催者からのお願いです。"


def remind(*, today: date, now: datetime) -> int:
    """Tell whose sheets are due, and their managers by letter; says how many. What is left waits for the next time."""
    count = 0
    for plan in find.plans(today):
        for moment in Moment:
            if count < AT_A_TIME:
                count += _remind_learners(plan, moment, today, now)
                count += _remind_managers(plan, moment, today, now)
                count += _remind_accounts(plan, moment, today, now)
    return count


def _remind_learners(plan: RecordPlan, moment: Moment, today: date, now: datetime) -> int:
    window = plan.window(moment)
    if rules.nudge(window, today, ()) is None:
        return 0
    missing = find.missing(plan.cohort_id, moment)
    told, quiet = find.told(missing, moment, Rater.SELF), find.in_quiet(missing.values(), _minute(now))
    due: defaultdict[Nudge, dict[int, int]] = defaultdict(dict)
    for enrolment_id, person_id in missing.items():
        nudge = rules.nudge(window, today, told.get(enrolment_id, ()))
        if nudge is not None and person_id not in quiet:
            due[nudge][enrolment_id] = person_id
    for nudge, those in due.items():
        _tell(plan, moment, those, NUDGE_WORDS[nudge], now)
        db.session.add_all(_told(enrolment_id, moment, Rater.SELF, nudge, now) for enrolment_id in those)
    return sum(map(len, due.values()))


def _remind_managers(plan: RecordPlan, moment: Moment, today: date, now: datetime) -> int:
    """Each reminder holds a new link, since of the last one only the hash was kept."""
    window = plan.window(moment)
    if rules.nudge(window, today, ()) is None or within(_minute(now), QUIET_FROM, QUIET_UNTIL):
        return 0
    links = find.waiting_links(plan.cohort_id, moment)
    told = find.told((link.enrolment_id for link in links), moment, Rater.MANAGER)
    count = 0
    for link in links:
        # Their first letter was the one that asked them: the opening is nothing new.
        nudge = rules.nudge(window, today, [Nudge.OPENED, *told.get(link.enrolment_id, ())])
        if nudge is None or link.email is None or jst(link.made_at).date() >= today:
            continue
        records.ask_manager(
            link.enrolment,
            moment,
            name=link.name,
            email=link.email,
            by=None,
            now=now,
            today=today,
            nudge=nudge,
        )
        db.session.add(_told(link.enrolment_id, moment, Rater.MANAGER, nudge, now))
        count += 1
    return count


def _remind_accounts(plan: RecordPlan, moment: Moment, today: date, now: datetime) -> int:
    """Managers who have an account here: once for each reminder, one notice for all of their people in the cohort."""
    window = plan.window(moment)
    if rules.nudge(window, today, ()) is None:
        return 0
    missing = find.missing(plan.cohort_id, moment, Rater.MANAGER)
    managers = sheets.managers_of(missing.values())
    told = find.told(missing, moment, Rater.MANAGER)
    quiet = find.in_quiet(set().union(*managers.values()), _minute(now))
    people: defaultdict[tuple[int, Nudge], int] = defaultdict(int)
    for enrolment_id, person_id in missing.items():
        nudge = rules.nudge(window, today, told.get(enrolment_id, ()))
        awake = managers.get(person_id, set()) - quiet
        if nudge is not None and awake:
            db.session.add(_told(enrolment_id, moment, Rater.MANAGER, nudge, now))
            for manager in awake:
                people[manager, nudge] += 1
    for (manager, nudge), count in people.items():
        words = f"あなたの事業所の{count}人について、管理者のシートがまだです。{NUDGE_WORDS[nudge]}"
        _tell(plan, moment, {manager: manager}, words, now, link=OFFICE)
    return sum(people.values())


def remind_now(cohort: Cohort, plan: RecordPlan, moment: Moment, *, by: Person, today: date, now: datetime) -> int:
    """An organiser's click: tell everybody whose sheet is missing; says how many were told."""
    records.require_open(plan, moment, today=today)
    missing = find.missing(cohort.id, moment)
    _tell(plan, moment, missing, ASKED_FOR, now)
    place, after = cohort.run.organisation_id, {"moment": moment.value, "people": len(missing)}
    audit.record("record.remind", f"cohort:{cohort.id}", by=by.id, organisation=place, after=after)
    return len(missing)


def _tell(
    plan: RecordPlan,
    moment: Moment,
    those: dict[int, int],
    words: str,
    now: datetime,
    *,
    link: str = records.LINK,
) -> None:
    due_on = day_ja(plan.window(moment).due_on)
    title = f"研修記録シート（{MOMENT_LABELS[moment]}）の記入のお願い"
    body = f"{plan.cohort.run.title} {plan.cohort.title}：{words}（期限 {due_on}）"
    notify_all(those.values(), kind=NoticeKind.TRAINING, title=title, body=body, link=link, now=now)


def _told(enrolment_id: int, moment: Moment, rater: Rater, nudge: Nudge, now: datetime) -> RecordReminder:
    return RecordReminder(enrolment_id=enrolment_id, moment=moment, rater=rater, nudge=nudge, sent_at=now)


def _minute(now: datetime) -> int:
    local = jst(now)
    return local.hour * 60 + local.minute
