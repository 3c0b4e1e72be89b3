"""Becoming somebody here: sign-up, the confirmation of the address, accounts made by command."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete

from app import audit
from app.accounts import letters, passwords, queries, rules
from app.accounts.actions import links
from app.accounts.actions.organisations import add_membership, home_organisation
from app.accounts.models import Account, Consent, Credential, LinkToken, Organisation, Person
from app.accounts.rules import CONSENT_VERSIONS, CredentialKind, LinkPurpose, Role
from app.db import db
from app.errors import Conflict, Refusal


def check_new_password(password: str) -> None:
    """Refuse a password that is too short, too long or on the list of common ones."""
    problem = rules.password_problem(password, passwords.common_passwords())
    if problem is not None:
        raise Refusal(rules.PASSWORD_SENTENCES[problem])


def sign_up(name: str, kana: str, email: str, password: str, *, address: str, now: datetime) -> str:
    """Send a letter to the address: with a link to confirm it, or word that it is registered already.

    What was typed goes with the link, so that only the bearer of a letter decides which password and
    name an address gets. The newest sign-up of an address replaces those before it, whose links die.
    Gives a mark for the browser that typed it: any other has to type the password once more before the
    link works, so that nobody opens a letter that a stranger has caused, and gets the stranger's password.
    Whether the address exists shows neither in the answer nor in the time that it takes.
    """
    mark = secrets.token_urlsafe(16)
    check_new_password(password)
    secret = passwords.hashed(password)  # before the first query: no transaction waits for a hash
    links.may_ask_for_letter(email, address=address, now=now)
    account = queries.account_by_email(email, lock=True)
    if account is not None and account.email_confirmed_at is not None:
        letters.already_registered(email)
        return mark
    if account is None:
        account = _new_account(name, kana, email, home_organisation(now), Role.CANDIDATE, now)
    _newest_sign_up(account, name, kana, secret, now)
    typed = {"name": name, "kana": kana, "secret": secret, "mark": mark}
    token = links.issue(account, LinkPurpose.CONFIRM_EMAIL, now=now, payload=typed)
    letters.confirm_email(email, name, token)
    return mark


def resend_confirmation(email: str, *, address: str, now: datetime) -> None:
    """Send the confirmation of the newest sign-up once more, with a fresh link; nothing where none is needed."""
    links.may_ask_for_letter(email, address=address, now=now)
    account = queries.account_by_email(email, lock=True)
    if account is None or account.email_confirmed_at is not None:
        return
    credential = queries.password_of(account.id)
    person = account.person
    typed = {"name": person.name, "kana": person.kana, "secret": credential.secret if credential else ""}
    token = links.issue(account, LinkPurpose.CONFIRM_EMAIL, now=now, payload=typed)
    letters.confirm_email(email, person.name, token)


def is_typed_here(link: LinkToken, mark: str | None) -> bool:
    """Was the sign-up of this link typed in the browser that holds the mark?"""
    known = link.payload.get("mark")
    return bool(mark and known) and secrets.compare_digest(str(mark), str(known))


def confirm_email(token: str, *, now: datetime) -> Account:
    """Make the account one that can sign in, with the name and password typed with this link."""
    account_id = links.link(token, LinkPurpose.CONFIRM_EMAIL, now=now).account_id
    # The account before its link, as sign_up takes them: a sign-up meanwhile either waits or has killed the link.
    account = db.session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
    link = links.redeem(token, LinkPurpose.CONFIRM_EMAIL, now=now)
    typed = link.payload
    account.person.name, account.person.kana = typed["name"], typed["kana"]
    set_password(account, typed["secret"], now=now)
    account.email_confirmed_at = account.email_confirmed_at or now
    link.payload = {}
    links.revoke(account, LinkPurpose.CONFIRM_EMAIL, now=now)
    return account


def set_password(account: Account, secret: str, *, now: datetime) -> None:
    """Store a hash as the account's one password."""
    credential = queries.password_of(account.id)
    if credential is None:
        kind = CredentialKind.PASSWORD
        db.session.add(Credential(account_id=account.id, kind=kind, secret=secret, created_at=now))
    elif credential.secret != secret:
        credential.secret, credential.created_at = secret, now


def create_account(
    name: str,
    kana: str,
    email: str,
    password: str,
    *,
    role: Role,
    organisation: Organisation,
    by: int | None,
    now: datetime,
    secret: str | None = None,
) -> Account:
    """Make a confirmed account with a role, as a command does; refuses an address that exists.

    `secret` is the hash of this very password, for who makes many accounts with it: each hash costs as much as a page.
    """
    if not rules.is_email(email):
        raise Refusal("メールアドレスの形が違います。例：sato@example.jp")
    check_new_password(password)
    if queries.account_by_email(email) is not None:
        raise Conflict(f"メールアドレス {email} は、すでに登録があります。")
    account = _new_account(name, kana, email, organisation, role, now)
    account.email_confirmed_at = now
    set_password(account, secret or passwords.hashed(password), now=now)
    audit.record(
        "account.create",
        f"account:{account.id}",
        by=by,
        organisation=organisation.id,
        after={"person": account.person_id, "role": role.value},
    )
    return account


def _newest_sign_up(account: Account, name: str, kana: str, secret: str, now: datetime) -> None:
    """Let the unconfirmed account be what was typed last; what was sent or agreed to before is void."""
    links.revoke(account, LinkPurpose.CONFIRM_EMAIL, now=now)
    account.person.name, account.person.kana = name, kana
    set_password(account, secret, now=now)
    db.session.execute(delete(Consent).where(Consent.person_id == account.person_id))
    db.session.add_all(
        Consent(person_id=account.person_id, purpose=purpose, version=version, given_at=now)
        for purpose, version in CONSENT_VERSIONS.items()
    )


def open_account(
    name: str, kana: str, email: str | None, *, role: Role, organisation: Organisation, now: datetime
) -> Account:
    """An account of somebody who was invited: no password yet; an address only where the invitation has proved it."""
    account = _new_account(name, kana, email, organisation, role, now)
    account.email_confirmed_at = now if email else None
    db.session.add_all(
        Consent(person_id=account.person_id, purpose=purpose, version=version, given_at=now)
        for purpose, version in CONSENT_VERSIONS.items()
    )
    return account


def _new_account(
    name: str, kana: str, email: str | None, organisation: Organisation, role: Role, now: datetime
) -> Account:
    person = Person(name=name, kana=kana, created_at=now)
    add_membership(person, organisation, role, now=now)
    account = Account(person=person, email=email, created_at=now)
    db.session.add(account)
    db.session.flush()  # password, consents and links name its id
    return account
