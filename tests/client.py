"""A browser's good manners for view tests: well-formed pages, tokens that are sent, a device that is signed in."""

from __future__ import annotations

import re
from contextvars import Context
from datetime import timedelta
from typing import Any

import html5lib
from flask import session as cookie
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import clock
from app.accounts.models import Account, AccountSession, Person
from app.db import SAFE_METHODS, db

TOKEN = "X-CSRF-Token"
FIGURES = re.compile(r"[\w.-]{40,}|\d+", re.ASCII)
SHAPES: set[int] = set()


class StrictClient(FlaskClient):
    """Fails a test whose page is not well-formed HTML; sends the token that a page would have sent.

    A request is a world of its own: what the test has arranged is committed before it, and the
    test's own session reads afresh after it. Set `sends_token` to False to forget the token.
    """

    sends_token = True

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if self.sends_token and kwargs.get("method", "GET") not in SAFE_METHODS:
            kwargs["headers"] = {TOKEN: Context().run(self._token), **dict(kwargs.get("headers") or {})}
        db.session.commit()
        # An empty context: otherwise the request would share the test's app context, its session, its `g`.
        response = Context().run(super().open, *args, **kwargs)
        db.session.expire_all()
        self.parse(response)
        return response

    @staticmethod
    def parse(response: TestResponse) -> None:
        """Refuse a page, or a part of one, that a browser would have to mend."""
        page = response.text if response.mimetype == "text/html" else ""
        # Parsing is slow; a page that differs from another in figures and tokens alone was parsed before.
        shape = hash(FIGURES.sub("", page))
        if page and shape not in SHAPES:
            parser = html5lib.HTMLParser(strict=True)
            whole = page.lstrip().lower().startswith("<!doctype")
            (parser.parse if whole else parser.parseFragment)(page)
            SHAPES.add(shape)

    def sign_in(self, person: Person) -> AccountSession:
        """Sign the person in on a new device, as the sign-in page does; an account is made where there is none."""
        now = clock.now()
        account = db.session.scalar(select(Account).where(Account.person_id == person.id))
        if account is None:
            email = f"person-{person.id}@example.jp"
            account = Account(person=person, email=email, email_confirmed_at=now, created_at=now)
        device = AccountSession(
            account=account, auth_version=account.auth_version or 1, created_at=now, expires_at=now + timedelta(days=1)
        )
        db.session.add(device)
        db.session.commit()
        with self.session_transaction() as session:
            session["_user_id"] = str(device.id)
            session["_fresh"] = True
        return device

    def sign_out(self) -> None:
        """Forget the cookie, as a browser does that was closed; the device stays signed in on the server."""
        self.delete_cookie("session")

    def _token(self) -> str:
        """A token that fits this client's cookie."""
        with self.session_transaction() as kept, self.application.test_request_context():
            cookie.update(kept)
            token: str = generate_csrf()
            kept.update(cookie)
        return token
