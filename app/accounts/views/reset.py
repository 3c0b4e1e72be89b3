"""The way back in for those who have forgotten their password."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import actions
from app.accounts.forms import AddressForm, ResetForm
from app.accounts.guards import open_to_all
from app.accounts.rules import LinkPurpose
from app.accounts.views.blueprint import address, bp


@bp.get("/password/forgotten")
@open_to_all
def forgotten_password() -> ResponseReturnValue:
    return render_template("accounts/forgotten_password.html", form=AddressForm(formdata=None))


@bp.post("/password/forgotten")
@open_to_all
def forgotten_password_now() -> ResponseReturnValue:
    form = AddressForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgotten_password.html", form=form), 422
    actions.ask_password_reset(form.email.data, address=address(), now=clock.now())
    return redirect(url_for("accounts.reset_letter_sent"), 303)


@bp.get("/password/sent")
@open_to_all
def reset_letter_sent() -> ResponseReturnValue:
    return render_template("accounts/reset_letter_sent.html")


@bp.get("/password/reset/<token>")
@open_to_all
def reset_password(token: str) -> ResponseReturnValue:
    actions.link(token, LinkPurpose.RESET_PASSWORD, now=clock.now())
    return render_template("accounts/reset_password.html", form=ResetForm(formdata=None), token=token)


@bp.post("/password/reset/<token>")
@open_to_all
def reset_password_now(token: str) -> ResponseReturnValue:
    form = ResetForm()
    if not form.validate_on_submit():
        actions.link(token, LinkPurpose.RESET_PASSWORD, now=clock.now())
        return render_template("accounts/reset_password.html", form=form, token=token), 422
    actions.reset_password(token, form.password.data, now=clock.now())
    session.clear()
    flash("新しいパスワードにしました。サインインしてください。", "success")
    return redirect(url_for("accounts.sign_in"), 303)
