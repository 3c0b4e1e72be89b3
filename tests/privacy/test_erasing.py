"""Leaving: who cannot yet, in words, and those who left before an old backup came back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import audit, clock
from app.accounts.actions import own_account
from app.accounts.models import Account, Person
from app.accounts.rules import Role
from app.admin.actions import merging
from app.privacy import erased
from app.privacy.actions import erasing
from app.privacy.models import PrivacyRequest
from app.training.rules.running import EnrolmentState
from tests.client import StrictClient
from tests.factories import PASSWORD, AccountFactory, member
from tests.training.factories import EnrolmentFactory

GROUND = {"ground": "asked"}


@pytest.fixture
def keeper(client: StrictClient, db: Session) -> Account:
    made: Account = AccountFactory(person=member(Role.ADMINISTRATOR))
    client.sign_in(made.person)
    return made


def path(person: Person) -> str:
    return f"/admin/privacy/people/{person.id}/erase"


def actions(db: Session) -> list[str]:
    return list(db.scalars(select(audit.AuditEntry.action).order_by(audit.AuditEntry.id)))


def test_an_administrator_erases_somebody_who_cannot(client: StrictClient, keeper: Account, db: Session) -> None:
    account = AccountFactory(person=member(Role.CANDIDATE, name="佐藤 花子"))
    person = account.person
    assert path(person) in client.get(f"/people/{person.id}").text

    done = client.post(path(person), data=GROUND)

    assert done.status_code == 303
    assert (person.name, account.email) == (f"退会者{person.id}", None)
    assert actions(db) == ["account.erase", "privacy.erase"]
    assert {entry.person_id for entry in db.scalars(select(audit.AuditEntry))} == {keeper.person_id}


def test_somebody_without_an_account_is_erased_too(client: StrictClient, keeper: Account, db: Session) -> None:
    person = member(Role.LEARNER, name="名簿 太郎")

    assert client.post(path(person), data=GROUND).status_code == 303
    assert person.name == f"退会者{person.id}"


def test_oneself_and_the_last_administrator_are_refused_in_words(
    client: StrictClient, keeper: Account, db: Session
) -> None:
    shown = client.get(path(keeper.person)).text
    oneself = client.post(path(keeper.person), data=GROUND)
    alone = client.post("/account/delete", data={"own_password": PASSWORD})

    assert erasing.ONESELF in shown
    assert (oneself.status_code, alone.status_code) == (409, 409)
    assert erasing.ONESELF in oneself.text
    assert own_account.ONLY_ADMINISTRATOR in alone.text
    assert keeper.email is not None
    assert actions(db) == ["account.erase_refused"] * 2


def test_a_learner_in_the_midst_of_a_course_is_refused_in_words(
    client: StrictClient, keeper: Account, db: Session
) -> None:
    learner = AccountFactory(person=member(Role.LEARNER))
    enrolment = EnrolmentFactory(person=learner.person, state=EnrolmentState.ENROLLED, decided_at=clock.now())

    for_them = client.post(path(learner.person), data=GROUND)
    client.sign_in(learner.person)
    shown = client.get("/account/delete").text
    oneself = client.post("/account/delete", data={"own_password": PASSWORD})

    assert (for_them.status_code, oneself.status_code) == (409, 409)
    for page in (for_them.text, shown, oneself.text):
        assert f"受講中の研修（{enrolment.cohort.title}）があります" in page
        assert "own_password" not in page
    assert learner.email is not None
    assert actions(db) == ["account.erase_refused"] * 2

    enrolment.cohort.run.starts_on = clock.today() - timedelta(days=9)
    enrolment.cohort.run.ends_on = clock.today() - timedelta(days=1)
    assert client.post("/account/delete", data={"own_password": PASSWORD}).status_code == 303


def test_nobody_is_erased_twice_or_without_a_ground(client: StrictClient, keeper: Account, db: Session) -> None:
    person = AccountFactory(person=member(Role.CANDIDATE)).person

    without = client.post(path(person))
    strange = client.post(path(person), data={"ground": "burn"})
    client.post(path(person), data=GROUND)
    again = client.post(path(person), data=GROUND)

    assert (without.status_code, strange.status_code, again.status_code) == (422, 422, 409)
    assert "もう退会しています" in again.text
    assert "理由を選んでください" in without.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_erases_or_reads_requests(client: StrictClient, db: Session, role: Role) -> None:
    person = member(role)
    client.sign_in(person)

    pages = (path(person), "/admin/privacy", "/admin/privacy/requests/1", "/admin/privacy/retention/mail")
    assert [client.get(page).status_code for page in pages] == [403] * 4
    assert client.post(path(person), data=GROUND).status_code == 403
    assert db.scalars(select(PrivacyRequest)).all() == []


def test_the_list_of_those_who_left_forgets_nobody(db: Session, tmp_path: Path) -> None:
    gone = member(Role.CANDIDATE, pseudonymised_at=clock.now())
    (tmp_path / erased.NAME).write_text("7000000\n", encoding="utf-8")

    assert erased.read(erased.write(tmp_path)) == [gone.id, 7_000_000]


def test_a_second_record_of_somebody_who_is_still_here_has_not_left(db: Session, tmp_path: Path) -> None:
    chief, kept, gone, earlier = (member(Role.ADMINISTRATOR), *(AccountFactory(person=member()).person for _ in "abc"))
    merging.merge(earlier, gone, by=chief, now=clock.now())
    merging.merge(gone, kept, by=chief, now=clock.now())
    (tmp_path / erased.NAME).write_text(f"{gone.id}\n7000000\n", encoding="utf-8")

    here = erased.ids(), erased.read(erased.write(tmp_path))
    own_account.erase_person(kept, by=None, now=clock.now())
    left = erased.ids(), erased.read(erased.write(tmp_path))

    everybody = sorted((kept.id, gone.id, earlier.id))
    assert here == ([], [7_000_000])
    assert left == (everybody, [*everybody, 7_000_000])
