"""A whole 期: a class from Excel, read and checked on a phone, attendance, practicum, certificates, the register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import clock
from app.accounts.actions.organisations import home_organisation
from app.accounts.models import Account, Person
from app.accounts.rules import Role
from app.db import db
from app.exams.queries.papers import offer
from app.training.actions import minutes as ledger
from app.training.models.curricula import Module
from app.training.models.lessons import Lesson, SectionReading
from app.training.models.running import Cohort, Enrolment
from tests.browser import stock
from tests.browser.certified import export, issue, verify
from tests.browser.codes import read_code
from tests.browser.scene import score
from tests.browser.sitting import Candidate, goto, save, somebody
from tests.exams.factories import closed_attempt
from tests.servers.browser import DESKTOP, PHONE
from tests.servers.site import Site
from tests.training.factories import (
    CohortFactory,
    CohortSessionFactory,
    CourseRunFactory,
    CurriculumFactory,
    LessonFactory,
    LessonVersionFactory,
    ModuleFactory,
)
from tests.training.sheets import person, workbook

CLASS = 30
CHECK = "nanbyo-final"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Enter = Callable[[Page, int], None]
Axe = Callable[[Page], None]


@dataclass(frozen=True)
class School:
    """A training that is about to begin: its class, its modules, its organiser."""

    organiser: Candidate
    cohort: int
    lesson: str
    reading: int
    joint: int
    practice: int


@pytest.fixture
def school(site: Site) -> School:
    organiser = somebody(site, Role.ADMINISTRATOR)
    with site.session() as session:
        home = home_organisation(clock.now())
        version = LessonVersionFactory(lesson=LessonFactory(organisation_id=home.id), title="難病の制度", minutes=2)
        own = CurriculumFactory(organisation=home, original=CurriculumFactory(organisation=home), title="実務研修")
        reading = ModuleFactory(
            curriculum=own, title="難病", minutes=2, lessons=[version.lesson.path], final_check=CHECK, form="lecture"
        )
        joint = ModuleFactory(curriculum=own, title="障害福祉との連携", minutes=60, form="exercise")
        practice = ModuleFactory(curriculum=own, title="実習", minutes=480, form="practicum")
        cohort = CohortFactory(run=CourseRunFactory(organisation=home, curriculum=own, title="令和8年度 第1期"))
        session.flush()
        ids = (cohort.id, version.lesson.slug, reading.id, joint.id, practice.id)
        return School(organiser, *ids)


def import_class(page: Page, school: School, learner: str, axe: Axe) -> None:
    """Thirty from Excel, one of them with an account here: looked at first, then taken."""
    rows = [person(1, email=learner, name="佐藤 花子"), *(person(n) for n in range(2, CLASS + 1))]
    goto(page, f"/cohorts/{school.cohort}/people")
    page.get_by_role("link", name="ExcelかCSVから取り込む").click()
    file = {"name": "名簿.xlsx", "mimeType": SHEET, "buffer": workbook(*rows)}
    page.locator("#file").set_input_files([file])
    page.get_by_role("button", name="読み取って確かめる").click()
    expect(page.get_by_text(f"{CLASS}人を読み取りました")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="この内容で取り込む").click()
    expect(page.get_by_text(f"{CLASS}人の受講を決め")).to_be_visible()
    expect(page.get_by_text(f"まだ登録していない人 {CLASS - 1}人")).to_be_visible()


def assign(page: Page, school: School, *titles: str) -> None:
    goto(page, f"/cohorts/{school.cohort}/assignments")
    for title in titles:
        page.get_by_label(title, exact=True).check()
    page.get_by_role("button", name="割り当てる").click()
    expect(page.get_by_text(f"{len(titles)}科目を割り当てました")).to_be_visible()


def read(page: Page, site: Site, school: School, who: Candidate) -> None:
    """Read the lesson on the phone, without scripts; all but the last seconds of each section were read before."""
    with site.session() as session:
        lesson_id = session.scalars(select(Lesson.id).where(Lesson.slug == school.lesson)).one()
        before = {"person_id": who.person_id, "lesson_id": lesson_id, "enrolment_id": _enrolment(school, who).id}
        at = clock.now() - timedelta(minutes=5)
        for section in (1, 2):
            session.add(SectionReading(**before, section=section, seconds=59, checked=False, changed_at=at))
    page.goto("/training")
    page.get_by_role("link", name="難病の制度").first.tap()
    for section in (1, 2):
        page.wait_for_timeout(1_500)  # so long somebody reads at least
        with page.expect_navigation():
            page.get_by_role("button", name="ここまで読みました").nth(section - 1).tap()
    page.goto("/training")
    expect(page.get_by_text("確認問題がまだです")).to_be_visible()


def pass_check(page: Page, site: Site) -> None:
    """All questions of the final check, rightly, on the phone; the worker scores within a minute, here at once."""
    goto(page, "/training")
    page.get_by_role("link", name="確認問題へ").tap()
    page.get_by_role("button", name="はじめる").tap()
    page.wait_for_url("**/attempts/*")
    attempt = int(page.url.split("/attempts/")[1].split("?")[0])
    for asked in stock.questions(CHECK):
        assert save(page, attempt, asked.number, asked.key)[0] == 200
    goto(page, f"/attempts/{attempt}/submit")
    page.get_by_role("button", name="提出する").tap()
    page.wait_for_url("**/result")
    with site.session():
        score()


def attend(organiser: Page, phone: Page, site: Site, school: School) -> None:
    """By the code in the room, by the list, and by a date that makes up for the one who was away."""
    with site.session() as session:
        cohort, module = session.get_one(Cohort, school.cohort), session.get_one(Module, school.joint)
        about = {"cohort": cohort, "module": module, "form": "exercise"}
        started = clock.now() - timedelta(minutes=1)
        dated = CohortSessionFactory(**about, starts_at=started, ends_at=started + timedelta(minutes=60)).id
        later = started + timedelta(days=1)
        again = CohortSessionFactory(
            **about, starts_at=later, ends_at=later + timedelta(minutes=60), makes_up_id=dated, place="補講の部屋"
        ).id
        other = CohortFactory(run=cohort.run, title="別のクラス")
        strange = CohortSessionFactory(cohort=other, module=module, starts_at=started)
        rooms = [f"/cohorts/{where}/sessions/{id_}/code" for where, id_ in ((other.id, strange.id), (cohort.id, dated))]
    for room in rooms:
        goto(organiser, room)
        shown = read_code(organiser.locator(".room-code").screenshot(type="jpeg", quality=90))
        goto(phone, shown)
        if room != rooms[-1]:
            expect(phone.get_by_text("会場と画面をお確かめください")).to_be_visible()
    phone.get_by_role("button", name="出席を記録する").tap()
    expect(phone.get_by_text("出席を記録しました（60分）")).to_be_visible()
    goto(organiser, f"/cohorts/{school.cohort}/sessions/{dated}")
    organiser.get_by_label("受講 花子2の出欠").select_option("欠席")
    for n in range(3, CLASS + 1):
        organiser.get_by_label(f"受講 花子{n}の出欠").select_option("出席")
    organiser.get_by_role("button", name="出席を記録する").click()
    expect(organiser.get_by_text(f"{CLASS - 1}人の出席を記録しました")).to_be_visible()
    goto(organiser, f"/cohorts/{school.cohort}/sessions/{again}")
    organiser.get_by_label("受講 花子2の出欠").select_option("出席")
    organiser.get_by_role("button", name="出席を記録する").click()
    expect(organiser.get_by_text("1人の出席を記録しました")).to_be_visible()


def practise(organiser: Page, phone: Page, host: Page, site: Site, school: School, who: Candidate, axe: Axe) -> None:
    """The host is named, the learner writes a day, the host signs behind a link."""
    with site.session():
        place = f"/cohorts/{school.cohort}/people/{_enrolment(school, who).id}"
    goto(organiser, place)
    organiser.get_by_text("実習先を決める").click()
    form = organiser.locator("form", has=organiser.get_by_role("button", name="実習先を記録する"))
    form.get_by_label("実習の科目").select_option("実習")
    form.get_by_label("ほかの事業所の名前").fill("ひまわり居宅介護支援事業所")
    form.get_by_label("実習の指導者").fill("山田 太郎")
    form.get_by_label("日数").fill("1")
    form.get_by_role("button").click()
    goto(phone, "/training")
    phone.get_by_role("link", name="日誌を書く").tap()
    phone.get_by_label("日必須", exact=True).fill(clock.today().isoformat())
    phone.get_by_label("時間（分）").fill("480")
    phone.get_by_label("したこと").fill("サービス担当者会議に同席した。")
    phone.get_by_role("button", name="日誌を保存する").tap()
    expect(phone.get_by_text("1 / 1日")).to_be_visible()
    goto(organiser, place)
    organiser.get_by_role("button", name="実習先に渡すリンクを作る").click()
    link = organiser.get_by_text("/practicum/").inner_text()
    goto(host, link[link.index("/practicum/") :].split()[0])
    axe(host)
    host.get_by_label("確認する方の氏名").fill("山田 太郎")
    with host.expect_navigation():
        host.get_by_role("button", name="確認しました").click()


def finish_another(site: Site, school: School) -> None:
    """What the second learner did besides, without looking over the shoulder."""
    with site.session() as session:
        enrolment = session.scalars(select(Enrolment).filter_by(cohort_id=school.cohort, number=2)).one()
        by, now = session.get_one(Person, school.organiser.person_id), clock.now()
        for module_id in (school.reading, school.practice):
            module = session.get_one(Module, module_id)
            said = {"minutes": module.minutes or 1, "reason": "他県で受講済み"}
            ledger.add_by_hand(enrolment, module, **said, by=by, now=now)
        edition = offer(CHECK, enrolment.person, now).edition
        right = {q.number: q.marks(right=True) for q in stock.questions(CHECK)}
        closed_attempt(edition, person=enrolment.person, answers=right)
        score()


def _enrolment(school: School, who: Candidate) -> Enrolment:
    """The learner's own; inside a session of the site."""
    wanted = select(Enrolment).filter_by(cohort_id=school.cohort, person_id=who.person_id)
    return db.session.scalars(wanted).one()


