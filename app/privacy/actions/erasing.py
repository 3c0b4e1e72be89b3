"""Erase somebody on their behalf, and keep erasures erased when an old backup brings people back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app import audit
from app.accounts import actions as accounts
from app.accounts.models import Person
from app.db import beside, db
from app.errors import Conflict
from app.privacy.rules.asking import Ground

ONESELF = "自分の退会は、アカウントのページで、パスワードを確かめてから行います。"


def erase_for(person: Person, ground: Ground, *, by: Person, now: datetime) -> None:
    """Erase the person's account for a ground; refuses oneself, and all that accounts refuse: the trail keeps it."""
    if person.id == by.id:
        oneself = person.id
        beside(lambda: audit.record("account.erase_refused", f"person:{oneself}", by=oneself))
        raise Conflict(ONESELF)
    accounts.erase_person(person, by=by, now=now)
    audit.record("privacy.erase", f"person:{person.id}", by=by.id, after={"ground": ground.value})


def erase_again(person_ids: Iterable[int], *, now: datetime) -> list[int]:
    """Erase those who had left before a backup brought them back; gives the ids of those whom it did bring back.

    They have left once: what stood in the way then has been settled, so nothing is asked again.
    """
    back = []
    for person_id in person_ids:
        person = db.session.get(Person, person_id)
        if person is not None and person.pseudonymised_at is None:
            accounts.erase_person(person, by=None, now=now, asks=False)
            back.append(person_id)
    return back
