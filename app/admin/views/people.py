"""One person at the desk: roles with their place, names, two records that become one."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import audit, clock
from app.accounts import queries
from app.accounts.actions import end_all_sessions, factors, give_role, rename, take_role
from app.accounts.guards import current_person, requires
from app.accounts.models import Person
from app.accounts.queries.duties import membership_where
from app.accounts.rules import ROLE_LABELS, Role
from app.admin.actions import merging
from app.admin.forms import MergeForm, ReasonForm, RenameForm, RoleForm
from app.admin.queries import organisations as find
from app.admin.queries import people as people_at_desk
from app.admin.views.blueprint import ADMINISTER, bp
from app.errors import Conflict, Refusal
from app.lists import Wish, listing
from app.ui import lists

NO_FACTORS = "この人は、認証アプリもパスキーも登録していません。"


def _somebody(person_id: int) -> Person:
    return queries.person_where(person_id, current_person(), ADMINISTER)


def _to(person_id: int) -> ResponseReturnValue:
    return redirect(url_for(".person", person_id=person_id), 303)


@bp.get("/people/<int:person_id>")
@requires(ADMINISTER)
def person(person_id: int) -> ResponseReturnValue:
    return _person_page(_somebody(person_id))


@bp.post("/people/<int:person_id>/roles")
@requires(ADMINISTER)
def add_role(person_id: int) -> ResponseReturnValue:
    somebody, by = _somebody(person_id), current_person()
    form = RoleForm().offering(queries.choosable(by, ADMINISTER))
    if not form.validate_on_submit():
        return _person_page(somebody, role_form=form), 422
    try:
        place = find.organisation_by_id(form.organisation.data)
        give_role(somebody, place, Role(form.role.data), by=by, now=clock.now())
    except Conflict as refused:
        form.role.errors = [refused.message]
        return _person_page(somebody, role_form=form), 422
    flash("役割を加えました。", "success")
    return _to(person_id)


@bp.post("/people/<int:person_id>/roles/<int:membership_id>/removal")
@requires(ADMINISTER)
def remove_role(person_id: int, membership_id: int) -> ResponseReturnValue:
    somebody = _somebody(person_id)
    membership = membership_where(membership_id, current_person(), ADMINISTER, of=somebody)
    take_role(membership, by=current_person(), now=clock.now())
    flash("役割を外しました。", "success")
    return _to(person_id)


@bp.post("/people/<int:person_id>/name")
@requires(ADMINISTER)
def rename_person(person_id: int) -> ResponseReturnValue:
    somebody, form = _somebody(person_id), RenameForm()
    if not form.validate_on_submit():
        return _person_page(somebody, name_form=form), 422
    try:
        rename(somebody, form.name.data, form.kana.data, today=clock.today(), until_on=form.until_on.data)
    except Refusal as refused:
        form.until_on.errors = [refused.message]
        return _person_page(somebody, name_form=form), 422
    audit.record("person.rename", f"person:{person_id}", by=current_person().id)
    flash("氏名を変えました。前の氏名は、最後の日とともに残ります。", "success")
    return _to(person_id)


@bp.post("/people/<int:person_id>/sign-out")
@requires(ADMINISTER)
def sign_out_person(person_id: int) -> ResponseReturnValue:
    account = queries.account_of(_somebody(person_id).id)
    if account is not None:
        end_all_sessions(account, now=clock.now())
        audit.record("account.sign_out", f"account:{account.id}", by=current_person().id)
    flash("すべての端末からサインアウトさせました。", "success")
    return _to(person_id)


@bp.post("/people/<int:person_id>/factors/removal")
@requires(ADMINISTER)
def forget_factors(person_id: int) -> ResponseReturnValue:
    account = queries.account_of(_somebody(person_id).id)
    if account is None or not factors.forget_factors(account, by=current_person().id):
        flash(NO_FACTORS, "warning")
        return _to(person_id)
    end_all_sessions(account, now=clock.now())
    flash("認証アプリとパスキーを外し、すべての端末からサインアウトさせました。本人にもメールで知らせます。", "success")
    return _to(person_id)


@bp.get("/people/<int:person_id>/merging")
@requires(ADMINISTER)
def choose_other(person_id: int) -> ResponseReturnValue:
    somebody, wish = _somebody(person_id), lists.wished()
    # Without a search those of the same reading are offered: mostly it is the same person.
    same = wish if wish.search else Wish(search=somebody.kana, page=wish.page)
    columns = people_at_desk.columns_for_merging(lambda other: url_for(".merge", person_id=person_id, other_id=other))
    wanted = people_at_desk.others_wanted(somebody, current_person(), same)
    found = listing(wanted, columns, same, last=Person.id)
    return render_template("admin/choose_other.html", person=somebody, found=found, search=wish.search)


@bp.get("/people/<int:person_id>/merging/<int:other_id>")
@requires(ADMINISTER)
def merge(person_id: int, other_id: int) -> ResponseReturnValue:
    return _merge_page(_somebody(person_id), _somebody(other_id), MergeForm(formdata=None))


@bp.post("/people/<int:person_id>/merging/<int:other_id>")
@requires(ADMINISTER)
def merge_now(person_id: int, other_id: int) -> ResponseReturnValue:
    kept, gone, form = _somebody(person_id), _somebody(other_id), MergeForm()
    if not form.validate_on_submit():
        return _merge_page(kept, gone, form), 422
    merging.merge(gone, kept, by=current_person(), now=clock.now())
    flash("統合しました。もう一方の記録は、この人のものになりました。", "success")
    return _to(person_id)


def _merge_page(kept: Person, gone: Person, form: MergeForm) -> str:
    sides = [(one, queries.account_of(one.id), people_at_desk.counted(one.id)) for one in (kept, gone)]
    return render_template("admin/merge.html", kept=kept, gone=gone, sides=sides, form=form)


def _person_page(
    somebody: Person,
    role_form: RoleForm | None = None,
    name_form: RenameForm | None = None,
    look_form: ReasonForm | None = None,
) -> str:
    offered = queries.choosable(current_person(), ADMINISTER)
    return render_template(
        "admin/person.html",
        person=somebody,
        account=queries.account_of(somebody.id),
        former_names=queries.former_names(somebody.id),
        roles=ROLE_LABELS,
        role_form=role_form or RoleForm(formdata=None).offering(offered),
        name_form=name_form or RenameForm(formdata=None),
        look_form=look_form or ReasonForm(formdata=None),
        lookable=somebody.id != current_person().id and not queries.is_administrator(somebody),
    )
