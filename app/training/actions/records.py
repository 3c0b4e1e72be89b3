"""研修記録シート: an organiser sets days and goals; learners and their managers rate, save drafts and hand in."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update

from app import audit
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, NotFound, Refusal
from app.notices.actions import notify
from app.notices.rules import NoticeKind
from app.training import record_letters as letters
from app.training.models.records import RecordGoal, RecordLink, RecordPlan, RecordRating, RecordSheet
from app.training.models.running import Cohort, Enrolment
from app.training.queries import records as find
from app.training.rules import records as rules
from app.training.rules.days import day_ja
from app.training.rules.records import LEVEL_LABELS, MOMENT_LABELS, RATER_LABELS, Days, Moment, Nudge, Rater, SheetState
from app.training.rules.running import EnrolmentState

LINK_LASTS = timedelta(days=30)
UNKNOWN_LINK = "このリンクは見つかりません。メールや用紙のとおりに開いたか、お確かめください。"
USED = "このリンクのシートは、すでに提出されています。あらためて記入する必要はありません。"
REPLACED = "このリンクは使えません。新しいリンクが送られています。いちばん新しいものを開いてください。"
EXPIRED = "このリンクの期限（30日）が切れました。受講者か研修の主催者に、もう一度送ってもらってください。"
NOT_LEARNING = "この方は、いまこの研修を受けていないため、記入は要りません。"
NOT_YET = "「{moment}」のシートは、{day}から記入できます。"
CLOSED = "「{moment}」のシートの受付は、{day}に終わりました。主催者にお問い合わせください。"
HANDED_IN = "「{moment}」のシートは、すでに提出されています。内容は変えられません。"
INCOMPLETE = "まだ選んでいない目標が{count}個あります。すべて選ぶと提出できます。"
ODD = "目標と段階は、画面の一覧から選んでください。画面を開き直すと、いまの目標が出ます。"
NO_GOALS = "目標が決まっていません。主催者が目標を決めると、記入できます。"
GOALS_IN_USE = "記入が始まっているため、「{title}」の目標は変えられません。"
TOO_MANY_LINKS = f"管理者へのリンクは、1日に{rules.LINKS_A_DAY}回まで作れます。明日、もう一度お試しください。"
LINK = "/training"


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody has filled in: a level for each goal, and their words."""

    levels: Mapping[int, int]
    comment: str


def set_days(cohort: Cohort, days: Days, *, by: Person, now: datetime, today: date) -> RecordPlan:
    """Say when the sheets of the cohort are due; refuses days that do not follow each other."""
    if wrong := rules.day_problems(asdict(days)):
        raise Refusal(" ".join(wrong.values()))
    found = find.plan_of(cohort.id)
    plan = found or RecordPlan(cohort_id=cohort.id, opened_on=today)
    before = _told(plan.days()) if found else None
    for name, day in asdict(days).items():
        setattr(plan, name, day)
    plan.changed_at = now
    db.session.add(plan)
    after = _told(days)
    place = cohort.run.organisation_id
    audit.record("record.days", f"cohort:{cohort.id}", by=by.id, organisation=place, before=before, after=after)
    return plan


def _told(days: Days) -> dict[str, str]:
    return {"due_on": days.before_due_on.isoformat(), "until_on": days.closes_on.isoformat()}


def set_goals(cohort: Cohort, goals: Mapping[int, Sequence[str]], *, by: Person) -> None:
    """Say what is rated in each module; once anybody has begun, only modules without goals can be given some."""
    stored, begun = find.goals_by_module(cohort.id), find.has_sheets(cohort.id)
    titles = {module.id: module.title for module in find.assigned_modules(cohort.id)}
    for module_id, texts in goals.items():
        if module_id not in titles:
            raise Refusal(ODD)
        old = [goal.text for goal in stored.get(module_id, [])]
        if list(texts) == old:
            continue
        if problem := rules.goals_problem(texts):
            raise Refusal(f"「{titles[module_id]}」：{problem}")
        if old and begun:
            raise Conflict(GOALS_IN_USE.format(title=titles[module_id]))
        mine = (RecordGoal.cohort_id == cohort.id) & (RecordGoal.module_id == module_id)
        db.session.execute(delete(RecordGoal).where(mine))
        db.session.add_all(
            RecordGoal(cohort_id=cohort.id, module_id=module_id, position=place, text=text)
            for place, text in enumerate(texts)
        )
    after = {"modules": len(goals)}
    audit.record("record.goals", f"cohort:{cohort.id}", by=by.id, organisation=cohort.run.organisation_id, after=after)


def open_sheet(enrolment: Enrolment, moment: Moment, rater: Rater, *, today: date) -> RecordPlan:
    """The plan by which the sheet may be filled in today; Conflict in words when it may not, or was handed in."""
    found = find.sheet_of(enrolment.id, moment, rater)
    if found is not None and found.handed_in_at is not None:
        raise Conflict(HANDED_IN.format(moment=MOMENT_LABELS[moment]))
    plan = find.plan_where(enrolment.cohort_id)
    require_open(plan, moment, today=today)
    return plan


def require_open(plan: RecordPlan, moment: Moment, *, today: date) -> None:
    """Conflict, with the day, when sheets of this moment are not taken yet or not any more."""
    window, label = plan.window(moment), MOMENT_LABELS[moment]
    state = window.state(today, handed_in=False)
    if state is SheetState.NOT_YET:
        raise Conflict(NOT_YET.format(moment=label, day=day_ja(window.opens_on)))
    if state is SheetState.MISSED:
        raise Conflict(CLOSED.format(moment=label, day=day_ja(window.last_on)))


