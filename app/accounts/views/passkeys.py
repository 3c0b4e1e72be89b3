"""Passkeys: questions to the browser's own dialog and its answers, as JSON between a page and its script."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import passkeys
from app.accounts.actions import open_session
from app.accounts.actions import passkeys as actions
from app.accounts.actions.factors import second_shown
from app.accounts.guards import current_session, open_to_all, signed_in
from app.accounts.passkeys import Site
from app.accounts.queries import factors as find
from app.accounts.rules import safe_path
from app.accounts.views.blueprint import START, address, bp, device
from app.accounts.views.sign_in import SECOND, enter
from app.errors import Refusal

CHALLENGE = "passkey_challenge"
STALE = "画面を開いてから時間がたちました。もう一度お試しください。"


def _site() -> Site:
    """The site's own address; on one's own machine the one that the browser has open."""
    public: str = current_app.config["PUBLIC_URL"]
    origin = public if public.startswith("https://") else request.host_url.rstrip("/")
    return Site(origin.split("://")[1].split(":")[0], origin)


def _ask(options: dict[str, Any]) -> ResponseReturnValue:
    session[CHALLENGE] = options["challenge"]
    return jsonify(options)


def _answer() -> tuple[dict[str, Any], str]:
    """What the browser says, and the challenge that it was given: once."""
    challenge = session.pop(CHALLENGE, None)
    try:
        said = request.get_json(silent=True)
    except RecursionError as error:  # ten thousand brackets are no answer either
        raise Refusal(STALE) from error
    if not isinstance(said, dict) or not isinstance(challenge, str):
        raise Refusal(STALE)
    return said, challenge


@bp.post("/login/passkey/challenge")
@open_to_all
def passkey_challenge() -> ResponseReturnValue:
    return _ask(passkeys.question(_site()))


@bp.post("/login/passkey")
@open_to_all
def passkey_sign_in() -> ResponseReturnValue:
    """A passkey asks for a finger or a number itself: no second factor follows."""
    said, challenge = _answer()
    now, kept = clock.now(), session.get(SECOND)
    account = actions.account_shown(said, challenge, site=_site(), address=address(), now=now)
    goal = safe_path(str(said.get("next") or "")) or (safe_path(kept[1]) if isinstance(kept, list) else None) or START
    # One that has waited too long is no reason to refuse a passkey, which needs no password before it.
    waiting = find.still_awaiting(int(kept[0]), now) if isinstance(kept, list) else None
    if waiting is not None and waiting.account_id == account.id:
        second_shown(waiting, now=now)
        enter(waiting)
    else:
        enter(open_session(account.id, account.auth_version, device=device(), now=now))
    return jsonify(next=goal)


@bp.post("/account/factors/passkeys/challenge")
@signed_in
def passkey_to_register() -> ResponseReturnValue:
    return _ask(actions.ask_to_register(current_session().account, _site()))


@bp.post("/account/factors/passkeys")
@signed_in
def add_passkey() -> ResponseReturnValue:
    said, challenge = _answer()
    actions.add_passkey(current_session().account, said, challenge, site=_site(), label=device(), now=clock.now())
    flash("パスキーを登録しました。次から、この端末でパスワードなしで入れます。", "success")
    return jsonify(next=url_for("accounts.factors"))


@bp.post("/account/factors/passkeys/<int:credential_id>/removal")
@signed_in
def remove_passkey(credential_id: int) -> ResponseReturnValue:
    account = current_session().account
    actions.remove_passkey(account, find.own_passkey(credential_id, account.id))
    flash("パスキーを外しました。", "success")
    return redirect(url_for("accounts.factors"), 303)
