from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import queries
from app.accounts.models import Membership, Organisation, PermissionGrant, Person
from app.accounts.rules import Permission, Role
from app.admin.actions import merging
from app.audit import AuditEntry
from app.errors import Conflict, Refusal
from app.exams.models import Attempt
from app.notices.models import Notice, NoticePreference
from app.notices.rules import NoticeKind
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, exam
from tests.factories import (
    AccommodationFactory,
    AccountFactory,
    MembershipFactory,
    NoticeFactory,
    NoticePreferenceFactory,
    OrganisationFactory,
    member,
)


@pytest.fixture
def centre(db: Session) -> Organisation:
    made: Organisation = OrganisationFactory()
    return made


def test_what_one_did_is_the_other_s_and_nothing_is_lost(
    client: StrictClient, chief: Person, centre: Organisation, db: Session
) -> None:
    kept = AccountFactory(person=member(Role.CANDIDATE, centre, name="佐藤 花子")).person
    gone = AccountFactory(
        person=member(Role.CANDIDATE, centre, name="田中 花子", registration_number="13250012345")
    ).person
    MembershipFactory(person=gone, role=Role.LEARNER, organisation=centre)
    db.add(PermissionGrant(membership_id=gone.memberships[0].id, permission=Permission.REVIEW_QUESTION))
    edition = exam({"care-support": [(1, 3)]})
    mine, theirs = AttemptFactory(person=kept, edition=edition), AttemptFactory(person=gone)
    for person in (kept, gone):
        NoticePreferenceFactory(person_id=person.id)
        AccommodationFactory(person_id=person.id, granted_by_id=chief.id)
    NoticeFactory(person_id=gone.id)
    address = queries.account_of(kept.id).email

    page = client.get(f"/admin/people/{kept.id}/merging/{gone.id}")
    unsure = client.post(f"/admin/people/{kept.id}/merging/{gone.id}")
    done = client.post(f"/admin/people/{kept.id}/merging/{gone.id}", data={"sure": "y"})

    assert [answer.status_code for answer in (page, unsure, done)] == [200, 422, 303]
    assert set(db.scalars(select(Attempt.id).where(Attempt.person_id == kept.id))) == {mine.id, theirs.id}
    roles = db.scalars(select(Membership.role).where(Membership.person_id == kept.id)).all()
    assert sorted(roles) == [Role.CANDIDATE, Role.LEARNER]
    assert Permission.REVIEW_QUESTION in db.get_one(Person, kept.id).permissions()
    assert db.get_one(Person, kept.id).registration_number == "13250012345"
    assert [one.name for one in queries.former_names(kept.id)] == ["田中 花子"]
    assert (queries.account_of(kept.id).email, queries.account_of(gone.id).email) == (address, None)
    left = db.get_one(Person, gone.id)
    assert (left.name, left.merged_into_id, left.memberships) == (f"統合済み{gone.id}", kept.id, [])
    assert queries.accommodation_in_force(kept.id) is not None
    told = db.scalars(select(Notice.title).where(Notice.kind == NoticeKind.ACCOMMODATION)).all()
    assert told == [], "whose help goes on is not told of its end"
    # The wish that both had stays with the other: nothing is overwritten.
    assert [row.person_id for row in db.scalars(select(NoticePreference))] == [kept.id, gone.id]
    assert gone.id not in {row.person_id for row in db.scalars(select(Notice))}
    [entry] = db.scalars(select(AuditEntry).where(AuditEntry.action == "person.merge"))
    assert (entry.person_id, entry.after["into"], entry.after["moved"]["attempt"]) == (chief.id, kept.id, 1)


def test_nobody_is_merged_with_themselves_nor_twice(db: Session) -> None:
    one, other, third = member(), member(), member()
    by = member(Role.ADMINISTRATOR)
    with pytest.raises(Refusal):
        merging.merge(one, one, by=by, now=clock.now())
    merging.merge(other, one, by=by, now=clock.now())

    with pytest.raises(Conflict):
        merging.merge(other, third, by=by, now=clock.now())


def test_the_only_administrator_is_not_merged_away(db: Session) -> None:
    chief, somebody = member(Role.ADMINISTRATOR), member()

    with pytest.raises(Conflict):
        merging.merge(chief, somebody, by=chief, now=clock.now())


def test_the_one_to_merge_with_is_offered_by_the_same_reading(client: StrictClient, chief: Person) -> None:
    kept = member(name="渡邉 美香", kana="ワタナベ ミカ")
    member(name="渡辺 美香", kana="ワタナベ ミカ")
    member(name="山本 剛", kana="ヤマモト ツヨシ")

    offered = client.get(f"/admin/people/{kept.id}/merging").text
    searched = client.get(f"/admin/people/{kept.id}/merging?q=山本").text

    assert ("渡辺 美香" in offered, "山本 剛" in offered, "山本 剛" in searched) == (True, False, True)
