"""Coming in by a link in a letter."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import actions
from app.accounts.forms import AddressForm
from app.accounts.guards import open_to_all
from app.accounts.rules import LinkPurpose
from app.accounts.views.blueprint import address, bp, device
from app.accounts.views.sign_in import admit


@bp.get("/login/link")
@open_to_all
def ask_link() -> ResponseReturnValue:
    return render_template("accounts/ask_link.html", form=AddressForm(formdata=None))


@bp.post("/login/link")
@open_to_all
def ask_link_now() -> ResponseReturnValue:
    form = AddressForm()
    if not form.validate_on_submit():
        return render_template("accounts/ask_link.html", form=form), 422
    actions.ask_sign_in_link(form.email.data, address=address(), now=clock.now())
    return redirect(url_for("accounts.link_sent"), 303)


@bp.get("/login/link/sent")
@open_to_all
def link_sent() -> ResponseReturnValue:
    return render_template("accounts/link_sent.html")


@bp.get("/login/link/<token>")
@open_to_all
def link_sign_in(token: str) -> ResponseReturnValue:
    actions.link(token, LinkPurpose.SIGN_IN, now=clock.now())
    return render_template("accounts/link_sign_in.html", token=token)


@bp.post("/login/link/<token>")
@open_to_all
def link_sign_in_now(token: str) -> ResponseReturnValue:
    now = clock.now()
    account = actions.use_sign_in_link(token, now=now)
    return admit(actions.open_session(account.id, account.auth_version, device=device(), now=now))
