"""One factory for each model; the defaults make a valid row and nothing surprising."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory

from app import clock
from app.accounts import passwords
from app.accounts.models import (
    Accommodation,
    Account,
    AccountSession,
    Consent,
    Credential,
    FormerName,
    Membership,
    Organisation,
    PermissionGrant,
    Person,
)
from app.accounts.rules import CredentialKind, Permission, Role
from app.db import db
from app.notices.models import Notice, NoticePreference
from app.notices.rules import NoticeKind

PASSWORD = "korehanagaipasuwaado"


class ModelFactory(factory.alchemy.SQLAlchemyModelFactory):  # type: ignore[misc]
    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731
        sqlalchemy_session_persistence = "flush"


class OrganisationFactory(ModelFactory):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"organisation-{n}")
    name = factory.Sequence(lambda n: f"第{n}研修センター")
    created_at = factory.LazyFunction(clock.now)


class PersonFactory(ModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"佐藤 花子{n}")
    kana = factory.Sequence(lambda n: f"サトウ ハナコ{n:04}")
    created_at = factory.LazyFunction(clock.now)


class MembershipFactory(ModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.CANDIDATE
    created_at = factory.LazyFunction(clock.now)


def member(role: Role = Role.CANDIDATE, organisation: Organisation | None = None, **about: Any) -> Person:
    """Somebody with a role in an organisation, by default one that nobody else belongs to."""
    person: Person = PersonFactory(**about)
    MembershipFactory(person=person, role=role, organisation=organisation or OrganisationFactory())
    return person


class PermissionGrantFactory(ModelFactory):
    class Meta:
        model = PermissionGrant

    permission = Permission.REVIEW_QUESTION


class AccountFactory(ModelFactory):
    """A confirmed account whose password is PASSWORD."""

    class Meta:
        model = Account

    person = factory.SubFactory(PersonFactory)
    email = factory.Sequence(lambda n: f"hanako{n}@example.jp")
    email_confirmed_at = factory.LazyFunction(clock.now)
    auth_version = 1
    created_at = factory.LazyFunction(clock.now)

    credentials = factory.LazyFunction(lambda: [CredentialFactory.build()])


class CredentialFactory(ModelFactory):
    class Meta:
        model = Credential

    kind = CredentialKind.PASSWORD
    secret = factory.LazyFunction(lambda: passwords.HASHER.hash(PASSWORD))
    created_at = factory.LazyFunction(clock.now)


class AccountSessionFactory(ModelFactory):
    class Meta:
        model = AccountSession

    account = factory.SubFactory(AccountFactory)
    auth_version = factory.SelfAttribute("account.auth_version")
    created_at = factory.LazyFunction(clock.now)
    expires_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=1))
    device = "Safari（iPhone）"


class ConsentFactory(ModelFactory):
    class Meta:
        model = Consent

    purpose = "terms"
    version = "2026-11-22"
    given_at = factory.LazyFunction(clock.now)


class FormerNameFactory(ModelFactory):
    class Meta:
        model = FormerName

    name = "田中 花子"
    kana = "タナカ ハナコ"
    until_on = factory.LazyFunction(clock.today)


class AccommodationFactory(ModelFactory):
    class Meta:
        model = Accommodation

    factor = Decimal("1.30")
    aids = factory.LazyFunction(list)
    granted_at = factory.LazyFunction(clock.now)


class NoticeFactory(ModelFactory):
    class Meta:
        model = Notice

    kind = NoticeKind.ACCOUNT
    title = factory.Sequence(lambda n: f"お知らせ{n}")
    body = "本文です。"
    link = "/account"
    created_at = factory.LazyFunction(clock.now)


class NoticePreferenceFactory(ModelFactory):
    class Meta:
        model = NoticePreference

    kind = NoticeKind.ACCOUNT
    by_mail = False
