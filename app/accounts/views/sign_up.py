"""Becoming somebody here: the form, the letter, the confirmation."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts import actions
from app.accounts.forms import AddressForm, SignUpForm
from app.accounts.guards import open_to_all
from app.accounts.rules import LinkPurpose
from app.accounts.views.blueprint import START, address, bp, device
from app.accounts.views.sign_in import enter


@bp.get("/signup")
@open_to_all
def sign_up() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(START, 303)
    return render_template("accounts/sign_up.html", form=SignUpForm(formdata=None))


@bp.post("/signup")
@open_to_all
def sign_up_now() -> ResponseReturnValue:
    form = SignUpForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_up.html", form=form), 422
    actions.sign_up(
        form.name.data, form.kana.data, form.email.data, form.password.data, address=address(), now=clock.now()
    )
    return redirect(url_for("accounts.letter_sent"), 303)


@bp.get("/signup/sent")
@open_to_all
def letter_sent() -> ResponseReturnValue:
    return render_template("accounts/letter_sent.html")


@bp.post("/signup/resend")
@open_to_all
def resend_confirmation() -> ResponseReturnValue:
    form = AddressForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgotten_password.html", form=form), 422
    actions.resend_confirmation(form.email.data, address=address(), now=clock.now())
    return redirect(url_for("accounts.letter_sent"), 303)


@bp.get("/confirm-email/<token>")
@open_to_all
def confirm_email(token: str) -> ResponseReturnValue:
    actions.link(token, LinkPurpose.CONFIRM_EMAIL, now=clock.now())
    return render_template("accounts/confirm_email.html", token=token)


@bp.post("/confirm-email/<token>")
@open_to_all
def confirm_email_now(token: str) -> ResponseReturnValue:
    now = clock.now()
    account = actions.confirm_email(token, now=now)
    enter(actions.open_session(account.id, account.auth_version, device=device(), now=now))
    flash("登録が終わりました。ようこそ、ケアマネ学舎へ。", "success")
    return redirect(START, 303)


@bp.get("/terms")
@open_to_all
def terms() -> ResponseReturnValue:
    return render_template("accounts/terms.html")


@bp.get("/privacy")
@open_to_all
def privacy() -> ResponseReturnValue:
    return render_template("accounts/privacy.html")