def save(
    enrolment: Enrolment, moment: Moment, rater: Rater, filled: Filled, *, by: Person | None, now: datetime, today: date
) -> RecordSheet:
    """Keep a draft, however little is filled in; refuses a goal or level that is not on offer."""
    open_sheet(enrolment, moment, rater, today=today)
    known = {goal.id for goal in find.goals(enrolment.cohort_id)}
    if not filled.levels.keys() <= known or not set(filled.levels.values()) <= LEVEL_LABELS.keys():
        raise Refusal(ODD)
    found = find.sheet_of(enrolment.id, moment, rater, lock=True)
    sheet = found or RecordSheet(enrolment_id=enrolment.id, moment=moment, rater=rater, ratings=[])
    sheet.comment, sheet.saved_at, sheet.by_id = filled.comment, now, by.id if by else None
    db.session.add(sheet)
    stored = {each.goal_id: each for each in sheet.ratings}
    for goal_id, level in filled.levels.items():
        if goal_id in stored:
            stored[goal_id].level = level
        else:
            sheet.ratings.append(RecordRating(goal_id=goal_id, level=level))
    return sheet


def hand_in(
    enrolment: Enrolment,
    moment: Moment,
    rater: Rater,
    filled: Filled,
    *,
    name: str,
    by: Person | None,
    now: datetime,
    today: date,
) -> RecordSheet:
    """Hand it in, once and for all; refuses while a goal has no level. Of a manager's the learner is told."""
    wanted = {goal.id for goal in find.goals(enrolment.cohort_id)}
    if not wanted:
        raise Refusal(NO_GOALS)
    if missing := wanted - filled.levels.keys():
        raise Refusal(INCOMPLETE.format(count=len(missing)))
    sheet = save(enrolment, moment, rater, filled, by=by, now=now, today=today)
    sheet.handed_in_at, sheet.signed_name = now, name
    db.session.flush()  # the audit row names its id
    after = {"moment": moment.value, "rater": rater.value}
    audit.record("record.hand_in", f"record_sheet:{sheet.id}", by=by.id if by else None, after=after)
    if rater is Rater.MANAGER:
        _use_links(enrolment, moment, now)
        title = "管理者が研修記録シートを提出しました"
        body = f"「{MOMENT_LABELS[moment]}」の{RATER_LABELS[rater]}のシートが届きました。"
        notify(enrolment.person_id, kind=NoticeKind.TRAINING, title=title, body=body, link=LINK, now=now)
    return sheet


def _use_links(enrolment: Enrolment, moment: Moment, now: datetime) -> None:
    """Whichever way the manager came, no link of this sheet opens it again."""
    open_ones = (
        (RecordLink.enrolment_id == enrolment.id)
        & (RecordLink.moment == moment)
        & RecordLink.used_at.is_(None)
        & RecordLink.replaced_at.is_(None)
    )
    db.session.execute(update(RecordLink).where(open_ones).values(used_at=now))


def issue_link(
    enrolment: Enrolment,
    moment: Moment,
    *,
    name: str,
    email: str | None,
    by: Person | None,
    now: datetime,
    today: date,
) -> str:
    """Make the manager's link and give its secret part, which is kept nowhere; an older one opens nothing now."""
    # Links are made one after the other: who asks at the same moment would not see the other's, nor replace it.
    db.session.execute(select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update())
    open_sheet(enrolment, moment, Rater.MANAGER, today=today)
    if by is not None and find.links_made(enrolment.id, moment, now - timedelta(days=1)) >= rules.LINKS_A_DAY:
        raise Refusal(TOO_MANY_LINKS)
    older = (RecordLink.enrolment_id == enrolment.id) & (RecordLink.moment == moment) & RecordLink.used_at.is_(None)
    db.session.execute(update(RecordLink).where(older, RecordLink.replaced_at.is_(None)).values(replaced_at=now))
    token = secrets.token_urlsafe(32)
    made = RecordLink(
        enrolment_id=enrolment.id,
        moment=moment,
        name=name,
        email=email,
        token_hash=_hashed(token),
        made_at=now,
        expires_at=now + LINK_LASTS,
    )
    db.session.add(made)
    db.session.flush()  # the audit row names its id
    audit.record("record.link", f"record_link:{made.id}", by=by.id if by else None, after={"moment": moment.value})
    return token


def ask_manager(
    enrolment: Enrolment,
    moment: Moment,
    *,
    name: str,
    email: str,
    by: Person | None,
    now: datetime,
    today: date,
    nudge: Nudge | None = None,
) -> None:
    """Send the manager a letter with a link of their own; whoever asks never sees it."""
    token = issue_link(enrolment, moment, name=name, email=email, by=by, now=now, today=today)
    due_on = find.plan_where(enrolment.cohort_id).window(moment).due_on
    letters.to_manager(email, name, letters.Asked(enrolment, moment, due_on), token, nudge=nudge)


def of_link(token: str, *, now: datetime, lock: bool = False) -> RecordLink:
    """The link, while it opens a sheet; otherwise what has become of it, in words."""
    found = find.link_by_hash(_hashed(token), lock=lock)
    if found is None:
        raise NotFound(UNKNOWN_LINK)
    refused = {
        USED: found.used_at is not None,
        REPLACED: found.replaced_at is not None,
        EXPIRED: found.expires_at < now,
        NOT_LEARNING: found.enrolment.state is not EnrolmentState.ENROLLED,
    }
    for words, holds in refused.items():
        if holds:
            raise Conflict(words)
    return found


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
