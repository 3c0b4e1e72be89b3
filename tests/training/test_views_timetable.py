from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.mail import Mail
from app.notices.actions import choose_letters
from app.notices.models import Notice
from app.training import own_teaching
from app.training.actions import attendance
from app.training.models.minutes import Attendance
from app.training.models.running import Cohort, CohortSession
from app.training.queries import minutes
from app.training.rules.running import EnrolmentState
from app.training.rules.timetable import NOT_SAFE
from app.training.views import room_code
from tests.client import StrictClient
from tests.factories import AccountFactory, member
from tests.training.factories import (
    CohortSessionFactory,
    EnrolmentFactory,
    ModuleFactory,
)

Freeze = Callable[[datetime], None]
UNSAFE = (
    *("http://meet.example.jp", "javascript:alert(1)", "https://", "https://name:word@meet.example.jp/"),
    *("https://meet.example.jp/a b", "https://meet.example.jp:port/", "meet.example.jp"),
)


def test_attendance_is_marked_from_the_list_with_every_time_checked(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    dated = CohortSessionFactory(cohort=cohort, starts_at=datetime(2026, 11, 20, 1, tzinfo=clock.now().tzinfo))
    one, two = EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    url = f"/cohorts/{cohort.id}/sessions/{dated.id}"
    lines = {
        f"state-{one.id}": "there",
        f"arrived-{one.id}": "１０２０",
        f"seen-{one.id}": "0",
        f"state-{two.id}": "absent",
    }
    wrong = client.post(url, data={**lines, f"arrived-{one.id}": "二十時"})
    no_time = client.post(url, data={**lines, f"arrived-{one.id}": "2560"})
    right = client.post(url, data=lines)
    stale = [client.post(url, data={**lines, f"arrived-{one.id}": said}) for said in ("930", "9：30", "0930")]

    assert [answer.status_code for answer in (wrong, no_time, right, *stale)] == [422, 422, 303, 409, 409, 409]
    assert "二十時" in wrong.text
    assert {row.enrolment_id: row.minutes for row in db.scalars(select(Attendance))} == {one.id: 100, two.id: 0}
    page = client.get(url).text
    assert "遅刻（100分）" in page
    assert "10:20" in page


def test_a_code_on_the_wall_marks_who_is_in_the_room_for_a_minute(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort, freeze: Freeze
) -> None:
    began = clock.now()
    freeze(began)
    dated = CohortSessionFactory(cohort=cohort, starts_at=began - timedelta(minutes=2))
    enrolment = EnrolmentFactory(cohort=cohort)
    shown = client.get(f"/cohorts/{cohort.id}/sessions/{dated.id}/code").text
    assert ("<svg" in shown, f"{clock.jst(dated.starts_at):%H:%M}–" in shown, dated.place in shown) == (
        True,
        True,
        True,
    )
    session_id = dated.id
    token = room_code.make(session_id, began)
    client.sign_in(enrolment.person)
    freeze(began + timedelta(seconds=50))
    page = client.get(f"/attendance/{token}").text
    held = re.search(r'action="(/attendance/[^"]+)"', page)
    assert held is not None
    freeze(began + timedelta(seconds=90))

    late = client.get(f"/attendance/{token}")
    first = client.post(held[1])
    second = client.post(held[1])

    assert [answer.status_code for answer in (late, first, second)] == [422, 303, 303]
    assert minutes.sums([enrolment.id]).of(enrolment.id, dated.module_id) == 120
    client.sign_in(EnrolmentFactory().person)
    fresh = room_code.make(session_id, began + timedelta(seconds=90))
    strange = client.get(f"/attendance/{fresh}")
    assert (strange.status_code, "会場と画面をお確かめください" in strange.text) == (404, True)
    assert client.post(held[1]).status_code == 422


def test_minutes_are_added_and_corrected_with_a_reason(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    module, enrolment = ModuleFactory(curriculum=cohort.run.curriculum), EnrolmentFactory(cohort=cohort)
    url = f"/cohorts/{cohort.id}/people/{enrolment.id}"
    empty = client.post(f"{url}/minutes", data={"module": module.id, "minutes": "30", "reason": " "})
    added = client.post(f"{url}/minutes", data={"module": module.id, "minutes": "30", "reason": "引継ぎ"})
    entry = minutes.history(enrolment.id)[0][0]
    asked = client.get(f"{url}/minutes/{entry.id}")
    corrected = client.post(f"{url}/minutes/{entry.id}", data={"minutes": "45", "reason": "書き誤り"})
    again = client.post(f"{url}/minutes/{entry.id}", data={"minutes": "50", "reason": "二人目"})

    assert [each.status_code for each in (empty, added, asked, corrected, again)] == [422, 303, 200, 303, 409]
    page = client.get(url).text
    assert "<del>30</del>" in page
    assert "書き誤り" in page


def test_a_practicum_is_kept_in_a_journal_and_signed_by_the_host_without_an_account(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    module, enrolment = ModuleFactory(curriculum=cohort.run.curriculum), EnrolmentFactory(cohort=cohort)
    url = f"/cohorts/{cohort.id}/people/{enrolment.id}"
    client.post(f"{url}/practica", data={"module": module.id, "host": "ひまわり", "supervisor": "山田", "days": "1"})
    client.sign_in(enrolment.person)
    journal = re.search(r'href="(/training/practica/\d+)"', client.get("/training").text)
    assert journal is not None
    written = client.post(journal[1], data={"on": clock.today(), "minutes": "480", "text": "同行した。"})
    stranger = member(Role.LEARNER)
    client.sign_in(stranger)
    unseen = client.get(journal[1])
    client.sign_in(organiser)
    shown = client.post(f"/cohorts/{cohort.id}/practica/{journal[1].rpartition('/')[2]}/link").text
    link = re.search(r"http://[^<]+(/practicum/[\w-]+)", shown)
    assert link is not None
    client.sign_out()

    page = client.get(link[1])
    nameless = client.post(link[1], data={"name": ""})
    signed = client.post(link[1], data={"name": "山田 花子"})
    used = client.get(link[1])

    assert [each.status_code for each in (written, unseen, page, nameless, signed, used)] == [
        303,
        404,
        200,
        422,
        200,
        404,
    ]
    assert "同行した。" not in page.text
    assert minutes.sums([enrolment.id]).of(enrolment.id, module.id) == 480


def test_a_date_has_a_room_or_an_address_and_a_lecturer_and_says_at_the_field_what_is_wrong(
    client: StrictClient, db: Session, centre: Organisation, organiser: Person, cohort: Cohort
) -> None:
    own, stranger = member(Role.INSTRUCTOR, centre, name="講元 正"), member(Role.INSTRUCTOR)
    module = ModuleFactory(curriculum=cohort.run.curriculum)
    db.commit()
    url, day = f"/cohorts/{cohort.id}/sessions", {"on": "2026-12-01", "begins": "10:00", "ends": "12:00"}
    line = {**day, "module": module.id, "form": "lecture", "makes_up": "0", "teacher": own.id}
    bad = [
        line,
        *({**line, "online": address} for address in UNSAFE),
        {**line, "place": "会議室", "teacher": stranger.id},
        {**line, "place": "会議室", "lecturer": "招待 講師"},
    ]
    refused = [client.post(url, data=each) for each in bad]
    made = client.post(url, data={**line, "online": "https://meet.example.jp/j/1?pwd=a"})

    assert [answer.status_code for answer in refused] == [422] * len(bad)
    assert "会場名か、オンラインのアドレスを" in refused[0].text
    assert [NOT_SAFE in answer.text for answer in refused[1 : 1 + len(UNSAFE)]] == [True] * len(UNSAFE)
    assert "どちらか一つに" in refused[-1].text
    page = client.get(made.headers["Location"]).text
    assert ("オンライン・講師 講元 正" in page, 'href="https://meet.example.jp/j/1?pwd=a"' in page) == (True, True)
    dated = db.scalars(select(CohortSession)).one()
    assert (dated.place, dated.teacher_id, dated.taught_by) == ("オンライン", own.id, "講元 正")


def test_the_address_is_seen_by_who_learns_and_who_teaches_and_changes_for_all(
    client: StrictClient, db: Session, centre: Organisation, organiser: Person, cohort: Cohort
) -> None:
    lecturer, stranger = member(Role.INSTRUCTOR, centre), member(Role.LEARNER, centre)
    learner = EnrolmentFactory(cohort=cohort).person
    applied = EnrolmentFactory(cohort=cohort, state=EnrolmentState.APPLIED, decided_at=None).person
    dated = CohortSessionFactory(cohort=cohort, starts_at=datetime(2099, 11, 20, 3, tzinfo=clock.now().tzinfo))
    db.commit()
    url = f"/cohorts/{cohort.id}/sessions/{dated.id}/place"
    held = {**when(dated), "place": "研修室", "online": "https://meet.example.jp/new", "teacher": lecturer.id}
    typed = client.post(url, data={**held, "online": "javascript:alert(1)"})
    done = client.post(url, data=held)
    kept = client.get(url).text
    seen = {}
    for person, page in ((learner, ""), (applied, ""), (stranger, ""), (lecturer, "/groups"), (stranger, "/groups")):
        client.sign_in(person)
        seen[person.id, page] = "https://meet.example.jp/new" in client.get(f"/training{page}").text
    elsewhere = client.get(url)

    assert [each.status_code for each in (typed, done, elsewhere)] == [422, 303, 403]
    assert "javascript:alert(1)" in typed.text
    assert 'value="https://meet.example.jp/new"' in kept
    assert [who for who, found in seen.items() if found] == [(learner.id, ""), (lecturer.id, "/groups")]


def test_a_lecturer_without_the_role_goes_on_teaching_a_date_until_another_is_chosen(
    client: StrictClient, db: Session, organiser: Person, centre: Organisation, cohort: Cohort
) -> None:
    gone, others = member(Role.LEARNER, centre, name="退任 講師"), member(Role.LEARNER, centre, name="選べぬ 人")
    dated = CohortSessionFactory(cohort=cohort, teacher_id=gone.id, starts_at=clock.now() + timedelta(days=3))
    db.commit()
    url = f"/cohorts/{cohort.id}/sessions/{dated.id}/place"
    line = {**when(dated), "place": "研修室"}

    shown = client.get(url).text
    saved = client.post(url, data={**line, "teacher": gone.id})
    kept = db.scalar(select(CohortSession.teacher_id))
    never = client.post(url, data={**line, "teacher": others.id})
    client.post(url, data={**line, "teacher": 0})

    assert ("退任 講師" in shown, "選べぬ 人" in shown) == (True, False)
    assert (saved.status_code, never.status_code, kept) == (303, 422, gone.id)
    assert db.scalar(select(CohortSession.teacher_id)) is None


def when(dated: CohortSession, days: int = 0) -> dict[str, str]:
    begins, ends = (clock.jst(each + timedelta(days=days)) for each in (dated.starts_at, dated.ends_at))
    return {"on": f"{begins:%Y-%m-%d}", "begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}", "lecturer": ""}


def test_who_was_to_come_is_told_of_another_time_room_or_address_here_and_by_mail(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort, freeze: Freeze
) -> None:
    freeze(datetime(2026, 11, 20, 3, tzinfo=clock.now().tzinfo))
    account = AccountFactory(person=EnrolmentFactory(cohort=cohort).person)
    silent = AccountFactory(person=EnrolmentFactory(cohort=cohort).person)
    choose_letters(silent.person_id, frozenset(), now=clock.now())
    EnrolmentFactory(cohort=cohort, state=EnrolmentState.APPLIED, decided_at=None)
    dated = CohortSessionFactory(cohort=cohort, starts_at=clock.now() + timedelta(days=3), place="第1会議室")
    db.commit()
    url = f"/cohorts/{cohort.id}/sessions/{dated.id}/place"
    same = {**when(dated), "place": "第1会議室", "online": "", "teacher": "0"}
    moved = {**same, **when(dated, 7), "place": "ホール"}
    online = "https://meet.example.jp/secret"
    answers = [
        client.post(url, data=each)
        for each in (same, {**same, "lecturer": "招待 講師"}, moved, {**moved, "online": online})
    ]

    assert [answer.status_code for answer in answers] == [303] * 4
    told = db.scalars(select(Notice).where(Notice.person_id == silent.person_id).order_by(Notice.id)).all()
    assert [notice.body.partition("：")[2] for notice in told] == [
        "日時 2026年11月23日（月） 12:00–14:00 → 2026年11月30日（月） 12:00–14:00。会場 第1会議室 → ホール。",
        "オンラインのアドレスが変わりました（「研修」の画面で見られます）。",
    ]
    assert len(db.scalars(select(Notice)).all()) == 4
    letters = db.scalars(select(Mail)).all()
    assert [letter.recipient for letter in letters] == [account.email] * 2
    assert not any("secret" in letter.body for letter in letters)


def test_a_date_at_which_somebody_was_keeps_its_time_and_one_that_is_over_tells_nobody(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort, freeze: Freeze
) -> None:
    now = datetime(2026, 11, 20, 3, tzinfo=clock.now().tzinfo)
    freeze(now)
    enrolment = EnrolmentFactory(cohort=cohort)
    dated = CohortSessionFactory(cohort=cohort, starts_at=now - timedelta(days=1))
    attendance.arrive(dated, arrived_at=dated.starts_at, by=enrolment.person, now=dated.starts_at)
    db.commit()
    url = f"/cohorts/{cohort.id}/sessions/{dated.id}/place"

    moved = client.post(url, data={**when(dated, 7), "place": "ホール", "teacher": "0"})
    backwards = client.post(url, data={**when(dated), "ends": "00:01", "place": "ホール", "teacher": "0"})
    elsewhere = client.post(url, data={**when(dated), "place": "ホール", "teacher": "0"})

    assert [answer.status_code for answer in (moved, backwards, elsewhere)] == [422, 422, 303]
    assert ("日時は変えられません" in moved.text, "あとの時刻" in backwards.text) == (True, True)
    assert db.scalars(select(Notice)).all() == []


def test_an_address_that_is_not_https_is_never_stored(db: Session, cohort: Cohort) -> None:
    with pytest.raises(IntegrityError, match="online_is_https"):
        CohortSessionFactory(cohort=cohort, online_url="http://meet.example.jp")


def test_who_goes_is_not_named_by_the_dates_that_they_taught(db: Session, cohort: Cohort) -> None:
    lecturer = member(Role.INSTRUCTOR)
    dated = CohortSessionFactory(cohort=cohort, teacher_id=lecturer.id)
    db.commit()

    told = own_teaching._dates_taught(lecturer.id)
    own_teaching._leave_dates(lecturer.id, clock.now())

    db.refresh(dated)
    assert ([row["科目"] for row in told], dated.teacher_id) == ([dated.module.title], None)
