from __future__ import annotations

import io
from datetime import datetime, time, timedelta

import pandas
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts import personal_data
from app.accounts.models import Organisation, Person
from app.notices.models import Notice
from app.training import lists
from app.training import tasks as work
from app.training.actions import licences as actions
from app.training.models.licences import LicenceShare
from app.training.models.running import Cohort, Enrolment
from app.training.rules.licences import LicenceKind
from tests.client import StrictClient
from tests.factories import OrganisationFactory
from tests.training.factories import EnrolmentFactory

assert work.AT_A_TIME  # the worker knows what it may be asked for


def holder(cohort: Cohort, days: int, *, shows: bool = True) -> Enrolment:
    """A learner whose licence ends in so many days."""
    made: Enrolment = EnrolmentFactory(cohort=cohort)
    ends = clock.today() + timedelta(days=days)
    card = (ends - timedelta(days=5 * 365), ends)
    actions.record(LicenceKind.CARE_MANAGER, "1234", *card, by=made.person, now=clock.now())
    if shows:
        actions.share(cohort.run.organisation, by=made.person, now=clock.now())
    return made


def test_an_organiser_sees_who_is_due_as_far_as_learners_show_it(
    client: StrictClient, db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    due, later, over = (holder(cohort, days) for days in (80, 700, -3))
    hidden = holder(cohort, 10, shows=False)
    actions.remind(today=clock.today(), now=clock.now())
    db.commit()
    url = f"/cohorts/organisations/{centre.id}/licences"

    page = client.get(url).text
    ending = client.get(f"{url}?state=ending").text

    assert [each.person.name in page for each in (due, later, over, hidden)] == [True, True, True, False]
    assert [each.person.name in ending for each in (due, later, over)] == [True, False, False]
    assert ("更新の時期 1人・期限切れ 1人" in page, "90日前（" in page, "資格が分からない人 1人" in page) == (True,) * 3


def test_those_of_whom_nothing_is_seen_are_asked_and_decide_themselves(
    client: StrictClient, db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    hidden, shown = holder(cohort, 10, shows=False), holder(cohort, 20)
    other: Organisation = OrganisationFactory()
    db.commit()
    url = f"/cohorts/organisations/{centre.id}/licences"
    client.post(f"{url}/requests")
    client.sign_in(hidden.person)
    asked = client.get("/training/licences").text
    place = f"/training/licences/shares/{centre.id}"

    strange = client.post(f"/training/licences/shares/{other.id}", data={"show": "yes"})
    given = [client.post(place, data={"show": "yes"}).status_code for _ in range(2)]
    client.sign_in(organiser)
    seen = client.get(url).text
    client.sign_in(hidden.person)
    client.post(place, data={"show": "no"})
    client.sign_in(organiser)

    assert db.scalars(select(Notice.person_id)).all() == [hidden.person_id]
    assert (centre.name in asked, "見せていません" in asked, strange.status_code, given) == (
        True,
        True,
        404,
        [303, 303],
    )
    assert (hidden.person.name in seen, hidden.person.name in client.get(url).text) == (True, False)
    assert shown.person.name in seen
    rows = db.execute(select(LicenceShare.withdrawn_at).where(LicenceShare.person_id == hidden.person_id)).all()
    assert [row.withdrawn_at is not None for row in rows] == [True]


def test_what_was_before_stays_in_sight_and_in_the_list(
    client: StrictClient, db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    renewed = holder(cohort, 10)
    ends = clock.today() + timedelta(days=1_800)
    card = (ends - timedelta(days=1_820), ends)
    actions.record(LicenceKind.CARE_MANAGER, "1234", *card, by=renewed.person, now=clock.now())
    db.commit()
    url = f"/cohorts/organisations/{centre.id}/licences"
    page = client.get(url).text
    asked = client.post(f"{url}/lists", data={"layout": "csv-utf8"})
    tasks.run_due()

    table = pandas.read_csv(io.BytesIO(client.get(f"{asked.headers['Location']}/file").data), dtype=str)

    assert ("これまでの記録" in page, "更新済み" in page) == (True, True)
    assert list(table["状態"]) == ["更新済み", "有効"]
    assert list(table["よりどころ"]) == ["介護保険法第69条の7"] * 2
    personal_data.erase(renewed.person_id, clock.now())
    db.commit()
    assert renewed.person.name not in client.get(url).text


def test_the_list_tells_the_day_of_a_reminder_as_it_was_in_japan(
    db: Session, centre: Organisation, cohort: Cohort
) -> None:
    holder(cohort, 80)
    today = clock.today()
    morning = datetime.combine(today, time(6), clock.JST)  # the day before, in Greenwich

    actions.remind(today=today, now=morning)
    db.flush()

    [row] = lists.licences(centre.id, today).rows
    assert row[lists.LICENCES.index("お知らせの記録")] == f"90日前 {today.isoformat()}"


def test_three_licences_ask_as_often_as_one(
    client: StrictClient, db: Session, centre: Organisation, cohort: Cohort, organiser: Person, queries: list[str]
) -> None:
    url, counts = f"/cohorts/organisations/{centre.id}/licences", []
    for some in (1, 2):
        for _ in range(some):
            holder(cohort, 50)
        db.commit()
        client.get(url)
        queries.clear()
        client.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]
