from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.accounts.rules import Role
from app.training.actions import attendance
from app.training.actions.attendance import BY_LIST, Mark
from app.training.models.running import Cohort, CohortSession, Enrolment
from app.training.queries import minutes
from tests.client import StrictClient
from tests.factories import member
from tests.training.factories import CohortSessionFactory, EnrolmentFactory
from tests.training.test_views_attendance_sheets import NAMES, book, row, send


@pytest.fixture
def dated(db: Session, cohort: Cohort) -> CohortSession:
    """Yesterday from ten to twelve by Japan's clock."""
    begins = (clock.now() - timedelta(days=1)).replace(hour=1, minute=0, second=0, microsecond=0)
    made: CohortSession = CohortSessionFactory(cohort=cohort, starts_at=begins)
    return made


@pytest.fixture
def two(db: Session, cohort: Cohort) -> list[Enrolment]:
    people = [member(Role.LEARNER, name=name) for name in NAMES[:2]]
    return [EnrolmentFactory(cohort=cohort, number=n, person=each) for n, each in enumerate(people, 1)]


def values(page: str) -> dict[str, str]:
    """What the list shows in its fields."""
    return dict(re.findall(r'name="((?:arrived|left|seen|reason)[-\d]*)"[^>]*value="([^"]*)"', page))


def test_a_list_that_lacks_a_reason_or_was_overtaken_keeps_what_was_typed(
    client: StrictClient, db: Session, organiser: Person, dated: CohortSession, two: list[Enrolment]
) -> None:
    one, other = two
    marks = {one.id: Mark(dated.starts_at + timedelta(minutes=20), None, 0)}
    attendance.mark_list(dated, marks, two, reason="", by=organiser, now=clock.now())
    db.commit()
    url = f"/cohorts/{dated.cohort_id}/sessions/{dated.id}"
    line = {f"state-{one.id}": "there", f"arrived-{one.id}": "", f"seen-{one.id}": "1"}
    line |= {f"state-{other.id}": "there", f"arrived-{other.id}": "1011", f"left-{other.id}": "11:40"}

    bare = client.post(url, data={**line, f"seen-{other.id}": "0"})
    untouched = [(each.minutes, each.version) for each in minutes.attendance_of(dated.id).values()]
    overtaken = client.post(url, data={**line, f"seen-{one.id}": "0", "reason": "受付の名簿"})
    again = client.post(url, data={**line, **values(overtaken.text)})

    assert [answer.status_code for answer in (bare, overtaken, again)] == [422, 409, 303]
    assert untouched == [(100, 1)]
    for page in (bare.text, overtaken.text):
        shown = values(page)
        assert (shown[f"arrived-{one.id}"], shown[f"arrived-{other.id}"]) == ("", "1011")
        assert (shown[f"left-{other.id}"], shown[f"seen-{one.id}"]) == ("11:40", "1")
    assert ("理由を入力してください" in bare.text, 'aria-invalid="true"' in bare.text) == (True, True)
    assert ("佐藤 花子さんの出席は、ほかの人が先に" in overtaken.text, values(overtaken.text)["reason"]) == (
        True,
        "受付の名簿",
    )
    known = minutes.attendance_of(dated.id)
    assert [known[each.id].minutes for each in two] == [120, 0]


def test_a_first_mark_after_a_table_that_was_taken_back_needs_no_reason(
    client: StrictClient, db: Session, organiser: Person, dated: CohortSession, two: list[Enrolment]
) -> None:
    one = two[0]
    page = send(client, dated, book(row(1), row(2)))
    client.post(f"{page}/applied")
    client.post(f"{page}/undone")
    url = f"/cohorts/{dated.cohort_id}/sessions/{dated.id}"

    kept = client.post(url, data={f"state-{one.id}": "there", f"arrived-{one.id}": "10:07", f"seen-{one.id}": "0"})
    filled = send(client, dated, book(row(2)))
    looked_at = client.get(filled).text
    client.post(f"{filled}/applied")

    assert (kept.status_code, 'name="reason"' in looked_at) == (303, False)
    known = minutes.attendance_of(dated.id)
    assert [known[each.id].minutes for each in two] == [113, 120]
    assert [(entry.minutes, entry.reason) for entry, stands in minutes.history(one.id) if stands] == [(113, BY_LIST)]


def test_minutes_entered_for_a_mark_that_was_taken_back_are_changed_with_a_reason_alone(
    client: StrictClient, db: Session, organiser: Person, dated: CohortSession, two: list[Enrolment]
) -> None:
    one = two[0]
    page = send(client, dated, book(row(1)))
    client.post(f"{page}/applied")
    client.post(f"{page}/undone")
    entry = minutes.standing_by_reference([one.id], dated.module_id, attendance.reference_of(dated))[one.id]
    client.post(
        f"/cohorts/{dated.cohort_id}/people/{one.id}/minutes/{entry.id}", data={"minutes": "45", "reason": "途中まで"}
    )
    url = f"/cohorts/{dated.cohort_id}/sessions/{dated.id}"

    answer = client.post(url, data={f"state-{one.id}": "there", f"seen-{one.id}": "0"})

    assert (answer.status_code, minutes.attendance_of(dated.id)) == (422, {})
