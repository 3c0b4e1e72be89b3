"""To the provider of one's organisation and back; the way back is a page with one button, since GET changes nothing."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts import oidc, sealing
from app.accounts.actions import identities as actions
from app.accounts.actions import open_session
from app.accounts.forms import BackForm, SlugForm
from app.accounts.guards import current_session, open_to_all
from app.accounts.letters import page
from app.accounts.models import Account
from app.accounts.models.providers import IdentityProvider
from app.accounts.oidc import Client, Lied
from app.accounts.queries import providers as find
from app.accounts.views.blueprint import bp, device
from app.accounts.views.sign_in import admit
from app.db import db
from app.errors import Conflict

WAY = "oidc"  # in the cookie: what was sent along, so that only this browser comes back by it
LOST = "サインインの途中の記録が見つかりません。最初からやり直してください。"


def _client(provider: IdentityProvider) -> Client:
    """As plain values: they outlive the transaction that read them."""
    secret = sealing.opened(provider.client_secret)
    return Client(provider.issuer, provider.client_id, secret, page("accounts.back_from_provider"))


def _plain_http() -> bool:
    return not current_app.config["PUBLIC_URL"].startswith("https://")


@bp.get("/login/organisation")
@open_to_all
def choose_provider() -> ResponseReturnValue:
    return render_template("accounts/choose_provider.html", form=SlugForm(formdata=None), provider=None)


@bp.post("/login/organisation")
@open_to_all
def chosen_provider() -> ResponseReturnValue:
    form = SlugForm()
    if not form.validate_on_submit():
        return render_template("accounts/choose_provider.html", form=form, provider=None), 422
    provider = find.provider_by_slug(form.slug.data)
    if provider is None:
        form.slug.errors = [find.NO_PROVIDER]
        return render_template("accounts/choose_provider.html", form=form, provider=None), 422
    return render_template("accounts/choose_provider.html", form=form, provider=provider)


@bp.get("/login/with/<int:provider_id>")
@open_to_all
def go_to_provider(provider_id: int) -> ResponseReturnValue:
    provider = find.provider(provider_id)
    client, place = _client(provider), provider.organisation_id
    way: dict[str, Any] = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    db.session.rollback()  # no transaction waits for a provider
    try:
        address = oidc.address_to(client, **way, plain_http=_plain_http())
    except Lied as lie:
        raise actions.disbelieve(provider_id, place, str(lie)) from lie
    session[WAY] = {**way, "provider": provider_id}
    return redirect(address, 303)


@bp.get("/login/back")
@open_to_all
def back_from_provider() -> ResponseReturnValue:
    form = BackForm(request.args)
    return render_template("accounts/back_from_provider.html", form=form, refused="error" in request.args)


@bp.post("/login/back")
@open_to_all
def enter_with_provider() -> ResponseReturnValue:
    form, way = BackForm(), session.pop(WAY, None)
    if not form.validate_on_submit() or not isinstance(way, dict):
        raise Conflict(LOST)
    if not hmac.compare_digest(form.state.data.encode(), str(way["state"]).encode()):
        raise Conflict(LOST)
    now, claims = clock.now(), _claims(way, form.code.data)
    provider = find.provider(way["provider"])
    if current_user.is_authenticated:
        actions.connect(_own_account(), provider, claims, now=now)
        flash("団体のアカウントとつなぎました。", "success")
        return redirect(url_for("accounts.factors"), 303)
    account = actions.account_for(provider, claims, now=now)
    return admit(open_session(account.id, account.auth_version or 1, device=device(), now=now))


def _claims(way: dict[str, Any], code: str) -> oidc.Claims:
    provider = find.provider(way["provider"])
    client, place = _client(provider), provider.organisation_id
    db.session.rollback()  # no transaction waits for a provider
    try:
        return oidc.claims(
            client,
            code=code,
            nonce=way["nonce"],
            verifier=way["verifier"],
            now=clock.now(),
            plain_http=_plain_http(),
        )
    except Lied as lie:
        raise actions.disbelieve(way["provider"], place, str(lie)) from lie


def _own_account() -> Account:
    return current_session().account
