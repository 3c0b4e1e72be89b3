"""A training in the demo: a 期 that is over, with certificates, and one that runs, with people at every stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.accounts import queries as accounts
from app.accounts.models import Organisation, Person
from app.accounts.rules import HOME_ORGANISATION
from app.clock import jst
from app.home import demo_class, demo_records, demo_reports
from app.training.actions import attendance, certificates, practicum, running, timetable
from app.training.actions import minutes as ledger
from app.training.actions.attendance import Mark
from app.training.actions.certificates import Days, Wording
from app.training.actions.own_curricula import add_module, copy_curriculum
from app.training.actions.running import Plan
from app.training.actions.timetable import Dated
from app.training.models.curricula import Curriculum, Module
from app.training.models.running import Cohort, Enrolment
from app.training.queries import boards
from app.training.queries import curricula as find
from app.training.rules.certificates import USUAL_BODY, USUAL_PATTERN, USUAL_TITLE
from app.training.rules.words import Form

ORIGINAL = "jitsumu-r6"
READING, JOINT, PRACTICE = "難病のケアマネジメント（デモ）", "障害福祉との連携（デモ）", "実習（デモ）"
PREPARATION = "令和8年度 受験対策講座（デモ）"
EXTRA = "難病の医療費助成（デモ）"
AWAY, LATE = 3, 5
ONLINE = "https://meet.example.jp/demo"
HOST = "ひまわり居宅介護支援事業所（デモ）"


@dataclass(frozen=True, slots=True)
class Setting:
    """Who runs it, where, and by which modules."""

    organisation: Organisation
    by: Person
    curriculum: Curriculum
    reading: Module
    joint: Module
    practice: Module
    extra: Module


def original() -> Curriculum | None:
    """What the demo's curricula are copied from; None where none were loaded."""
    home = accounts.organisation(HOME_ORGANISATION)
    return next((each for each in find.stock(home.id) if each.slug == ORIGINAL), None) if home else None


def fill(
    organisation: Organisation,
    by: Person,
    people: Sequence[Person],
    now: datetime,
    *,
    applying: Sequence[Person] = (),
    preparing: Sequence[Person] = (),
) -> int:
    """Make the trainings; says how many learn in them. Nothing without the curricula, which are loaded apart.

    Those who are `applying` wait for a decision on the one that runs, those who are `preparing` read for the exam.
    """
    copied = original()
    if copied is None or len(people) < 2:
        return 0
    setting = _setting(copied, organisation, by, now)
    _word(setting, now)
    half = len(people) // 2
    over = _over(setting, people[:half], now)
    prepares = _preparing(setting, preparing, now)
    runs = _running(setting, people, applying, now)
    demo_class.show_licence(organisation, people[0], now)
    return len(over) + prepares + len(runs)


def _setting(original: Curriculum, organisation: Organisation, by: Person, now: datetime) -> Setting:
    own = copy_curriculum(original, organisation=organisation, by=by, now=now)
    reading = _module(own, READING, Form.LECTURE, 60, "nanbyo/01-zentaizo.md", by)
    joint = _module(own, JOINT, Form.EXERCISE, 90, "renkei/01-kachi-to-rinri.md", by)
    practice = _module(own, PRACTICE, Form.PRACTICUM, 960, None, by)
    extra = _module(own, EXTRA, Form.LECTURE, 60, "nanbyo/02-iryohi-josei.md", by)
    return Setting(organisation, by, own, reading, joint, practice, extra)


def _module(own: Curriculum, title: str, form: Form, minutes: int, lesson: str | None, by: Person) -> Module:
    lessons = [lesson] if lesson else []
    return add_module(own, title=title, form=form, minutes=minutes, lessons=lessons, final_check=None, by=by)


def _word(setting: Setting, now: datetime) -> None:
    certificates.word(
        setting.organisation,
        Wording(
            title=USUAL_TITLE,
            body=USUAL_BODY,
            issuer=setting.organisation.name,
            signer="代表　見本 太郎",
            number_pattern=USUAL_PATTERN,
            japanese_era=True,
            shows_birth=False,
            shows_number=True,
            seal_mark=True,
        ),
        by=setting.by,
        now=now,
    )


def _opened(setting: Setting, title: str, first: date, last: date, people: Sequence[Person], now: datetime) -> Cohort:
    plan = Plan(title, "Aクラス", first, last, capacity=40)
    cohort = running.open_cohort(plan, setting.curriculum, by=setting.by, now=now)
    running.enrol(cohort, people, by=setting.by, now=now)
    modules = [setting.reading, setting.joint, setting.practice]
    due_on = min(last, jst(now).date() + timedelta(days=7))
    running.assign(cohort, modules, due_on=due_on, only=None, by=setting.by, now=now)
    return cohort


