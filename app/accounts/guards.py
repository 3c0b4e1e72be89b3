"""Who may open a view: every view carries exactly one of these decorators.

A guard asks for the role; *whose* a thing is, and *where* the permission holds, the query asks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import request, session
from flask_login import current_user

from app.accounts.models import AccountSession, Person
from app.accounts.rules import Furigana, Permission, ReadingHelp
from app.db import SAFE_METHODS
from app.errors import Forbidden, Unauthenticated

P = ParamSpec("P")
T = TypeVar("T")

SIGN_IN_FIRST = "サインインしてください。つづきはそのあとで開きます。"
NOT_ALLOWED = "この操作は、あなたの役割ではできません。必要なときは団体の担当者にご相談ください。"
ONLY_LOOKING = "代理で見ているあいだは、何も変えられません。上の「代理を終わる」を押すと、自分の画面に戻ります。"
SESSION_KEY = "_user_id"
WAY_OUT = "accounts.sign_out"
BEHIND = "behind"  # in the signed cookie of an administrator who looks through somebody's eyes
FURIGANA, PLAIN = "furigana", "plain"


def current_session() -> AccountSession:
    """The signed-in device; only behind a guard."""
    return cast(AccountSession, current_user)


def current_person() -> Person:
    """Whoever is signed in; only behind a guard."""
    return current_session().person


def reading_help() -> ReadingHelp:
    """How whoever is here wants to read, by the account or, of a visitor, by the cookie."""
    if current_user.is_authenticated:
        account = current_session().account
        return ReadingHelp(account.furigana, account.plain_japanese)
    kept = session.get(FURIGANA)
    return ReadingHelp(Furigana(kept) if kept in set(Furigana) else Furigana.NONE, bool(session.get(PLAIN)))


def remember_reading_help(help: ReadingHelp) -> None:
    """Keep a visitor's choice in the cookie."""
    session[FURIGANA], session[PLAIN] = help.furigana.value, help.plain


def requires(*permissions: Permission) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let in only somebody who is signed in and holds the permission, or one of several, somewhere."""

    def guard(view: Callable[P, T]) -> Callable[P, T]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
            if not current_user.is_authenticated:
                raise Unauthenticated(SIGN_IN_FIRST)
            if not current_person().permissions() & set(permissions):
                raise Forbidden(NOT_ALLOWED)
            _refuse_to_change()
            return view(*args, **kwargs)

        return _marked(guarded, "|".join(permissions))

    return guard


def signed_in(view: Callable[P, T]) -> Callable[P, T]:
    """Let in everybody who is signed in: for what concerns only themselves."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        if not current_user.is_authenticated:
            raise Unauthenticated(SIGN_IN_FIRST)
        _refuse_to_change()
        return view(*args, **kwargs)

    return _marked(guarded, "signed_in")


def not_through_other_eyes(view: Callable[P, T]) -> Callable[P, T]:
    """Beside another guard: a page that nobody sees in somebody's stead, such as all that is known of them."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        if BEHIND in session:
            raise Forbidden(ONLY_LOOKING)
        return view(*args, **kwargs)

    guarded.for_own_eyes = True  # type: ignore[attr-defined]  # read by tests/house and the map of pages
    return guarded


def behind_somebody(view: Callable[P, T]) -> Callable[P, T]:
    """Let in only an administrator who is looking through somebody's eyes: for the way back alone."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        if not current_user.is_authenticated:
            raise Unauthenticated(SIGN_IN_FIRST)
        if current_session().behind_id is None:
            raise Forbidden(NOT_ALLOWED)
        return view(*args, **kwargs)

    return _marked(guarded, "behind_somebody")


def session_checked_by_statement(view: Callable[P, T]) -> Callable[P, T]:
    """Ask only that the cookie names a session; the view's one statement asks whether it lives.

    For the save of an answer alone: looking the session up first would be a second query.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        if SESSION_KEY not in session:
            raise Unauthenticated(SIGN_IN_FIRST)
        _refuse_to_change()
        return view(*args, **kwargs)

    return _marked(guarded, "session_checked_by_statement")


def open_to_all(view: Callable[P, T]) -> Callable[P, T]:
    """Let in everybody: said aloud, so that a forgotten guard is not mistaken for it."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        _refuse_to_change()  # an open page, too, can change something of whoever is signed in
        return view(*args, **kwargs)

    return _marked(guarded, "open_to_all")


def _refuse_to_change() -> None:
    """Whoever looks through somebody's eyes changes nothing of theirs; the cookie tells, no query is asked of others.

    The cookie outlives the hour: where it opens nothing any more, its bearer is a visitor, who may sign in.
    """
    changes = request.method not in SAFE_METHODS and request.endpoint != WAY_OUT
    if BEHIND in session and changes and current_user.is_authenticated:
        raise Forbidden(ONLY_LOOKING)


def session_id() -> int:
    """The id of the session row that the cookie names, not yet looked up."""
    return int(session[SESSION_KEY])


def _marked(view: Callable[P, T], guard: str) -> Callable[P, T]:
    view.guard = guard  # type: ignore[attr-defined]  # read by tests/house
    return view
