from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.accounts.rules import Role
from app.training.actions import attendance
from app.training.models.running import Cohort, CohortSession, Enrolment
from app.training.queries import minutes
from tests.client import StrictClient
from tests.factories import member
from tests.training.factories import CohortSessionFactory, EnrolmentFactory
from tests.training.test_views_attendance_sheets import NAMES, book, in_the_ledger, row, send


@pytest.fixture
def dated(db: Session, cohort: Cohort) -> CohortSession:
    """Yesterday from ten to twelve by Japan's clock."""
    begins = (clock.now() - timedelta(days=1)).replace(hour=1, minute=0, second=0, microsecond=0)
    made: CohortSession = CohortSessionFactory(cohort=cohort, starts_at=begins)
    return made


@pytest.fixture
def enrolled(db: Session, cohort: Cohort) -> list[Enrolment]:
    """Two of the class, numbered from one."""
    people = [member(Role.LEARNER, name=name) for name in NAMES[:2]]
    return [EnrolmentFactory(cohort=cohort, number=n, person=each) for n, each in enumerate(people, 1)]


def by_hand(client: StrictClient, dated: CohortSession, whom: Enrolment, minutes_: int) -> None:
    entry = minutes.standing_by_reference([whom.id], dated.module_id, attendance.reference_of(dated))[whom.id]
    said = {"minutes": str(minutes_), "reason": "途中で席を外した"}
    client.post(f"/cohorts/{dated.cohort_id}/people/{whom.id}/minutes/{entry.id}", data=said)


def test_minutes_corrected_by_hand_are_put_back_and_never_overwritten(
    client: StrictClient, db: Session, organiser: Person, dated: CohortSession, enrolled: list[Enrolment]
) -> None:
    mark = {enrolled[0].id: attendance.Mark(dated.starts_at, None, 0)}
    attendance.mark_list(dated, mark, enrolled, reason="", by=organiser, now=clock.now())
    db.commit()
    by_hand(client, dated, enrolled[0], 45)
    page = send(client, dated, book(row(1, "遅刻", "10:20"), row(2)))
    client.post(f"{page}/applied", data={"reason": "受付の名簿による"})
    applied = in_the_ledger(dated, enrolled)
    by_hand(client, dated, enrolled[1], 30)
    refused = client.post(f"{page}/undone")
    by_hand(client, dated, enrolled[0], 99)
    other = send(client, dated, book(row(1, "遅刻", "10:15")))
    client.post(f"{other}/applied", data={"reason": "見誤り"})

    back = client.post(f"{other}/undone")

    assert (applied[:2], in_the_ledger(dated, enrolled)[:2]) == ([100, 120], [99, 30])
    assert (refused.status_code, "鈴木 一郎" in refused.text, "佐藤 花子" in refused.text) == (409, True, False)
    assert back.status_code == 303


def test_what_was_made_up_for_meanwhile_is_not_put_back(
    client: StrictClient, db: Session, organiser: Person, dated: CohortSession, enrolled: list[Enrolment]
) -> None:
    somebody = enrolled[0]
    again = CohortSessionFactory(cohort=dated.cohort, module=dated.module, makes_up_id=dated.id)
    attendance.arrive(dated, arrived_at=dated.starts_at, by=somebody.person, now=clock.now())
    db.commit()
    page = send(client, dated, book(row(1, "欠席")))
    client.post(f"{page}/applied", data={"reason": "来ていなかった"})
    attendance.arrive(again, arrived_at=again.starts_at, by=somebody.person, now=clock.now())
    db.commit()

    back = client.post(f"{page}/undone")

    assert (back.status_code, in_the_ledger(dated, [somebody])) == (409, [0])
    assert minutes.sums([somebody.id]).of(somebody.id, dated.module_id) == 120
