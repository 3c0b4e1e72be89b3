"""One's own account: name, address, password, devices, data, and leaving."""

from __future__ import annotations

from typing import TypeVar

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from app import clock
from app.accounts import actions, personal_data, queries
from app.accounts.forms import EmailChangeForm, EraseForm, NameForm, PasswordChangeForm
from app.accounts.guards import current_person, current_session, open_to_all, signed_in
from app.accounts.rules import LinkPurpose
from app.accounts.views.blueprint import START, address, bp
from app.ui.fields import Form

F = TypeVar("F", bound=Form)
WRONG_PASSWORD = "いまのパスワードが違います。もう一度入力してください。"


def _asks(form: F) -> F:
    """The form without the question for a password that there is not: who came by a card has none yet."""
    if queries.password_of(current_session().account_id) is None:
        del form.own_password
    return form


def _is_own(form: Form) -> bool:
    """Is it the person's password? If not, the field says so."""
    if "own_password" not in form:
        return True
    field = form.own_password
    right = actions.check_password(current_session().account, field.data, address=address(), now=clock.now())
    if not right:
        field.errors = [WRONG_PASSWORD]
    return right


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    here, person = current_session(), current_person()
    return render_template(
        "accounts/account.html",
        account=here.account,
        person=person,
        here=here,
        devices=queries.devices(here.account, clock.now()),
        former_names=queries.former_names(person.id),
        help=queries.help_for(person.id, clock.today()),
        accommodation=queries.accommodation_in_force(person.id),
        has_password=queries.password_of(here.account.id) is not None,
    )


@bp.get("/account/name")
@signed_in
def rename() -> ResponseReturnValue:
    return render_template("accounts/rename.html", form=NameForm(formdata=None, obj=current_person()))


@bp.post("/account/name")
@signed_in
def rename_now() -> ResponseReturnValue:
    form = NameForm()
    if not form.validate_on_submit():
        return render_template("accounts/rename.html", form=form), 422
    actions.rename(current_person(), form.name.data, form.kana.data, today=clock.today())
    flash("氏名を保存しました。", "success")
    return redirect(url_for("accounts.account"), 303)


@bp.get("/account/email")
@signed_in
def change_email() -> ResponseReturnValue:
    return render_template("accounts/change_email.html", form=_asks(EmailChangeForm(formdata=None)))


@bp.post("/account/email")
@signed_in
def change_email_now() -> ResponseReturnValue:
    form = _asks(EmailChangeForm())
    if not form.validate_on_submit() or not _is_own(form):
        return render_template("accounts/change_email.html", form=form), 422
    actions.ask_email_change(current_session().account, form.email.data, address=address(), now=clock.now())
    return redirect(url_for("accounts.new_email_letter_sent"), 303)


@bp.get("/account/email/sent")
@signed_in
def new_email_letter_sent() -> ResponseReturnValue:
    return render_template("accounts/new_email_letter_sent.html")


@bp.get("/account/email/confirm/<token>")
@open_to_all
def confirm_new_email(token: str) -> ResponseReturnValue:
    link = actions.link(token, LinkPurpose.CHANGE_EMAIL, now=clock.now())
    return render_template("accounts/confirm_new_email.html", token=token, email=link.payload["email"])


@bp.post("/account/email/confirm/<token>")
@open_to_all
def confirm_new_email_now(token: str) -> ResponseReturnValue:
    actions.confirm_new_email(token, now=clock.now())
    flash("メールアドレスを変更しました。次のサインインから新しいアドレスをお使いください。", "success")
    page = "accounts.account" if current_user.is_authenticated else "accounts.sign_in"
    return redirect(url_for(page), 303)


@bp.get("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    return render_template("accounts/change_password.html", form=_asks(PasswordChangeForm(formdata=None)))


@bp.post("/account/password")
@signed_in
def change_password_now() -> ResponseReturnValue:
    form = _asks(PasswordChangeForm())
    if not form.validate_on_submit() or not _is_own(form):
        return render_template("accounts/change_password.html", form=form), 422
    actions.change_password(current_session(), form.password.data, now=clock.now())
    flash("パスワードを変更し、ほかの端末からサインアウトしました。", "success")
    return redirect(url_for("accounts.account"), 303)


@bp.post("/account/devices/<int(max=2147483647):session_id>/sign-out")
@signed_in
def sign_out_device(session_id: int) -> ResponseReturnValue:
    actions.end_session(queries.own_device(session_id, current_session().account), now=clock.now())
    flash("端末からサインアウトしました。", "success")
    return redirect(url_for("accounts.account"), 303)


@bp.post("/account/devices/sign-out-all")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    actions.end_all_sessions(current_session().account, now=clock.now())
    logout_user()
    session.clear()
    flash("すべての端末からサインアウトしました。", "success")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.get("/account/delete")
@signed_in
def erase() -> ResponseReturnValue:
    return _erase_page(_asks(EraseForm(formdata=None))), 200


@bp.post("/account/delete")
@signed_in
def erase_now() -> ResponseReturnValue:
    form = _asks(EraseForm())
    if not form.validate_on_submit() or not _is_own(form):
        return _erase_page(form), 422
    actions.erase(current_session().account, now=clock.now())
    logout_user()
    session.clear()
    flash("退会の手続きが終わりました。ご利用ありがとうございました。", "success")
    return redirect(START, 303)


def _erase_page(form: EraseForm) -> str:
    person = current_person()
    return render_template(
        "accounts/erase.html",
        form=form,
        pseudonym=personal_data.pseudonym(person.id),
        obstacles=actions.obstacles(person),
    )
