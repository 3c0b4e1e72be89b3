from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import personal_data
from app.accounts.rules import Role
from app.errors import Conflict, Refusal
from app.notices.models import Notice
from app.training.actions import licences as actions
from app.training.models.licences import Licence
from app.training.queries import licences as find
from app.training.rules.licences import LicenceKind
from tests.factories import member

MANAGER = LicenceKind.CARE_MANAGER
ISSUED, ENDS = date(2022, 4, 1), date(2027, 3, 31)


def test_a_renewal_leaves_what_was_before_and_a_mistake_can_be_withdrawn(db: Session) -> None:
    me, now = member(Role.CANDIDATE), clock.now()
    first = actions.record(MANAGER, "1234", ISSUED, ENDS, by=me, now=now)
    second = actions.record(MANAGER, "1234", ENDS, date(2032, 3, 31), by=me, now=now)
    renewed = find.licences(me.id)

    actions.withdraw(second, by=me, now=now)

    db.flush()
    assert renewed == [(second, True), (first, False)]
    assert find.licences(me.id) == [(second, False), (first, True)]
    third = actions.record(MANAGER, None, ENDS, date(2032, 3, 30), by=me, now=now)
    assert [standing for _, standing in find.licences(me.id)] == [True, False, False]
    assert third.number is None
    with pytest.raises(Conflict):
        actions.withdraw(second, by=me, now=now)


def test_the_card_before_is_no_newer_one_when_it_is_recorded_later(db: Session) -> None:
    me, now = member(), clock.now()
    newest = actions.record(MANAGER, "2", ISSUED, ENDS, by=me, now=now)
    before = actions.record(MANAGER, "1", date(2017, 4, 1), date(2022, 3, 31), by=me, now=now)

    assert find.licences(me.id) == [(before, False), (newest, True)]
    assert actions.remind(today=ENDS - timedelta(days=30), now=now) == 1


@pytest.mark.parametrize(
    ("expires", "message"),
    [(ISSUED, "交付の日よりあと"), (date(2028, 4, 1), "有効期間は5年です（介護保険法第69条の7）")],
)
def test_what_no_policy_allows_is_refused(db: Session, expires: date, message: str) -> None:
    with pytest.raises(Refusal, match=message):
        actions.record(MANAGER, None, ISSUED, expires, by=member(), now=clock.now())


def test_where_no_figure_is_known_none_is_asked_for(db: Session) -> None:
    made = actions.record(LicenceKind.CHIEF, None, ISSUED, date(2040, 1, 1), by=member(), now=clock.now())

    assert made.expires_on == date(2040, 1, 1)


def test_reminders_go_once_each_and_only_for_what_stands(db: Session) -> None:
    me, other, now = member(), member(), clock.now()
    actions.record(MANAGER, None, ISSUED, ENDS, by=me, now=now)
    actions.record(MANAGER, None, ISSUED, ENDS, by=other, now=now)
    actions.record(MANAGER, None, ENDS, date(2032, 3, 31), by=other, now=now)
    days = [ENDS - timedelta(days=before) for before in (400, 365, 300, 90, 89, -1)]

    told = [actions.remind(today=day, now=now) for day in days]

    assert told == [0, 1, 0, 1, 0, 0]
    assert {notice.person_id for notice in db.scalars(select(Notice))} == {me.id}
    assert "90日です" in db.scalars(select(Notice.body).order_by(Notice.id.desc())).first()  # type: ignore[operator]


def test_licences_go_with_the_account(db: Session) -> None:
    me, now = member(), clock.now()
    actions.record(MANAGER, "1234", ISSUED, ENDS, by=me, now=now)
    actions.remind(today=ENDS, now=now)
    told = personal_data.export(me.id)["資格の有効期間"]

    personal_data.erase(me.id, now)

    assert told[0]["番号"] == "1234"
    assert db.scalars(select(Licence)).all() == []
