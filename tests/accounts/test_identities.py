from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import sealing
from app.accounts.actions import identities
from app.accounts.models import Account, Credential, Organisation, Person
from app.accounts.models.providers import IdentityProvider
from app.accounts.rules import CredentialKind, Role
from app.audit import AuditEntry
from tests.accounts.provider import CLIENT, SECRET, Provider
from tests.client import StrictClient
from tests.factories import AccountFactory, OrganisationFactory, member


@pytest.fixture
def there() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture
def centre(db: Session, there: Provider) -> Organisation:
    made: Organisation = OrganisationFactory(name="みどり会", slug="midori")
    identities.set_provider(
        made,
        name="みどり会のアカウント",
        issuer=there.issuer,
        client_id=CLIENT,
        secret=SECRET,
        by=member(Role.ADMINISTRATOR),
        now=clock.now(),
    )
    return made


def _go(client: StrictClient, db: Session, there: Provider) -> dict[str, str]:
    """As far as the provider: what it was asked, and what it sends back along."""
    provider_id = db.scalars(select(IdentityProvider.id)).one()
    way = client.get(f"/login/with/{provider_id}")
    assert way.status_code == 303, way.text
    asked = {name: values[0] for name, values in parse_qs(urlsplit(way.location).query).items()}
    there.nonce = asked["nonce"]
    return asked


def _come_back(client: StrictClient, asked: dict[str, str]) -> Any:
    back = {"state": asked["state"], "code": "the-code"}
    assert client.get("/login/back", query_string=back).status_code == 200
    return client.post("/login/back", data=back)


def _refusals(db: Session) -> list[dict[str, Any]]:
    return list(db.scalars(select(AuditEntry.after).where(AuditEntry.action == "oidc.refused")))


def test_somebody_of_the_organisation_comes_in_and_is_known_the_next_time(
    client: StrictClient, centre: Organisation, there: Provider, db: Session
) -> None:
    found = client.post("/login/organisation", data={"slug": "midori"}).text
    asked = _go(client, db, there)
    first = _come_back(client, asked)
    client.post("/logout")
    second = _come_back(client, _go(client, db, there))

    assert "みどり会のアカウントへ進む" in found
    assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT, "S256")
    assert (first.status_code, second.status_code) == (303, 303)
    assert client.get("/account").status_code == 200
    account = db.scalars(select(Account).where(Account.email == "hanako@example.jp")).one()
    assert (account.person.name, account.email_confirmed_at is not None) == ("佐藤 花子", True)
    assert [(one.role, one.organisation_id) for one in account.person.memberships] == [(Role.LEARNER, centre.id)]
    assert there.asked["code"] == ["the-code"]
    assert there.asked["code_verifier"][0] != asked["code_challenge"]
    assert there.asked["authorization"][0].startswith("Basic ")


@pytest.mark.parametrize(
    ("lie", "told"),
    [
        ("audience", "audience"),
        ("two audiences", "audience"),
        ("nonce", "nonce"),
        ("expired", "expired"),
        ("issuer", "issuer"),
        ("alg none", "signature"),
        ("shared key", "signature"),
        ("another key", "signature"),
        ("no subject", "subject"),
        ("metadata", "issuer"),
        ("silent", "silent"),
    ],
)
def test_a_provider_that_lies_lets_nobody_in(
    client: StrictClient, centre: Organisation, there: Provider, db: Session, lie: str, told: str
) -> None:
    asked = _go(client, db, there)
    people = db.scalar(select(func.count()).select_from(Person))
    there.lie = lie

    answer = _come_back(client, asked)

    assert answer.status_code == 422
    assert "団体のアカウントを確かめられませんでした" in answer.text
    assert client.get("/account").status_code == 303
    assert db.scalar(select(func.count()).select_from(Person)) == people
    assert _refusals(db) == [{"lie": told}]


def test_the_way_back_is_for_the_browser_that_went(
    client: StrictClient, centre: Organisation, there: Provider, db: Session
) -> None:
    asked = _go(client, db, there)
    forged = _come_back(client, {**asked, "state": "forged"})
    used_up = _come_back(client, asked)
    asked = _go(client, db, there)
    client.sign_out()
    elsewhere = _come_back(client, asked)

    assert [answer.status_code for answer in (forged, used_up, elsewhere)] == [409, 409, 409]
    assert "取りやめられました" in client.get("/login/back?error=access_denied&state=x").text


def test_an_address_that_is_known_here_is_no_proof(
    client: StrictClient, centre: Organisation, there: Provider, db: Session
) -> None:
    """A provider of one organisation would otherwise open the accounts of all the others."""
    AccountFactory(person=member(Role.ADMINISTRATOR), email="hanako@example.jp")

    answer = _come_back(client, _go(client, db, there))

    assert answer.status_code == 409
    assert "先にサインインして" in answer.text
    assert client.get("/account").status_code == 303


def test_whoever_is_signed_in_connects_their_account(
    client: StrictClient, centre: Organisation, there: Provider, db: Session
) -> None:
    mine, others = AccountFactory(email="hanako@example.jp"), AccountFactory()
    client.sign_in(mine.person)
    connected = _come_back(client, _go(client, db, there))
    client.sign_in(others.person)
    refused = _come_back(client, _go(client, db, there))
    client.sign_out()
    entered = _come_back(client, _go(client, db, there))

    assert [answer.status_code for answer in (connected, refused, entered)] == [303, 409, 303]
    assert "hanako@example.jp" in client.get("/account").text
    assert len(db.scalars(select(Credential).where(Credential.kind == CredentialKind.OIDC)).all()) == 1


def test_an_unproved_address_is_not_taken_over(
    client: StrictClient, centre: Organisation, there: Provider, db: Session
) -> None:
    there.who["email_verified"] = False

    answer = _come_back(client, _go(client, db, there))

    assert answer.status_code == 303
    account = db.scalars(select(Account).where(Account.person.has(name="佐藤 花子"))).one()
    assert account.email is None


def test_the_secret_is_sealed_and_an_administrator_sets_it(
    client: StrictClient, centre: Organisation, there: Provider, db: Session
) -> None:
    client.sign_in(AccountFactory(person=member(Role.ADMINISTRATOR)).person)
    page = f"/admin/organisations/{centre.id}"
    data = {"name": "新しい呼び名", "issuer": there.issuer, "client_id": "two", "secret": ""}
    saved = client.post(f"{page}/provider", data=data)
    provider = db.scalars(select(IdentityProvider)).one()

    assert saved.status_code == 303
    assert (provider.name, sealing.opened(provider.client_secret)) == ("新しい呼び名", SECRET)
    assert SECRET not in provider.client_secret
    assert SECRET not in client.get(page).text
    bad = client.post(f"{page}/provider", data={**data, "issuer": "javascript:alert(1)"})
    assert bad.status_code == 422
    assert client.post(f"{page}/provider/removal").status_code == 303
    assert client.post("/login/organisation", data={"slug": "midori"}).status_code == 422