def test_a_whole_training(
    site: Site, open_page: Callable[..., Page], enter: Enter, school: School, axe: Axe, meant: Callable[..., None]
) -> None:
    meant(r"404 .*/attendance/")  # the code of another class's room
    who = somebody(site)
    with site.session() as session:
        account = session.scalars(select(Account).where(Account.email == who.email)).one()
        account.person.name = "佐藤 花子"
    organiser, phone, visitor = open_page(**DESKTOP), open_page(**PHONE), open_page(**PHONE)
    quiet = open_page(**PHONE, java_script_enabled=False)
    enter(organiser, school.organiser.person_id)
    for page in (phone, quiet):
        enter(page, who.person_id)

    import_class(organiser, school, who.email, axe)
    assign(organiser, school, "難病", "障害福祉との連携", "実習")
    read(quiet, site, school, who)
    pass_check(phone, site)
    attend(organiser, phone, site, school)
    practise(organiser, phone, visitor, site, school, who, axe)
    goto(phone, "/training")
    expect(phone.get_by_text("すべての科目を修了しました")).to_be_visible()
    finish_another(site, school)
    issue(organiser, school.cohort, axe)
    verify(site, school.cohort, visitor, organiser, axe)
    table = export(organiser, school.cohort)

    ours = table[table["期"] == "令和8年度 第1期"]
    assert list(ours["氏名"])[-2:] == ["佐藤 花子", "受講 花子2"]
    assert list(ours["状態"])[-2:] == ["有効", "取消し"]
    goto(phone, "/training")
    expect(phone.get_by_role("link", name="PDF")).to_be_visible()
    axe(phone)
