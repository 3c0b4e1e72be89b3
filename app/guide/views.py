"""Pages of the guide, open to all, and those on which an administrator keeps its dates."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.guards import current_person, open_to_all, requires
from app.accounts.rules import Permission
from app.guide import actions, queries
from app.guide.forms import DateForm, EligibilityForm
from app.practice.queries.editions import examination

bp = Blueprint("guide", __name__, url_prefix="/guide", template_folder="templates")


@bp.get("")
@open_to_all
def index() -> ResponseReturnValue:
    editions = examination().editions
    return render_template(
        "guide/index.html",
        dates=queries.next_dates(clock.today()),
        editions=editions,
        rates=[{"label": f"{one.round}回", "value": one.rate} for one in reversed(editions)],
        numbers=[{"label": f"{one.round}回", "value": round(one.examinees / 1000, 1)} for one in reversed(editions)],
        keeps=current_user.is_authenticated and current_person().may(Permission.ADMINISTER),
    )


@bp.get("/eligibility")
@open_to_all
def eligibility() -> ResponseReturnValue:
    return render_template("guide/eligibility.html", form=EligibilityForm(formdata=None), standing=None)


@bp.post("/eligibility")
@open_to_all
def check_eligibility() -> ResponseReturnValue:
    """Nothing of it is kept: the answer stands on the page alone."""
    form = EligibilityForm()
    if not form.validate_on_submit():
        return render_template("guide/eligibility.html", form=form, standing=None), 422
    return render_template("guide/eligibility.html", form=form, standing=form.standing())


@bp.get("/dates")
@requires(Permission.ADMINISTER)
def dates() -> ResponseReturnValue:
    queries.check_keeper(current_person())
    return render_template("guide/dates.html", dates=queries.all_dates())


@bp.get("/dates/new")
@requires(Permission.ADMINISTER)
def new_date() -> ResponseReturnValue:
    queries.check_keeper(current_person())
    return render_template("guide/date.html", form=DateForm(formdata=None), row=None)


@bp.post("/dates/new")
@requires(Permission.ADMINISTER)
def add_date() -> ResponseReturnValue:
    queries.check_keeper(current_person())
    form = DateForm()
    if not form.validate_on_submit():
        return render_template("guide/date.html", form=form, row=None), 422
    actions.add(form.said(), by=current_person(), now=clock.now())
    flash("日程を加えました。受験ガイドに出ています。", "success")
    return redirect(url_for(".dates"), 303)


@bp.get("/dates/<int:date_id>", endpoint="date")
@requires(Permission.ADMINISTER)
def one_date(date_id: int) -> ResponseReturnValue:
    queries.check_keeper(current_person())
    row = queries.exam_date(date_id)
    return render_template("guide/date.html", form=DateForm(formdata=None, obj=row), row=row)


@bp.post("/dates/<int:date_id>")
@requires(Permission.ADMINISTER)
def change_date(date_id: int) -> ResponseReturnValue:
    queries.check_keeper(current_person())
    row, form = queries.exam_date(date_id), DateForm()
    if not form.validate_on_submit():
        return render_template("guide/date.html", form=form, row=row), 422
    actions.change(row, form.said(), by=current_person(), now=clock.now())
    flash("日程を変えました。", "success")
    return redirect(url_for(".dates"), 303)


@bp.post("/dates/<int:date_id>/removal")
@requires(Permission.ADMINISTER)
def remove_date(date_id: int) -> ResponseReturnValue:
    queries.check_keeper(current_person())
    actions.remove(queries.exam_date(date_id), by=current_person())
    flash("日程を消しました。", "success")
    return redirect(url_for(".dates"), 303)
