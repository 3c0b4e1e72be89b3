"""Where somebody works, and what they let their office see."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, signed_in
from app.accounts.rules import Role
from app.errors import Conflict, NotFound
from app.offices import actions
from app.offices import queries as find
from app.offices.forms import JoinForm, ShareForm
from app.offices.rules import SUBJECT_LABELS
from app.offices.views.blueprint import bp


@bp.get("/account/offices")
@signed_in
def own_offices() -> ResponseReturnValue:
    return _own_page(JoinForm(formdata=None))


@bp.post("/account/offices")
@signed_in
def join_office() -> ResponseReturnValue:
    form = JoinForm()
    if not form.validate_on_submit():
        return _own_page(form), 422
    try:
        member = actions.join(form.code.data, form.wanted(), by=current_person(), now=clock.now())
    except (NotFound, Conflict) as refused:
        form.code.errors = [refused.message]
        return _own_page(form), 422
    flash(f"「{member.office.name}」に加わりました。", "success")
    return redirect(url_for(".own_offices"), 303)


@bp.post("/account/offices/<int:member_id>")
@signed_in
def share(member_id: int) -> ResponseReturnValue:
    member = find.own_membership(member_id, current_person().id)
    form = ShareForm(prefix=f"m{member.id}-")
    if not form.validate_on_submit():
        raise Conflict(find.NO_SUCH_OFFICE)
    actions.share(member, form.wanted(), by=current_person(), now=clock.now())
    flash("見せるものを保存しました。いまから使われます。", "success")
    return redirect(url_for(".own_offices"), 303)


@bp.post("/account/offices/<int:member_id>/leaving")
@signed_in
def leave_office(member_id: int) -> ResponseReturnValue:
    by = current_person()
    actions.leave(find.own_membership(member_id, by.id), by=by, now=clock.now())
    flash("事業所から抜けました。管理者には、もう何も見えません。", "success")
    return redirect(url_for(".own_offices"), 303)


def _own_page(form: JoinForm) -> str:
    mine = find.own_offices(current_person().id)
    forms = {
        member.id: ShareForm(formdata=None, prefix=f"m{member.id}-", shares=sorted(member.shared())) for member in mine
    }
    managed = {held.office_id for held in current_person().memberships if held.role is Role.MANAGER}
    words = {"labels": SUBJECT_LABELS, "managed": managed}
    return render_template("offices/own.html", form=form, members=mine, forms=forms, **words)
