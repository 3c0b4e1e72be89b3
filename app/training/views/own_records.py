"""研修記録シート for who fills them in: a learner's own, and a manager's through a link without an account."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, open_to_all, requires
from app.accounts.rules import Permission
from app.errors import NotFound
from app.training.actions import records as actions
from app.training.forms.records import AskForm
from app.training.models.running import Enrolment
from app.training.queries import records as find
from app.training.queries import running
from app.training.rules.records import LEVEL_LABELS, MOMENT_LABELS, RATER_LABELS, SHEET_STATE_LABELS, Moment, Rater
from app.training.views.blueprint import learning as bp
from app.training.views.record_filling import Filling, headed

URL = "/training/records/<int:enrolment_id>"
MOMENT = "<any(before, after, later):moment>"


@bp.get(URL)
@requires(Permission.PRACTISE)
def records(enrolment_id: int) -> ResponseReturnValue:
    return _page(_own(enrolment_id))


def _own(enrolment_id: int) -> Enrolment:
    return running.own_enrolment_by_id(enrolment_id, current_person().id)


def _page(enrolment: Enrolment, refused: tuple[Moment, AskForm] | None = None) -> str:
    row = find.own_rows([enrolment], clock.today()).get(enrolment.id)
    if row is None:
        raise NotFound(find.NO_PLAN)
    forms = {moment: AskForm(formdata=None, prefix=f"{moment}-") for moment in Moment}
    return render_template(
        "training/own_records.html",
        enrolment=enrolment,
        row=row,
        goals=find.goals(enrolment.cohort_id),
        sheets=headed(find.sheets_of(enrolment.id)),
        links=find.links_of(enrolment.id),
        forms=forms | dict([refused] if refused else []),
        moments=MOMENT_LABELS,
        raters=RATER_LABELS,
        states=SHEET_STATE_LABELS,
        levels=LEVEL_LABELS,
    )


@bp.get(f"{URL}/{MOMENT}")
@requires(Permission.PRACTISE)
def record_sheet(enrolment_id: int, moment: str) -> ResponseReturnValue:
    return _filling(enrolment_id, moment).page()


@bp.post(f"{URL}/{MOMENT}")
@requires(Permission.PRACTISE)
def save_record_sheet(enrolment_id: int, moment: str) -> ResponseReturnValue:
    refused = _filling(enrolment_id, moment).take()
    return (refused, 422) if refused else redirect(url_for(".records", enrolment_id=enrolment_id), 303)


def _filling(enrolment_id: int, moment: str) -> Filling:
    action = url_for(".save_record_sheet", enrolment_id=enrolment_id, moment=moment)
    return Filling(_own(enrolment_id), Moment(moment), Rater.SELF, current_person(), action)


@bp.post(f"{URL}/{MOMENT}/manager")
@requires(Permission.PRACTISE)
def ask_manager(enrolment_id: int, moment: str) -> ResponseReturnValue:
    enrolment, which = _own(enrolment_id), Moment(moment)
    form = AskForm(prefix=f"{which}-")
    if not form.validate_on_submit():
        return _page(enrolment, (which, form)), 422
    whom = {"name": form.name.data, "email": form.email.data}
    actions.ask_manager(enrolment, which, **whom, by=current_person(), now=clock.now(), today=clock.today())
    flash("管理者にメールを送りました。提出されると、お知らせします。", "success")
    return redirect(url_for(".records", enrolment_id=enrolment_id), 303)


@bp.get("/records/<token>")
@open_to_all
def manager_sheet(token: str) -> ResponseReturnValue:
    return _by_link(token).page()


@bp.post("/records/<token>")
@open_to_all
def save_manager_sheet(token: str) -> ResponseReturnValue:
    filling = _by_link(token, lock=True)
    refused = filling.take()
    if refused:
        return refused, 422
    if find.sheet_of(filling.enrolment.id, filling.moment, Rater.MANAGER, handed_in=True):
        return render_template("training/record_handed_in.html")
    return redirect(filling.action, 303)


def _by_link(token: str, *, lock: bool = False) -> Filling:
    link = actions.of_link(token, now=clock.now(), lock=lock)
    action = url_for(".save_manager_sheet", token=token)
    return Filling(link.enrolment, link.moment, Rater.MANAGER, None, action, link.name)


@bp.get(f"/office/records/<int:enrolment_id>/{MOMENT}")
@requires(Permission.MANAGE_OFFICE)
def colleague_sheet(enrolment_id: int, moment: str) -> ResponseReturnValue:
    return _by_account(enrolment_id, moment).page()


@bp.post(f"/office/records/<int:enrolment_id>/{MOMENT}")
@requires(Permission.MANAGE_OFFICE)
def save_colleague_sheet(enrolment_id: int, moment: str) -> ResponseReturnValue:
    refused = _by_account(enrolment_id, moment).take()
    return (refused, 422) if refused else redirect(url_for("offices.managed"), 303)


def _by_account(enrolment_id: int, moment: str) -> Filling:
    manager = current_person()
    enrolment = find.enrolment_shown_to(manager, enrolment_id)
    action = url_for(".save_colleague_sheet", enrolment_id=enrolment_id, moment=moment)
    return Filling(enrolment, Moment(moment), Rater.MANAGER, manager, action, manager.name)
