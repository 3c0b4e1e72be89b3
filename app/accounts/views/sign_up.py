"""Becoming somebody here: the form, the letter, the confirmation."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts import actions, queries
from app.accounts.forms import AddressForm, ConfirmForm, SignUpForm
from app.accounts.guards import open_to_all
from app.accounts.models import LinkToken
from app.accounts.rules import LinkPurpose
from app.accounts.views.blueprint import START, address, bp, device
from app.accounts.views.sign_in import admit
from app.errors import Forbidden

BY_INVITATION = "いまは、招待された方だけが登録できます。団体の担当者にお申し込みください。"
MARK = "sign_up"  # in the browser's own cookie: the sign-up that was typed in it
NOT_TYPED_BY_YOU = (
    "登録のときのパスワードと違います。心当たりがないときは、ほかの人があなたのアドレスを入力したのかもしれません。"
    "「登録する」から、もう一度ご自分で登録してください。"
)


@bp.get("/signup")
@open_to_all
def sign_up() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(START, 303)
    settings = queries.site_settings()
    form = SignUpForm(formdata=None) if settings.open_sign_up else None
    return render_template("accounts/sign_up.html", form=form, contact=settings.contact)


@bp.post("/signup")
@open_to_all
def sign_up_now() -> ResponseReturnValue:
    if not queries.site_settings().open_sign_up:
        raise Forbidden(BY_INVITATION)
    form = SignUpForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_up.html", form=form), 422
    session[MARK] = actions.sign_up(
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
    link = actions.link(token, LinkPurpose.CONFIRM_EMAIL, now=clock.now())
    form = None if _is_typed_here(link) else ConfirmForm(formdata=None)
    return render_template("accounts/confirm_email.html", token=token, form=form)


@bp.post("/confirm-email/<token>")
@open_to_all
def confirm_email_now(token: str) -> ResponseReturnValue:
    now = clock.now()
    link = actions.link(token, LinkPurpose.CONFIRM_EMAIL, now=now)
    if not _is_typed_here(link):
        form = ConfirmForm()
        if not form.validate_on_submit() or not _is_right(form, link):
            return render_template("accounts/confirm_email.html", token=token, form=form), 422
    account = actions.confirm_email(token, now=now)
    answer = admit(actions.open_session(account.id, account.auth_version, device=device(), now=now))
    flash("登録が終わりました。ようこそ、ケアマネ学舎へ。", "success")
    return answer


def _is_typed_here(link: LinkToken) -> bool:
    return actions.is_typed_here(link, session.get(MARK))


def _is_right(form: ConfirmForm, link: LinkToken) -> bool:
    right = actions.check_password(link.account, form.password.data, address=address(), now=clock.now())
    if not right:
        form.password.errors = [NOT_TYPED_BY_YOU]
    return right


@bp.get("/terms")
@open_to_all
def terms() -> ResponseReturnValue:
    return render_template("accounts/terms.html")


@bp.get("/privacy")
@open_to_all
def privacy() -> ResponseReturnValue:
    return render_template("accounts/privacy.html")
