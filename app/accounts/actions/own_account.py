"""What people do with their own account: name, address, password, and leaving."""

from __future__ import annotations

from datetime import date, datetime

from app import audit, events
from app.accounts import letters, passwords, personal_data, queries, rules, throttling
from app.accounts.actions import links
from app.accounts.actions.sign_in import end_all_sessions
from app.accounts.actions.sign_up import check_new_password, set_password
from app.accounts.events import AccountErased
from app.accounts.models import Account, AccountSession, FormerName, Person
from app.accounts.rules import LinkPurpose, ReadingHelp
from app.db import beside, db
from app.errors import Conflict, Refusal

ONLY_ADMINISTRATOR = "ただ一人の管理者は、退会できません。先に、ほかの人を管理者にしてください。"
ALREADY_GONE = "この人は、もう退会しています。"
NOT_YET = "前の氏名の最後の日は、今日までの日にしてください。"
ADDRESS_TAKEN = "このメールアドレスには、ほかの登録があります。別のアドレスでお申し込みください。"


def rename(person: Person, name: str, kana: str, *, today: date, until_on: date | None = None) -> None:
    """Change the name and its reading; what they were is kept with its last day, today where none is given."""
    if (name, kana) == (person.name, person.kana):
        return
    last = until_on or today
    if last > today:
        raise Refusal(NOT_YET)
    db.session.add(FormerName(person_id=person.id, name=person.name, kana=person.kana, until_on=last))
    person.name, person.kana = name, kana


def choose_reading_help(account: Account, help: ReadingHelp) -> None:
    """Remember how the person wants to read, on every device from now on."""
    account.furigana, account.plain_japanese = help.furigana, help.plain


def ask_email_change(account: Account, email: str, *, address: str, now: datetime) -> None:
    """Send a link to the new address and word to the old one; the answer is the same for one that is taken."""
    links.may_ask_for_letter(email, address=address, now=now)
    if account.email is not None and email != account.email:
        letters.email_change_asked(account.email)
    if queries.account_by_email(email) is not None:
        letters.already_registered(email)
        return
    links.revoke(account, LinkPurpose.CHANGE_EMAIL, now=now)
    letters.change_email(email, links.issue(account, LinkPurpose.CHANGE_EMAIL, now=now, payload={"email": email}))


def confirm_new_email(token: str, *, now: datetime) -> Account:
    """Move the account to the address to which the link was sent; Conflict when it was taken meanwhile."""
    link = links.redeem(token, LinkPurpose.CHANGE_EMAIL, now=now)
    account = db.session.get_one(Account, link.account_id)
    email = link.payload["email"]
    if queries.account_by_email(email) not in (None, account):
        raise Conflict(ADDRESS_TAKEN)
    account.email, account.email_confirmed_at = email, now
    link.payload = {}
    links.revoke(account, LinkPurpose.RESET_PASSWORD, LinkPurpose.SIGN_IN, now=now)
    audit.record("account.change_email", f"account:{account.id}", by=account.person_id)
    return account


def change_password(session: AccountSession, password: str, *, now: datetime) -> None:
    """Set a new password and sign every other device out; open links of the account die with the old one."""
    check_new_password(password)
    secret = passwords.hashed(password)  # before the first query, as in sign_up
    account = session.account
    _new_password(account, secret, now=now)
    session.auth_version = account.auth_version
    audit.record("account.change_password", f"account:{account.id}", by=account.person_id)


def ask_password_reset(email: str, *, address: str, now: datetime) -> None:
    """Send a link to set a new password; an address without an account gets a letter that says so."""
    links.may_ask_for_letter(email, address=address, now=now)
    account = queries.account_by_email(email)
    if account is None:
        letters.no_account(email)
        return
    token = links.issue(account, LinkPurpose.RESET_PASSWORD, now=now, lasts=rules.RESET_LASTS)
    letters.reset_password(email, token)


def reset_password(token: str, password: str, *, now: datetime) -> Account:
    """Set the password that the bearer of the link chose, sign every device out, confirm the address by it."""
    check_new_password(password)
    secret = passwords.hashed(password)  # before the first query, as in sign_up
    link = links.redeem(token, LinkPurpose.RESET_PASSWORD, now=now)
    account = db.session.get_one(Account, link.account_id)
    account.email_confirmed_at = account.email_confirmed_at or now
    _new_password(account, secret, now=now)
    throttling.forget_failures(account.email or "")
    audit.record("account.reset_password", f"account:{account.id}", by=account.person_id)
    return account


def erase(account: Account, *, now: datetime) -> None:
    """Take away one's own account; see `erase_person`."""
    erase_person(account.person, by=account.person, now=now)


def erase_person(person: Person, *, by: Person | None, now: datetime, asks: bool = True) -> None:
    """Take away all that names the person, with or without an account; what was sat stays under a pseudonym.

    Each feature erases its own tables through the registry of personal data; refuses the only
    administrator, without whom nobody could run the site, and whoever is in the midst of something
    that a feature says has to be settled first, unless it `asks` for neither. A refusal is kept in
    the audit trail.
    """
    if person.pseudonymised_at is not None:
        raise Conflict(ALREADY_GONE)
    account, who = queries.account_of(person.id), by.id if by else None
    if asks and (reasons := obstacles(person)):
        subject = f"person:{person.id}"
        beside(lambda: audit.record("account.erase_refused", subject, by=who))
        raise Conflict(" ".join(reasons))
    if account is not None and account.email:
        letters.erased(account.email)
    personal_data.erase(person.id, now)
    subject = f"account:{account.id}" if account else f"person:{person.id}"
    audit.record("account.erase", subject, by=who, after={"person": person.id})
    events.send(AccountErased(person.id))


def obstacles(person: Person) -> list[str]:
    """Why the person cannot be erased now, each reason with what to do; empty when nothing stands in the way."""
    alone = [ONLY_ADMINISTRATOR] if queries.is_only_administrator(person) else []
    return alone + personal_data.obstacles(person.id)


def _new_password(account: Account, secret: str, *, now: datetime) -> None:
    set_password(account, secret, now=now)
    end_all_sessions(account, now=now)
    purposes = (LinkPurpose.RESET_PASSWORD, LinkPurpose.CHANGE_EMAIL, LinkPurpose.CONFIRM_EMAIL)
    links.revoke(account, *purposes, now=now)
    letters.password_changed(account.email or "")
