"""One consent taken back with one button: what rests on it ends at once, that it was given stays."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import queries as accounts
from app.accounts.actions import applications, grant_accommodation
from app.accounts.actions.applications import Asked
from app.accounts.models import AccommodationGround, Account, Consent, Office, Organisation
from app.accounts.rules import STANDARD_FACTOR, Aid, Role
from app.accounts.rules.applications import ApplicationState, Wanted
from app.audit import AuditEntry
from app.files import StoredFile
from app.mail import Mail
from app.notices import actions as notices
from app.notices.models import Notice
from app.notices.rules import NoticeKind
from app.offices import actions as offices
from app.offices.models import OfficeMember, OfficeShare
from app.offices.rules import Subject
from app.practice.models import PracticeSettings
from tests.client import StrictClient
from tests.factories import AccountFactory, ConsentFactory, MembershipFactory, OrganisationFactory, member

PAGE = "/account/privacy"


@pytest.fixture
def centre(db: Session) -> Organisation:
    made: Organisation = OrganisationFactory(name="みどり会")
    return made


@pytest.fixture
def account(client: StrictClient, centre: Organisation) -> Account:
    made: Account = AccountFactory(person=member(Role.LEARNER, centre, name="岡本 幸恵"))
    client.sign_in(made.person)
    return made


def keys(client: StrictClient) -> list[str]:
    return re.findall(rf'action="{PAGE}/consents/([\w-]+)/withdrawal"', client.get(PAGE).text)


def take_back(client: StrictClient, key: str) -> int:
    return int(client.post(f"{PAGE}/consents/{key}/withdrawal").status_code)


def tell(account: Account) -> None:
    about = {"kind": NoticeKind.TRAINING, "title": "題", "body": "本文", "link": None}
    notices.notify(account.person_id, **about, now=clock.now())


def test_an_office_sees_nothing_from_that_moment_and_the_rest_as_before(
    client: StrictClient, account: Account, centre: Organisation, db: Session
) -> None:
    office = Office(organisation_id=centre.id, name="ひまわり居宅", code="ABCD2345")
    db.add(office)
    db.flush()
    manager = AccountFactory().person
    MembershipFactory(person=manager, role=Role.MANAGER, organisation=centre, office_id=office.id)
    offices.join(office.code, frozenset({Subject.TRAINING, Subject.EXAMS}), by=account.person, now=clock.now())
    row = db.scalars(select(OfficeMember)).one()
    exams = db.scalars(select(OfficeShare).where(OfficeShare.subject == Subject.EXAMS)).one()

    answer, again = take_back(client, f"share-{exams.id}"), take_back(client, f"share-{exams.id}")
    page = client.get(PAGE).text
    client.sign_in(manager)
    seen = [client.get(f"/office/people/{row.id}/{what}").status_code for what in ("training", "exams")]

    assert (answer, again, seen) == (303, 404, [200, 404])
    assert "ひまわり居宅に見せる：模擬試験の結果" in page
    assert "に取り消し" in page
    db.refresh(exams)
    assert (exams.version, exams.withdrawn_at is not None) == ("2026-11-22", True)


def test_letters_stop_and_begin_again_and_each_time_is_kept(
    client: StrictClient, account: Account, db: Session
) -> None:
    db.add(
        PracticeSettings(
            person_id=account.person_id,
            minutes_a_day=15,
            spared_papers=[],
            remind_at=480,
            by_mail=True,
            quiet_from=0,
            quiet_until=0,
            changed_at=clock.now(),
        )
    )
    tell(account)
    before = db.scalar(select(func.count()).select_from(Mail))

    answer = take_back(client, "letters")
    tell(account)
    after = db.scalar(select(func.count()).select_from(Mail))
    client.post("/notices/preferences", data={"by_mail": ["training"]})
    tell(account)
    again = db.scalar(select(func.count()).select_from(Mail))

    assert (answer, before, after, again) == (303, 1, 1, 2)
    assert db.scalar(select(func.count()).select_from(Notice)) == 3
    assert db.scalars(select(PracticeSettings.by_mail)).one() is False
    first, second = db.scalars(select(Consent).where(Consent.purpose == "letters").order_by(Consent.id))
    assert (first.given_at, first.withdrawn_at is not None) == (account.created_at, True)
    assert (second.withdrawn_at, keys(client)) == (None, [f"consent-{second.id}"])
    assert take_back(client, f"consent-{second.id}") == 303
    assert keys(client) == []
    assert db.scalars(select(AuditEntry.action)).all() == ["consent.withdraw", "consent.withdraw"]


def test_the_grounds_go_at_once_and_an_application_that_waits_with_them(
    client: StrictClient, account: Account, centre: Organisation, db: Session
) -> None:
    grant_accommodation(
        account.person,
        factor=STANDARD_FACTOR,
        aids=frozenset({Aid.FURIGANA}),
        valid_until_on=None,
        by=member(Role.ORGANISER, centre),
        now=clock.now(),
        today=clock.today(),
    )
    asked = Asked([Wanted.TIME_150], "理由", b"%PDF-1.7")
    made = applications.apply(account.person, centre, asked, now=clock.now(), today=clock.today())
    consent = db.scalars(select(Consent).where(Consent.purpose == "accommodation")).one()

    answer = take_back(client, f"consent-{consent.id}")

    assert answer == 303
    assert [db.scalar(select(func.count()).select_from(table)) for table in (AccommodationGround, StoredFile)] == [0, 0]
    db.refresh(made)
    assert (made.state(), made.ground_id) == (ApplicationState.WITHDRAWN, None)
    assert accounts.accommodation_in_force(account.person_id) is not None
    db.refresh(consent)
    assert consent.withdrawn_at is not None


def test_what_the_account_rests_on_and_what_is_somebody_else_s_is_not_taken_back(
    client: StrictClient, account: Account, db: Session
) -> None:
    terms = ConsentFactory(person_id=account.person_id)
    other = ConsentFactory(person_id=AccountFactory().person_id, purpose="accommodation")
    db.flush()

    answers = [take_back(client, key) for key in (f"consent-{terms.id}", f"consent-{other.id}", "share-1", "x")]

    assert answers == [409, 404, 404, 404]
    assert "使っています（退会まで）" in client.get(PAGE).text
    assert db.scalars(select(Consent.withdrawn_at)).all() == [None, None]
