"""Pages of offices: those that an organisation keeps, one's own, and what a manager sees."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires, signed_in
from app.accounts.models import Office, Organisation, Person
from app.accounts.queries import choosable
from app.accounts.rules import Permission
from app.db import db
from app.errors import Conflict, NotFound
from app.exams.queries import attempts
from app.exams.rules import ATTEMPT_STATE_LABELS
from app.lists import Column, every_row, listing
from app.offices import actions
from app.offices import queries as find
from app.offices.forms import JoinForm, NewOfficeForm, OfficeForm, ShareForm
from app.offices.models import OfficeMember
from app.offices.rules import SUBJECT_LABELS, Subject, shown_code
from app.training.queries import boards, records
from app.training.queries.running import own_enrolments
from app.training.rules.completion import STANDING_LABELS
from app.training.rules.records import MOMENT_LABELS, SHEET_STATE_LABELS
from app.training.rules.running import EnrolmentState
from app.ui import lists

bp = Blueprint("offices", __name__, template_folder="templates")
bp.add_app_template_filter(shown_code)

KEEP = Permission.SEE_PEOPLE
MANAGE = Permission.MANAGE_OFFICE
OFFICES = (
    Column(
        "name",
        "事業所",
        lambda row: row.Office.name,
        (Office.name,),
        link=lambda row: url_for("offices.office", office_id=row.Office.id),
    ),
    Column("code", "事業所コード", lambda row: shown_code(row.Office.code)),
    Column("place", "団体", lambda row: row.place, (Organisation.name,)),
    Column("people", "人", lambda row: row.people, (find.PEOPLE_THERE,), amount=True),
)
COLLEAGUES = (
    Column(
        "name",
        "氏名",
        lambda row: row.OfficeMember.person.name,
        (Person.kana,),
        link=lambda row: url_for("offices.colleague", member_id=row.OfficeMember.id),
    ),
    Column("kana", "フリガナ", lambda row: row.OfficeMember.person.kana),
    Column("office", "事業所", lambda row: row.OfficeMember.office.name),
    Column("joined", "加わった日時", lambda row: row.OfficeMember.joined_at, (OfficeMember.joined_at,)),
    Column("shared", "見せているもの", lambda row: _words(row.OfficeMember)),
)


def _words(member: OfficeMember) -> str:
    shared = member.shared()
    return "、".join(SUBJECT_LABELS[subject].partition("（")[0] for subject in Subject if subject in shared)


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
    actions.leave(find.own_membership(member_id, current_person().id), by=current_person(), now=clock.now())
    flash("事業所から抜けました。管理者には、もう何も見えません。", "success")
    return redirect(url_for(".own_offices"), 303)


@bp.get("/office")
@requires(MANAGE)
def managed() -> ResponseReturnValue:
    wish, by = lists.wished(), current_person()
    wanted = find.colleagues_wanted(by, wish)
    if encoding := lists.wants_file():
        rows = every_row(wanted, COLLEAGUES, wish, last=OfficeMember.id)
        return lists.as_file("office", COLLEAGUES, rows, encoding)
    found = listing(wanted, COLLEAGUES, wish, last=OfficeMember.id)
    return render_template("offices/managed.html", found=found, offices=find.managed_offices(by))


@bp.get("/office/people/<int:member_id>")
@requires(MANAGE)
def colleague(member_id: int) -> ResponseReturnValue:
    member = find.colleague(member_id, current_person())
    labels = {subject: SUBJECT_LABELS[subject] for subject in Subject}
    return render_template("offices/colleague.html", member=member, shared=member.shared(), labels=labels)


@bp.get("/office/people/<int:member_id>/training")
@requires(MANAGE)
def colleague_training(member_id: int) -> ResponseReturnValue:
    member = find.colleague(member_id, current_person())
    actions.require_shared(member, Subject.TRAINING, by=current_person())
    enrolled = [one for one in own_enrolments(member.person_id) if one.state is EnrolmentState.ENROLLED]
    trainings = [boards.learning(one, clock.today(), clock.now()) for one in enrolled]
    return render_template("offices/training.html", member=member, trainings=trainings, labels=STANDING_LABELS)


@bp.get("/office/people/<int:member_id>/exams")
@requires(MANAGE)
def colleague_exams(member_id: int) -> ResponseReturnValue:
    member = find.colleague(member_id, current_person())
    actions.require_shared(member, Subject.EXAMS, by=current_person())
    past = attempts.past(member.person_id, clock.now())
    return render_template("offices/exams.html", member=member, attempts=past, labels=ATTEMPT_STATE_LABELS)


@bp.get("/office/people/<int:member_id>/records")
@requires(MANAGE)
def colleague_records(member_id: int) -> ResponseReturnValue:
    member = find.colleague(member_id, current_person())
    actions.require_shared(member, Subject.RECORDS, by=current_person())
    rows = records.own_rows(own_enrolments(member.person_id), clock.today())
    words = {"moments": MOMENT_LABELS, "states": SHEET_STATE_LABELS}
    return render_template("offices/records.html", member=member, rows=list(rows.values()), **words)


def _own_page(form: JoinForm) -> str:
    mine = find.own_offices(current_person().id)
    forms = {
        member.id: ShareForm(formdata=None, prefix=f"m{member.id}-", shares=sorted(member.shared())) for member in mine
    }
    return render_template("offices/own.html", form=form, members=mine, labels=SUBJECT_LABELS, forms=forms)


def _office_page(found: Office, form: OfficeForm) -> str:
    return render_template(
        "offices/office.html",
        office=found,
        form=form,
        members=find.members_of(found.id),
        managers={one.person_id for one in find.managers_of(found.id)},
    )
