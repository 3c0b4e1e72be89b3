"""The second factor: shown on the way in, added and taken away in one's own account."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.actions import factors as actions
from app.accounts.forms import CodeForm
from app.accounts.guards import current_session, not_through_other_eyes, open_to_all, signed_in
from app.accounts.models import Account, AccountSession
from app.accounts.queries import factors as find
from app.accounts.rules import safe_path
from app.accounts.rules.second import address_for_app
from app.accounts.views.blueprint import START, address, bp
from app.accounts.views.sign_in import SECOND, enter
from app.errors import NotFound, Refusal
from app.ui.codes import code_of

NEW_SECRET = "new_app"  # in the cookie until a code shows that the app has it; only its owner's browser holds it


@bp.get("/login/second")
@open_to_all
def second() -> ResponseReturnValue:
    return _second_page(_awaiting()[0].account, CodeForm(formdata=None))


@bp.post("/login/second")
@open_to_all
def second_now() -> ResponseReturnValue:
    waiting, goal = _awaiting()
    form, now, account = CodeForm(), clock.now(), waiting.account
    if not form.validate_on_submit():
        return _second_page(account, form), 422
    if find.has_second(account.id):
        return _check(waiting, goal, form)
    # The role demands a factor that there is not yet: the first code makes one.
    try:
        codes = actions.confirm_app(account, session.get(NEW_SECRET, ""), form.code.data, now=now)
    except Refusal as refused:
        form.code.errors = [refused.message]
        return _second_page(account, form), 422
    actions.second_shown(waiting, now=now)
    enter(waiting)
    return render_template("accounts/recovery_codes.html", codes=codes, goal=goal)


def _check(waiting: AccountSession, goal: str, form: CodeForm) -> ResponseReturnValue:
    now = clock.now()
    if not actions.check_code(waiting.account, form.code.data, address=address(), now=now):
        form.code.errors = [actions.WRONG_CODE]
        return _second_page(waiting.account, form), 422
    actions.second_shown(waiting, now=now)
    enter(waiting)
    return redirect(goal, 303)


def _awaiting() -> tuple[AccountSession, str]:
    kept = session.get(SECOND)
    if not isinstance(kept, list):
        raise NotFound(find.TOO_LATE)
    return find.awaiting(int(kept[0]), clock.now()), safe_path(kept[1]) or START


def _second_page(account: Account, form: CodeForm) -> str:
    has_app, passkeys = find.totp_of(account.id) is not None, len(find.passkeys_of(account.id))
    secret = None
    if not has_app and not passkeys:
        secret = _new_secret(account)
    return render_template(
        "accounts/second.html",
        form=form,
        has_app=has_app,
        passkeys=passkeys,
        secret=secret,
        **(_app_code(secret, account.email or "") if secret else {}),
    )


@bp.get("/account/factors")
@signed_in
@not_through_other_eyes
def factors() -> ResponseReturnValue:
    account = current_session().account
    return render_template(
        "accounts/factors.html",
        authenticator=find.totp_of(account.id),
        passkeys=find.passkeys_of(account.id),
        codes_left=find.recovery_codes_left(account.id),
        identities=find.identities_of(account.id),
        must=find.must_have_second(account.id),
    )


@bp.get("/account/factors/app")
@signed_in
@not_through_other_eyes
def new_app() -> ResponseReturnValue:
    return _app_page(CodeForm(formdata=None))


@bp.post("/account/factors/app")
@signed_in
def add_app() -> ResponseReturnValue:
    form, account = CodeForm(), current_session().account
    if not form.validate_on_submit():
        return _app_page(form), 422
    try:
        codes = actions.confirm_app(account, session.get(NEW_SECRET, ""), form.code.data, now=clock.now())
    except Refusal as refused:
        form.code.errors = [refused.message]
        return _app_page(form), 422
    session.pop(NEW_SECRET, None)
    return render_template("accounts/recovery_codes.html", codes=codes, goal=url_for("accounts.factors"))


@bp.post("/account/factors/app/removal")
@signed_in
def remove_app() -> ResponseReturnValue:
    actions.remove_app(current_session().account)
    flash("認証アプリを外しました。", "success")
    return redirect(url_for("accounts.factors"), 303)


@bp.post("/account/factors/recovery")
@signed_in
def renew_recovery() -> ResponseReturnValue:
    codes = actions.renew_recovery_codes(current_session().account, now=clock.now())
    return render_template("accounts/recovery_codes.html", codes=codes, goal=url_for("accounts.factors"))


def _app_page(form: CodeForm) -> str:
    account = current_session().account
    secret = _new_secret(account)
    shown = _app_code(secret, account.email or account.person.name)
    return render_template("accounts/new_app.html", form=form, secret=secret, **shown)


def _new_secret(account: Account) -> str:
    """The one that the cookie holds; a fresh one where it has none, and a Conflict where the account has an app."""
    fresh = actions.begin_app(account)
    session[NEW_SECRET] = session.get(NEW_SECRET) or fresh
    return str(session[NEW_SECRET])


def _app_code(secret: str, name: str) -> dict[str, str]:
    """What leads an app to the secret: a picture for another device, an address for this one."""
    leads_there = address_for_app(secret, name)
    return {"picture": code_of(leads_there, "認証アプリに読み取らせるコード"), "address": leads_there}
