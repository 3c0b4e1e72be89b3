from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import audit, clock
from app.accounts import actions, queries
from app.accounts.models import Accommodation, Organisation, Person
from app.accounts.rules import Aid, Help, Role
from app.audit import AuditEntry
from app.lists import ROWS_A_PAGE, Wish
from app.notices.models import Notice
from tests.client import StrictClient
from tests.factories import AccommodationFactory, AccountFactory, MembershipFactory, OrganisationFactory, member


@pytest.fixture
def centre(db: Session) -> Organisation:
    made: Organisation = OrganisationFactory(name="第一研修センター")
    return made


@pytest.fixture
def organiser(client: StrictClient, centre: Organisation) -> Person:
    """An organiser of the centre, signed in with `client`."""
    person = member(Role.ORGANISER, centre, name="主催 一郎", kana="シュサイ イチロウ")
    client.sign_in(person)
    return person


def _grant(client: StrictClient, person: Person, **data: object) -> int:
    return client.post(f"/people/{person.id}/accommodation", data={"factor": "1.30", **data}).status_code


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["主催 一郎", "田中 太郎"]),
        ("太郎", ["田中 太郎"]),
        ("たなか", ["田中 太郎"]),
        ("TARO@", ["田中 太郎"]),
        ("１３２５００", ["田中 太郎"]),
        ("00123", []),
        ("花子", []),
        ("%", []),
    ],
)
def test_people_are_found_by_name_reading_or_address_where_one_may_see_them(
    organiser: Person, centre: Organisation, db: Session, search: str, found: list[str]
) -> None:
    taro = member(Role.LEARNER, centre, name="田中 太郎", kana="タナカ タロウ", registration_number="13250012345")
    AccountFactory(person=taro, email="taro@example.jp")
    AccountFactory(person=member(Role.LEARNER, name="佐藤 花子", kana="サトウ ハナコ"), email="hanako@example.jp")

    people = db.scalars(queries.people_wanted(organiser, Wish(search=search)).order_by(Person.kana)).all()

    assert [person.name for person in people] == found


def test_the_list_shows_roles_of_ones_own_organisation_alone(
    client: StrictClient, organiser: Person, centre: Organisation
) -> None:
    learner = member(Role.LEARNER, centre)
    MembershipFactory(person=learner, role=Role.INSTRUCTOR, organisation=OrganisationFactory(name="よその団体"))

    pages = [client.get("/people").text, client.get(f"/people/{learner.id}").text]

    assert ["受講者（第一研修センター）" in page for page in pages] == [True, True]
    assert ["よその団体" in page for page in pages] == [False, False]


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    client: StrictClient, organiser: Person, centre: Organisation, queries: list[str]
) -> None:
    counts = []
    for more in (0, 2):
        for _ in range(more):
            AccountFactory(person=member(Role.LEARNER, centre))
        client.get("/people")
        queries.clear()
        client.get("/people")
        counts.append(len(queries))

    assert counts == [6, 6]  # the session, how many, who, their roles, where one may look, unread notices


def test_the_list_has_pages(client: StrictClient, organiser: Person, centre: Organisation) -> None:
    for _ in range(ROWS_A_PAGE):
        member(Role.LEARNER, centre)

    first, second = client.get("/people").text, client.get("/people?page=2&q=").text

    assert (first.count("/people/"), second.count("/people/")) == (ROWS_A_PAGE, 1)
    assert client.get("/people?page=99999999999999999999").status_code == 200
    assert client.get("/people?page=x").status_code == 200
    assert client.get("/people?q=%00").status_code == 200
    assert client.get(f"/people?q={'%25' * 60000}").status_code == 200


def test_somebody_of_another_organisation_is_not_found(client: StrictClient, organiser: Person, db: Session) -> None:
    stranger = member(Role.LEARNER)

    assert client.get(f"/people/{stranger.id}").status_code == 404
    assert client.get("/people/99999999999").status_code == 404
    assert _grant(client, stranger) == 404
    assert client.post(f"/people/{stranger.id}/accommodation/end").status_code == 404
    assert db.scalar(select(func.count()).select_from(Accommodation)) == 0


def test_an_organiser_here_who_learns_there_sees_nobody_there(client: StrictClient, organiser: Person) -> None:
    there = OrganisationFactory()
    MembershipFactory(person=organiser, role=Role.LEARNER, organisation=there)
    colleague = member(Role.LEARNER, there)

    assert client.get(f"/people/{colleague.id}").status_code == 404


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.LEARNER, Role.INSTRUCTOR, Role.MANAGER])
def test_other_roles_see_no_people(client: StrictClient, role: Role) -> None:
    client.sign_in(member(role))

    assert client.get("/people").status_code == 403


def test_an_administrator_sees_everybody(client: StrictClient) -> None:
    stranger = member(Role.LEARNER)
    client.sign_in(member(Role.ADMINISTRATOR))

    assert client.get(f"/people/{stranger.id}").status_code == 200


