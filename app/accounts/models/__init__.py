"""Tables: persons, accounts, what they sign in with, where they belong, what they were granted."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.rules import (
    LONGEST_NAME,
    CredentialKind,
    Furigana,
    LinkPurpose,
    Permission,
    Role,
    ThrottleKind,
    permissions_of,
)
from app.db import Id, Model


class Organisation(Model):
    """団体: owns papers, questions and cohorts, which the others do not see."""

    __tablename__ = "organisation"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime]


class Office(Model):
    """事業所: where people work; joined by its code. Its number (事業所番号) everybody may know: it joins nothing."""

    __tablename__ = "office"
    __table_args__ = (
        UniqueConstraint("organisation_id", "code"),
        Index("uq_office_code", "code", unique=True),
        Index("uq_office_number", "organisation_id", "number", unique=True),
    )

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    code: Mapped[str]
    number: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    name: Mapped[str]


class Person(Model):
    """Somebody, with or without an account; erasing the account leaves a pseudonym here."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_kana", "kana", "id"), Index("ix_person_name", "name", "id"))

    id: Mapped[Id]
    name: Mapped[str]
    kana: Mapped[str]
    born_on: Mapped[date | None]
    registration_number: Mapped[str | None]
    exam_number: Mapped[str | None]
    created_at: Mapped[datetime]
    pseudonymised_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    memberships: Mapped[list[Membership]] = relationship(back_populates="person")

    def permissions(self) -> frozenset[Permission]:
        """What the person may do somewhere; where exactly, a query asks."""
        return frozenset().union(*(membership.permissions() for membership in self.memberships))

    def may(self, permission: str) -> bool:
        return permission in self.permissions()


class FormerName(Model):
    """A name that the person bore until a day."""

    __tablename__ = "former_name"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    kana: Mapped[str]
    until_on: Mapped[date]


class Membership(Model):
    """A role of a person in one organisation (and, for a manager, one office)."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id", "role"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    role: Mapped[Role]
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship()
    grants: Mapped[list[PermissionGrant]] = relationship()

    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.role, frozenset(grant.permission for grant in self.grants))


class PermissionGrant(Model):
    """A permission beyond the role: reviewer, law checker."""

    __tablename__ = "permission_grant"
    __table_args__ = (UniqueConstraint("membership_id", "permission"),)

    id: Mapped[Id]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    permission: Mapped[Permission]


class Account(Model):
    """What signs in; `auth_version` goes up to sign out every device at once."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("erased_at IS NULL OR email IS NULL", name="erased_has_no_email"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    email_confirmed_at: Mapped[datetime | None]
    auth_version: Mapped[int] = mapped_column(default=1)
    furigana: Mapped[Furigana] = mapped_column(default=Furigana.NONE)
    plain_japanese: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    credentials: Mapped[list[Credential]] = relationship(back_populates="account")


class Credential(Model):
    """One way to sign in: a password's hash, a passkey, a TOTP secret, an OIDC subject."""

    __tablename__ = "credential"
    __table_args__ = (
        Index(
            "uq_credential_one_password",
            "account_id",
            unique=True,
            sqlite_where=text("kind = 'password'"),
            postgresql_where=text("kind = 'password'"),
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[CredentialKind]
    secret: Mapped[str]
    label: Mapped[str | None]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(back_populates="credentials")


class AccountSession(UserMixin, Model):
    """One signed-in device; the signed cookie carries its id. Flask-Login's "user" is this row.

    `behind_id` is the administrator who looks through this person's eyes; while it `awaits_second`
    factor it is nobody's yet.
    """

    __tablename__ = "account_session"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    auth_version: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str | None] = mapped_column(String(200))
    behind_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    awaits_second: Mapped[bool] = mapped_column(default=False)

    account: Mapped[Account] = relationship()

    @property
    def person(self) -> Person:
        return self.account.person


class Consent(Model):
    """What a person agreed to: which text, which version of it, when."""

    __tablename__ = "consent"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str]
    version: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class LinkToken(Model):
    """A link in a letter: kept as a hash, single use, for one purpose, until a time."""

    __tablename__ = "link_token"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    purpose: Mapped[LinkPurpose]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class Throttle(Model):
    """A failed sign-in or a letter asked for, counted against an account or an address (hashed)."""

    __tablename__ = "throttle"
    __table_args__ = (Index("ix_throttle_key", "kind", "key_hash", "at"),)

    id: Mapped[Id]
    kind: Mapped[ThrottleKind]
    key_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Accommodation(Model):
    """合理的配慮: granted once to a person; the examination reads only the factor and the aids."""

    __tablename__ = "accommodation"
    __table_args__ = (
        CheckConstraint("factor >= 1 AND factor <= 4", name="factor_in_range"),
        Index(
            "uq_accommodation_one_in_force",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    factor: Mapped[Decimal] = mapped_column(Numeric(4, 2))
    aids: Mapped[list[str]]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
    valid_until_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]


class AccommodationGround(Model):
    """Why: 要配慮個人情報, kept apart, seen by those who decide alone, deleted on its day."""

    __tablename__ = "accommodation_ground"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    accommodation_id: Mapped[int | None] = mapped_column(ForeignKey("accommodation.id"))
    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id"))
    reason: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[datetime]
    delete_on: Mapped[date]


class RetentionRule(Model):
    """How long what is kept of a person stays, on what ground, from which day on: data, not code."""

    __tablename__ = "retention_rule"
    __table_args__ = (UniqueConstraint("subject", "in_force_from"),)

    id: Mapped[Id]
    subject: Mapped[str] = mapped_column(String(80))
    keep_days: Mapped[int | None]
    ground: Mapped[str]
    in_force_from: Mapped[date]
