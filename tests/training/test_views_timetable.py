from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.accounts.rules import Role
from app.training.models.minutes import Attendance
from app.training.models.running import Cohort
from app.training.queries import minutes
from app.training.views import room_code
from tests.client import StrictClient
from tests.factories import member
from tests.training.factories import (
    CohortSessionFactory,
    EnrolmentFactory,
    ModuleFactory,
)

Freeze = Callable[[datetime], None]


def test_attendance_is_marked_from_the_list_with_every_time_checked(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    dated = CohortSessionFactory(cohort=cohort, starts_at=datetime(2026, 11, 20, 1, tzinfo=clock.now().tzinfo))
    one, two = EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    url = f"/cohorts/{cohort.id}/sessions/{dated.id}"
    lines = {
        f"state-{one.id}": "there",
        f"arrived-{one.id}": "10:20",
        f"seen-{one.id}": "0",
        f"state-{two.id}": "absent",
    }
    wrong = client.post(url, data={**lines, f"arrived-{one.id}": "二十時"})
    right = client.post(url, data=lines)
    stale = client.post(url, data={**lines, f"arrived-{one.id}": "10:00"})

    assert [answer.status_code for answer in (wrong, right, stale)] == [422, 303, 409]
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
    assert "<svg" in client.get(f"/cohorts/{cohort.id}/sessions/{dated.id}/code").text
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
