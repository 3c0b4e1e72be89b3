"""Take one consent back: what rests on it ends at once, that it was given stays."""

from __future__ import annotations

from datetime import datetime

from app import audit
from app.accounts.actions import applications
from app.accounts.models import Person
from app.accounts.rules import LETTERS, PRIVACY, TERMS
from app.errors import Conflict
from app.notices import actions as notices
from app.notices.queries import consent_to_letters
from app.offices import actions as offices
from app.offices.models import OfficeShare
from app.practice.actions import wishes
from app.privacy.queries.consents import Given

WITH_THE_ACCOUNT = "この同意は、取り消すとこのサイトを使えなくなります。やめるときは、退会の手続きをしてください。"
NOT_ALONE = frozenset({TERMS, PRIVACY})


def withdraw(given: Given, *, by: Person, now: datetime) -> None:
    """Take it back; refuses what the account itself rests on."""
    row = given.row
    if isinstance(row, OfficeShare):
        member = row.member
        offices.share(member, member.shared() - {row.subject}, by=by, now=now)
    elif row is None or row.purpose == LETTERS:
        _stop_letters(by, now=now)
    elif row.purpose in NOT_ALONE:
        raise Conflict(WITH_THE_ACCOUNT)
    else:
        applications.take_consent_back(row, by=by, now=now)


def _stop_letters(by: Person, *, now: datetime) -> None:
    """No notice and no reminder comes by mail; letters that one asks for oneself, such as a new password, still do."""
    notices.choose_letters(by.id, frozenset(), now=now)
    wishes.stop_letters(by)
    held = consent_to_letters(by.id)
    if held is not None:
        audit.record("consent.withdraw", f"consent:{held.id}", by=by.id, after={"purpose": LETTERS})
