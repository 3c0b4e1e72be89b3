from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import personal_data
from app.accounts.models import Person
from app.training.actions import running
from app.training.models.feeds import TrainingFeed
from app.training.models.running import Cohort, CohortGroup
from tests.client import StrictClient
from tests.training.factories import CohortSessionFactory, EnrolmentFactory, ModuleFactory

Freeze = Callable[[datetime], None]


def address(page: str) -> str:
    found = re.search(r"/training/calendar/[\w.-]+", page)
    assert found is not None
    return found[0]


def test_a_calendar_reads_dates_and_due_days_by_a_secret_address_and_follows_a_change(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort, freeze: Freeze
) -> None:
    now = datetime(2026, 11, 20, 1, tzinfo=clock.now().tzinfo)
    freeze(now)
    enrolment = EnrolmentFactory(cohort=cohort)
    other = CohortGroup(cohort_id=cohort.id, title="2班")
    db.add(other)
    module = ModuleFactory(curriculum=cohort.run.curriculum, title="難病")
    running.assign(cohort, [module], due_on=cohort.run.ends_on, only=None, by=organiser, now=now)
    about = {"cohort": cohort, "module": module, "starts_at": now + timedelta(days=2), "place": "ホール"}
    dated = CohortSessionFactory(**about, online_url="https://meet.example.jp/secret")
    db.flush()
    CohortSessionFactory(**about, group_id=other.id)
    db.commit()
    client.sign_in(enrolment.person)
    secret = address(client.post("/training/feed").text)
    client.sign_out()

    answer = client.get(secret)
    dated.starts_at, dated.ends_at = dated.starts_at + timedelta(days=1), dated.ends_at + timedelta(days=1)
    db.commit()
    later = client.get(secret)

    events = {str(one["uid"]).split("-")[0]: one for one in Calendar.from_ical(answer.data).walk("VEVENT")}
    moved = {str(one["uid"]).split("-")[0]: one for one in Calendar.from_ical(later.data).walk("VEVENT")}
    assert (answer.content_type, answer.headers["Cache-Control"]) == (
        "text/calendar; charset=utf-8",
        "private, no-store",
    )
    assert len(Calendar.from_ical(answer.data).walk("VEVENT")) == 2
    assert (events["session"].decoded("dtstart"), str(events["session"]["location"])) == (about["starts_at"], "ホール")
    assert moved["session"].decoded("dtstart") == dated.starts_at
    assert (events["due"].decoded("dtstart"), str(events["due"]["summary"])) == (cohort.run.ends_on, "期限：難病")
    assert ("secret" in answer.text, enrolment.person.name in answer.text) == (False, False)


def test_an_address_that_was_taken_back_tells_nothing_and_goes_with_the_account(
    client: StrictClient, db: Session, cohort: Cohort
) -> None:
    person = EnrolmentFactory(cohort=cohort).person
    client.sign_in(person)
    first = address(client.post("/training/feed").text)
    second = address(client.post("/training/feed").text)

    assert [client.get(each).status_code for each in (first, second)] == [404, 200]
    assert "いま配信中です" in client.get("/training").text
    client.post("/training/feed/end")
    assert client.get(second).status_code == 404
    assert client.get("/training/calendar/nobody.ics").status_code == 404
    assert len(personal_data.export(person.id)["研修の日程の配信"]) == 2
    personal_data.erase(person.id, clock.now())
    assert db.scalars(select(TrainingFeed)).all() == []
