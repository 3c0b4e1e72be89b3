from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import personal_data
from app.accounts.models import Office, Person
from app.offices import actions
from app.offices.models import OfficeMember, OfficeShare
from app.offices.rules import Subject


def test_what_an_office_knows_is_handed_out_and_ends_with_the_account(
    office: Office, learner: Person, db: Session
) -> None:
    actions.join(office.code, frozenset({Subject.EXAMS}), by=learner, now=clock.now())

    told = personal_data.export(learner.id)["事業所"]
    personal_data.erase(learner.id, clock.now())

    assert [row["見せたもの"] for row in told] == [["模擬試験の結果（日付、点数、合否）"]]
    assert db.scalars(select(OfficeMember.left_at)).one() is not None
    assert db.scalars(select(OfficeShare.withdrawn_at)).one() is not None
