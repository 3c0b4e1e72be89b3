"""Candidates who are signed in already: their accounts, sessions and cookies, made without a password."""

from __future__ import annotations

import itertools
from datetime import timedelta

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select

from app import clock
from app.accounts.models import Account, AccountSession, Membership, Organisation, Person
from app.accounts.rules import Role
from app.db import db, transaction
from tests.load import bare
from tests.load.scripts import Sitting

_numbers = itertools.count(1)


def ours(app: Flask, count: int) -> list[Sitting]:
    """So many candidates of our site, each with a cookie and a token as a browser would hold them."""
    with app.app_context():
        with transaction():
            ids = _sessions(count)
        db.session.remove()
    return [_signed_in(app, id) for id in ids]


def _sessions(count: int) -> list[int]:
    now = clock.now()
    place = db.session.scalars(select(Organisation.id).order_by(Organisation.id)).first()
    names = [{"name": "計測 太郎", "kana": "ケイソク タロウ", "created_at": now} for _ in range(count)]
    people = db.session.scalars(insert(Person).returning(Person.id), names).all()
    member = {"organisation_id": place, "role": Role.CANDIDATE, "created_at": now}
    db.session.execute(insert(Membership), [{"person_id": id, **member} for id in people])
    accounts = db.session.scalars(
        insert(Account).returning(Account.id),
        [
            {
                "person_id": id,
                "email": f"load-{next(_numbers)}@example.jp",
                "email_confirmed_at": now,
                "auth_version": 1,
                "created_at": now,
            }
            for id in people
        ],
    ).all()
    alive = {"auth_version": 1, "created_at": now, "expires_at": now + timedelta(days=1), "device": "計測"}
    sessions = insert(AccountSession).returning(AccountSession.id)
    return list(db.session.scalars(sessions, [{"account_id": id, **alive} for id in accounts]))


def _signed_in(app: Flask, session_id: int) -> Sitting:
    with app.test_request_context():
        session.permanent = True
        session.update({"_user_id": str(session_id), "_fresh": True})
        token: str = generate_csrf()
        return Sitting(cookie=_signed(app, dict(session)), token=token)


def without_frills(count: int) -> list[Sitting]:
    """So many candidates of the bare site, from the first on."""
    app = Flask("tests.load.bare")
    app.secret_key = bare.KEY
    return [Sitting(cookie=_signed(app, {"person": next(_bare_people)})) for _ in range(count)]


_bare_people = itertools.count(1)


def _signed(app: Flask, said: dict[str, object]) -> str:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(serializer.dumps(said))
