"""Applying for 合理的配慮, and deciding: the grounds are shown to those who decide alone."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import audit, clock
from app.accounts import queries
from app.accounts.actions import applications as actions
from app.accounts.actions import end_accommodation
from app.accounts.forms.applications import ApplicationForm, DecisionForm
from app.accounts.guards import current_person, not_through_other_eyes, requires, signed_in
from app.accounts.models.applications import AccommodationApplication as Application
from app.accounts.queries import applications as find
from app.accounts.queries import retention
from app.accounts.rules import Permission
from app.accounts.rules.applications import (
    LARGEST_FILE,
    STATE_LABELS,
    WANTED_LABELS,
    ApplicationState,
    Wanted,
    longest_factor,
)
from app.accounts.views.blueprint import bp
from app.db import beside
from app.errors import Refusal
from app.lists import Column, every_row, listing
from app.ui import lists

DECIDE = Permission.GRANT_ACCOMMODATION
COLUMNS = (
    Column(
        "name",
        "氏名",
        lambda row: row.AccommodationApplication.person.name,
        (Application.person_id,),
        link=lambda row: url_for("accounts.application", application_id=row.AccommodationApplication.id),
    ),
    Column("state", "状態", lambda row: STATE_LABELS[row.AccommodationApplication.state()]),
    Column("place", "団体", lambda row: row.AccommodationApplication.organisation.name),
    Column(
        "sent", "届いた日時", lambda row: row.AccommodationApplication.sent_at, (Application.sent_at,), first="down"
    ),
    Column("decided", "決めた日時", lambda row: row.AccommodationApplication.decided_at, (Application.decided_at,)),
)


@bp.get("/account/accommodation")
@signed_in
@not_through_other_eyes
def own_accommodation() -> ResponseReturnValue:
    return _own_page(_form(ApplicationForm(formdata=None)))


@bp.post("/account/accommodation")
@signed_in
def apply_for_accommodation() -> ResponseReturnValue:
    form = _form(ApplicationForm())
    if not form.validate_on_submit():
        return _own_page(form), 422
    sent = request.files.get("paper")
    asked = actions.Asked(form.asked(), form.grounds.data, sent.read(LARGEST_FILE + 1) if sent else b"")
    place = next(one for one in find.own_places(current_person()) if one.id == form.organisation.data)
    try:
        actions.apply(current_person(), place, asked, now=clock.now(), today=clock.today())
    except Refusal as refused:
        form.grounds.errors = [refused.message]
        return _own_page(form), 422
    flash("申し込みました。結果はお知らせでお伝えします。", "success")
    return redirect(url_for("accounts.own_accommodation"), 303)


@bp.post("/account/accommodation/<int:application_id>/withdrawal")
@signed_in
def withdraw_application(application_id: int) -> ResponseReturnValue:
    mine = find.own_application(application_id, current_person().id)
    actions.withdraw(mine, by=current_person(), now=clock.now())
    flash("申し込みを取り下げ、理由と書類を消去しました。", "success")
    return redirect(url_for("accounts.own_accommodation"), 303)


@bp.post("/account/accommodation/end")
@signed_in
def end_own_accommodation() -> ResponseReturnValue:
    end_accommodation(current_person(), by=current_person(), now=clock.now())
    flash("配慮を終わりにしました。これからの試験は、ふつうの時間で行われます。", "success")
    return redirect(url_for("accounts.own_accommodation"), 303)


@bp.get("/accommodations")
@requires(DECIDE)
def applications() -> ResponseReturnValue:
    wish = lists.wished("state")
    wanted = find.applications_wanted(current_person(), wish)
    if encoding := lists.wants_file():
        rows = every_row(wanted, COLUMNS, wish, last=Application.id)
        return lists.as_file("accommodations", COLUMNS, rows, encoding)
    chosen = wish.narrowed.get("state")
    labels: dict[str | None, str] = {None: "すべて", **{state.value: label for state, label in STATE_LABELS.items()}}
    states = [
        {"label": label, "url": lists.here(wish, state=state), "current": state == chosen}
        for state, label in labels.items()
    ]
    found = listing(wanted, COLUMNS, wish, last=Application.id)
    return render_template("accounts/applications.html", found=found, states=states)


@bp.get("/accommodations/<int:application_id>")
@requires(DECIDE)
def application(application_id: int) -> ResponseReturnValue:
    found = find.application_where(application_id, current_person())
    _note_reading(found)
    factor = longest_factor(found.wanted)
    proposed = DecisionForm(
        formdata=None,
        factor=factor or "1.00",
        aids=[one for one in found.wanted if one not in (Wanted.TIME_130, Wanted.TIME_150, Wanted.OTHER)],
    )
    return _application_page(found, proposed)


@bp.get("/accommodations/<int:application_id>/paper")
@requires(DECIDE)
def application_paper(application_id: int) -> ResponseReturnValue:
    found = find.application_where(application_id, current_person())
    paper = find.paper_of(found)
    _note_reading(found)
    headers = {"Content-Disposition": f'attachment; filename="shorui.{paper.type.rpartition("/")[2]}"'}
    return Response(paper.bytes, mimetype=paper.type, headers=headers)


@bp.post("/accommodations/<int:application_id>")
@requires(DECIDE)
def decide_application(application_id: int) -> ResponseReturnValue:
    found, form = find.application_where(application_id, current_person(), lock=True), DecisionForm()
    if not form.validate_on_submit():
        return _application_page(found, form), 422
    by, now = current_person(), clock.now()
    if form.verdict.data == "refuse":
        actions.refuse(found, reason=form.reason.data, by=by, now=now)
        flash("認めないことを、理由とともに本人にお知らせしました。", "success")
    else:
        granted = actions.Granted(form.granted_factor(), form.granted_aids(), form.valid_until_on.data)
        actions.grant(found, granted, reason=form.reason.data or "", by=by, now=now, today=clock.today())
        flash("配慮を認め、本人にお知らせしました。すべての時間制限つきの試験に使われます。", "success")
    return redirect(url_for("accounts.applications"), 303)


def _note_reading(found: Application) -> None:
    """Whoever reads somebody's grounds leaves a trace."""
    if found.ground is not None:
        subject, by, place = f"application:{found.id}", current_person().id, found.organisation_id
        beside(lambda: audit.record("application.read", subject, by=by, organisation=place))


def _form(form: ApplicationForm) -> ApplicationForm:
    return form.offering(find.own_places(current_person()))


def _own_page(form: ApplicationForm) -> str:
    person = current_person()
    mine = find.own_applications(person.id)
    return render_template(
        "accounts/accommodation.html",
        form=form,
        applications=mine,
        waiting=any(one.state() is ApplicationState.OPEN for one in mine),
        states=STATE_LABELS,
        wanted=WANTED_LABELS,
        help=queries.help_for(person.id, clock.today()),
        accommodation=queries.accommodation_in_force(person.id),
        kept=retention.grounds_kept(clock.today()),
    )


def _application_page(found: Application, form: DecisionForm) -> str:
    return render_template(
        "accounts/application.html",
        application=found,
        person=found.person,
        form=form,
        states=STATE_LABELS,
        wanted=WANTED_LABELS,
        help=queries.help_for(found.person_id, clock.today()),
        accommodation=queries.accommodation_in_force(found.person_id),
    )
