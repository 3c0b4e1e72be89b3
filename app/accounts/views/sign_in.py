"""Coming in and going out, and the way back for those who have to sign in again."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from app import clock, errors
from app.accounts import actions, rules
from app.accounts.forms import SignInForm
from app.accounts.guards import current_session, open_to_all
from app.accounts.models import AccountSession
from app.accounts.rules import SignInRefusal
from app.accounts.views.blueprint import START, address, bp, device
from app.errors import Unauthenticated

SECOND = "second"  # in the cookie of a device that owes the second factor: its session, and where it goes on to


def enter(device_session: AccountSession) -> None:
    """Give the browser a cookie of its own: nothing of the one that it came with is kept."""
    session.clear()
    session.permanent = True
    login_user(device_session)


def admit(device_session: AccountSession, goal: str | None = None) -> ResponseReturnValue:
    """Let the device in, or first to where it shows the second factor that it owes."""
    goal = goal or START
    if actions.owes_second(device_session):
        session.clear()
        session[SECOND] = [device_session.id, goal]
        return redirect(url_for("accounts.second"), 303)
    enter(device_session)
    return redirect(goal, 303)


@bp.get("/login")
@open_to_all
def sign_in() -> ResponseReturnValue:
    goal = rules.safe_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(goal or START, 303)
    return render_template("accounts/sign_in.html", form=SignInForm(formdata=None, next=goal or ""), refusal=None)


@bp.post("/login")
@open_to_all
def sign_in_now() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form, refusal=None), 422
    entered = actions.sign_in(form.email.data, form.password.data, address=address(), device=device(), now=clock.now())
    if isinstance(entered, SignInRefusal):
        sentence = rules.SIGN_IN_SENTENCES[entered]
        offer = entered is SignInRefusal.UNCONFIRMED
        return render_template("accounts/sign_in.html", form=form, refusal=sentence, offer_letter=offer), 422
    return admit(entered, rules.safe_path(form.next.data))


@bp.post("/logout")
@open_to_all
def sign_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        actions.end_session(current_session(), now=clock.now())
        logout_user()
    session.clear()
    flash("サインアウトしました。", "success")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.app_errorhandler(Unauthenticated)
def sign_in_first(refusal: Unauthenticated) -> ResponseReturnValue:
    """A page leads to the sign-in page and from there back; a program gets 401."""
    if request.path.startswith(errors.API):
        return errors.answer(refusal.status, refusal.code, refusal.message)
    flash(refusal.message)
    return redirect(url_for("accounts.sign_in", next=_way_back()), 303)


def _way_back() -> str | None:
    """The page that was asked for; for something sent, the page that it was sent from."""
    if request.method == "GET":
        return rules.safe_path(request.full_path.removesuffix("?"))
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:  # "http://[" is no address
        return None
    came_from_here = parts.netloc == request.host
    return rules.safe_path(f"{parts.path}?{parts.query}".removesuffix("?")) if came_from_here else None
