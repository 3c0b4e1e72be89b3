"""The device in hand: tell me here, tell me here no more."""

from __future__ import annotations

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, current_session, requires
from app.accounts.rules import Permission
from app.errors import NotFound
from app.practice.actions import push as actions
from app.practice.forms.push import sent_subscription
from app.practice.queries import push as find
from app.practice.views.blueprint import bp

SWITCHED_OFF = "このサイトでは、端末への知らせを使っていません。メールでの知らせをお使いください。"


@bp.post("/devices")
@requires(Permission.PRACTISE)
def tell_here() -> ResponseReturnValue:
    if not current_app.config["VAPID_PUBLIC_KEY"]:
        raise NotFound(SWITCHED_OFF)
    sent = sent_subscription(current_app.config["PUSH_SERVICES"])
    actions.tell_here(current_session(), sent.endpoint, sent.public_key, sent.secret, now=clock.now())
    flash("この端末に知らせます。時刻と、知らせない時間は、この画面で変えられます。", "success")
    return redirect(url_for(".settings"), 303)


@bp.post("/devices/<int:device_id>/end")
@requires(Permission.PRACTISE)
def tell_no_more(device_id: int) -> ResponseReturnValue:
    actions.forget(find.own_device(device_id, current_person().id))
    flash("端末への知らせを止めました。", "success")
    return redirect(url_for(".settings"), 303)