def test_an_accommodation_is_granted_recorded_and_told(
    client: StrictClient, organiser: Person, centre: Organisation, db: Session
) -> None:
    learner = AccountFactory(person=member(Role.LEARNER, centre)).person
    until = clock.today() + timedelta(days=30)

    done = _grant(client, learner, aids=["read_aloud", "large_text"], valid_until_on=until.isoformat())

    assert done == 303
    granted = db.scalars(select(Accommodation)).one()
    assert (granted.factor, granted.aids, granted.valid_until_on) == (
        Decimal("1.30"),
        ["large_text", "read_aloud"],
        until,
    )
    assert granted.granted_by_id == organiser.id
    entry = db.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.person_id, entry.before) == ("accommodation.grant", organiser.id, {})
    assert (entry.after["factor"], entry.after["person"]) == ("1.30", learner.id)
    assert audit.first_broken() is None
    notice = db.scalars(select(Notice)).one()
    assert (notice.person_id, notice.title) == (learner.id, "合理的配慮が登録されました")
    assert "試験時間 1.3倍（120分 → 156分）、大きな文字、読み上げ" in notice.body
    assert "1.3倍（120分 → 156分）" in client.get(f"/people/{learner.id}").text


def test_a_new_accommodation_ends_the_old_and_can_be_ended_itself(
    client: StrictClient, organiser: Person, centre: Organisation, db: Session
) -> None:
    learner = member(Role.LEARNER, centre)
    _grant(client, learner)

    _grant(client, learner, factor="other", other_factor="１．２５")

    assert queries.help_for(learner.id, clock.today()) == Help(Decimal("1.25"))
    assert db.scalar(select(func.count()).where(Accommodation.ended_at.is_(None))) == 1
    assert 'value="1.25"' in client.get(f"/people/{learner.id}").text

    assert client.post(f"/people/{learner.id}/accommodation/end").status_code == 303

    assert queries.help_for(learner.id, clock.today()) == Help()
    assert client.post(f"/people/{learner.id}/accommodation/end").status_code == 409
    actions_taken = list(db.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions_taken == ["accommodation.grant", "accommodation.grant", "accommodation.end"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"factor": "other", "other_factor": "5"}, "倍率は1.00から4.00までの数で入力してください。"),
        ({"factor": "other", "other_factor": "0.5"}, "倍率は1.00から4.00までの数で入力してください。"),
        ({"factor": "other", "other_factor": "たくさん"}, "倍率は1.00から4.00までの数で入力してください。"),
        ({"factor": "other", "other_factor": "NaN"}, "倍率は1.00から4.00までの数で入力してください。"),
        ({"factor": "other", "other_factor": "sNaN"}, "倍率は1.00から4.00までの数で入力してください。"),
        ({"factor": "other", "other_factor": "-Infinity"}, "倍率は1.00から4.00までの数で入力してください。"),
        ({"factor": "other"}, "倍率は1.00から4.00までの数で入力してください。"),
        ({"valid_until_on": "あした"}, "日付を読み取れません。"),
        ({"valid_until_on": "2020-01-01"}, "有効期限は今日以降の日にしてください。"),
    ],
)
def test_a_bad_accommodation_is_refused_in_words(
    client: StrictClient, organiser: Person, centre: Organisation, db: Session, data: dict[str, str], sentence: str
) -> None:
    learner = member(Role.LEARNER, centre)

    refused = client.post(f"/people/{learner.id}/accommodation", data={"factor": "1.30", **data})

    assert refused.status_code == 422
    assert sentence in refused.text
    assert db.scalar(select(func.count()).select_from(Accommodation)) == 0


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.ADMINISTRATOR])
def test_nobody_grants_themselves_time(client: StrictClient, centre: Organisation, db: Session, role: Role) -> None:
    oneself = member(role, centre)
    client.sign_in(oneself)

    shown = client.get(f"/people/{oneself.id}").text
    refused = client.post(f"/people/{oneself.id}/accommodation", data={"factor": "other", "other_factor": "4"})

    assert (refused.status_code, "自分への配慮は、自分では認められません" in refused.text) == (409, True)
    assert ('name="factor"' in shown, 'href="/account/accommodation"' in shown) == (False, True)
    assert db.scalar(select(func.count()).select_from(Accommodation)) == 0


def test_an_accommodation_holds_through_its_last_day(db: Session) -> None:
    person = member()
    last = clock.today()
    AccommodationFactory(person_id=person.id, granted_by_id=person.id, valid_until_on=last, aids=["high_contrast"])

    assert queries.help_for(person.id, last) == Help(Decimal("1.30"), frozenset({Aid.HIGH_CONTRAST}))
    assert queries.help_for(person.id, last + timedelta(days=1)) == Help()


def test_a_role_is_given_once(db: Session) -> None:
    person, home = member(), actions.home_organisation(clock.now())

    first = actions.add_membership(person, home, Role.LEARNER, now=clock.now())
    second = actions.add_membership(person, home, Role.LEARNER, now=clock.now())

    assert (first is second, len(person.memberships)) == (True, 2)
    assert actions.home_organisation(clock.now()) is home
