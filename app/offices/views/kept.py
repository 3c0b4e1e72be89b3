"""The offices that an organisation keeps: their codes, who works there, who manages them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.models import Office, Organisation
from app.accounts.queries import choosable
from app.db import db
from app.errors import NotFound
from app.lists import Column, every_row, listing
from app.offices import actions
from app.offices import queries as find
from app.offices.forms import NewOfficeForm, OfficeForm
from app.offices.rules import shown_code
from app.offices.views.blueprint import KEEP, bp
from app.ui import lists

OFFICES = (
    Column(
        "name",
        "事業所",
        lambda row: row.Office.name,
        (Office.name,),
        link=lambda row: url_for("offices.office", office_id=row.Office.id),
    ),
    Column("number", "事業所番号", lambda row: row.Office.number or ""),
    Column("code", "事業所コード", lambda row: shown_code(row.Office.code)),
    Column("place", "団体", lambda row: row.place, (Organisation.name,)),
    Column("people", "人数", lambda row: row.people, (find.PEOPLE_THERE,), amount=True),
)


@bp.get("/offices")
@requires(KEEP)
def offices() -> ResponseReturnValue:
    wish = lists.wished()
    wanted = find.offices_wanted(current_person(), wish)
    if encoding := lists.wants_file():
        return lists.as_file("offices", OFFICES, every_row(wanted, OFFICES, wish, last=Office.id), encoding)
    return render_template("offices/offices.html", found=listing(wanted, OFFICES, wish, last=Office.id))


@bp.get("/offices/new")
@requires(KEEP)
def new_office() -> ResponseReturnValue:
    form = NewOfficeForm(formdata=None).offering(choosable(current_person(), KEEP))
    return render_template("offices/new.html", form=form)


@bp.post("/offices/new")
@requires(KEEP)
def open_office() -> ResponseReturnValue:
    form = NewOfficeForm().offering(choosable(current_person(), KEEP))
    if not form.validate_on_submit():
        return render_template("offices/new.html", form=form), 422
    place = db.session.get_one(Organisation, form.organisation.data)
    made = actions.open_office(place, form.name.data, by=current_person())
    flash("事業所を登録しました。コードを事業所の方にお伝えください。", "success")
    return redirect(url_for(".office", office_id=made.id), 303)


@bp.get("/offices/<int:office_id>")
@requires(KEEP)
def office(office_id: int) -> ResponseReturnValue:
    found = find.office_where(office_id, current_person())
    return _office_page(found, OfficeForm(formdata=None, obj=found))


@bp.post("/offices/<int:office_id>")
@requires(KEEP)
def rename_office(office_id: int) -> ResponseReturnValue:
    found, form = find.office_where(office_id, current_person()), OfficeForm()
    if not form.validate_on_submit():
        return _office_page(found, form), 422
    actions.rename_office(found, form.name.data, by=current_person())
    flash("事業所の名前を保存しました。", "success")
    return redirect(url_for(".office", office_id=office_id), 303)


@bp.post("/offices/<int:office_id>/code")
@requires(KEEP)
def renew_code(office_id: int) -> ResponseReturnValue:
    actions.renew_code(find.office_where(office_id, current_person()), by=current_person())
    flash("新しいコードにしました。前のコードでは加われません。", "success")
    return redirect(url_for(".office", office_id=office_id), 303)


@bp.post("/offices/<int:office_id>/managers/<int:member_id>")
@requires(KEEP)
def make_manager(office_id: int, member_id: int) -> ResponseReturnValue:
    found = find.office_where(office_id, current_person())
    member = next((one for one in find.members_of(found.id) if one.id == member_id), None)
    if member is None:
        raise NotFound(find.NO_SUCH_OFFICE)
    actions.make_manager(found, member, by=current_person(), now=clock.now())
    flash(f"{member.person.name} さんを、この事業所の管理者にしました。", "success")
    return redirect(url_for(".office", office_id=office_id), 303)


@bp.post("/offices/<int:office_id>/managers/<int:person_id>/end")
@requires(KEEP)
def end_manager(office_id: int, person_id: int) -> ResponseReturnValue:
    found = find.office_where(office_id, current_person())
    managed = find.management(found.id, person_id)
    if managed is None:
        raise NotFound(find.NO_SUCH_MANAGER)
    name = managed.person.name
    actions.end_manager(found, managed, by=current_person(), now=clock.now())
    flash(f"{name} さんは、この事業所の管理者ではなくなりました。", "success")
    return redirect(url_for(".office", office_id=office_id), 303)


def _office_page(found: Office, form: OfficeForm) -> str:
    return render_template(
        "offices/office.html",
        office=found,
        form=form,
        members=find.members_of(found.id),
        managers=find.managers_of(found.id),
    )