def _over(setting: Setting, people: Sequence[Person], now: datetime) -> Sequence[Enrolment]:
    """A 期 of the spring: all have finished, and have their certificates."""
    today = jst(now).date()
    first, last = today - timedelta(days=150), today - timedelta(days=60)
    cohort = _opened(setting, "令和8年度 実務研修（デモ） 第1期", first, last, people, now - timedelta(days=150))
    enrolled = [row.enrolment for row in boards.board(cohort, today).rows]
    for enrolment in enrolled:
        for module in (setting.reading, setting.joint, setting.practice):
            _earn(setting, enrolment, module, module.minutes or 1, now - timedelta(days=70))
    rows = boards.board(cohort, today).rows
    certificates.issue(cohort, rows, Days(last, last), by=setting.by, now=now - timedelta(days=60))
    demo_records.over(cohort, enrolled, setting.by, now)
    return enrolled


def _preparing(setting: Setting, people: Sequence[Person], now: datetime) -> int:
    """A class that sits the mock papers: enough of them for figures that say something."""
    if not people:
        return 0
    today = jst(now).date()
    _opened(setting, PREPARATION, today - timedelta(days=40), today + timedelta(days=45), people, now)
    return len(people)


def _running(
    setting: Setting, people: Sequence[Person], applying: Sequence[Person], now: datetime
) -> Sequence[Enrolment]:
    """A 期 that runs: one was away, one came late; some have read, few have been at the practicum."""
    today = jst(now).date()
    first, last = today - timedelta(days=30), today + timedelta(days=60)
    cohort = _opened(setting, "令和8年度 実務研修（デモ） 第2期", first, last, people, now - timedelta(days=30))
    enrolled = [row.enrolment for row in boards.board(cohort, today).rows]
    for place, enrolment in enumerate(enrolled):
        _earn(setting, enrolment, setting.reading, (60, 60, 45, 20)[place % 4], now - timedelta(days=9))
    _dates(setting, cohort, enrolled, now)
    demo_class.ask(cohort, setting.extra, enrolled, setting.by, now)
    demo_class.apply(cohort, applying, by=setting.by, now=now)
    for enrolment in enrolled[:3]:
        _practise(setting, enrolment, now)
    demo_records.running(cohort, enrolled, setting.by, now)
    demo_reports.fill(cohort, setting.reading, enrolled, setting.by, now)
    return enrolled


def _dates(setting: Setting, cohort: Cohort, enrolled: Sequence[Enrolment], now: datetime) -> None:
    """A date that is over, which one missed and one came late to, and the make-up for it, in a room and online."""
    lecturer = demo_class.teacher(setting.organisation)
    demo_class.share_out(cohort, lecturer, by=setting.by)
    begins = now.replace(hour=0, minute=30, second=0, microsecond=0) - timedelta(days=8)
    teacher_id = lecturer.id if lecturer else None
    dated = Dated(Form.EXERCISE, begins, begins + timedelta(minutes=90), "第2会議室", "", None, teacher_id=teacher_id)
    held = timetable.add_session(cohort, setting.joint, dated, by=setting.by, now=begins)
    marks = {
        each.id: Mark(None if n == AWAY else begins + timedelta(minutes=20 if n == LATE else 0), None, 0)
        for n, each in enumerate(enrolled)
    }
    attendance.mark_list(held, marks, enrolled, reason="", by=setting.by, now=begins)
    again = begins + timedelta(days=12)
    dated = Dated(
        Form.EXERCISE,
        again,
        again + timedelta(minutes=90),
        "第3会議室",
        "",
        held.id,
        online_url=ONLINE,
        teacher_id=teacher_id,
    )
    timetable.add_session(cohort, setting.joint, dated, by=setting.by, now=now)


def _earn(setting: Setting, enrolment: Enrolment, module: Module, minutes: int, now: datetime) -> None:
    ledger.add_by_hand(enrolment, module, minutes=minutes, reason="デモの記録", by=setting.by, now=now)


def _practise(setting: Setting, enrolment: Enrolment, now: datetime) -> None:
    """Two days at a host; the first of them is signed."""
    today = jst(now).date()
    own = practicum.begin(
        enrolment, setting.practice, host=HOST, supervisor="山田 花子", days=2, by=setting.by, now=now
    )
    for back in (3, 2):
        text = "サービス担当者会議に同席し、記録を振り返りました（デモ）。"
        practicum.write_day(own, on=today - timedelta(days=back), minutes=480, text=text, now=now, today=today)
    if enrolment.number == 1:
        token = practicum.issue_link(own, by=setting.by, now=now)
        practicum.sign(token, name="山田 花子", now=now)
