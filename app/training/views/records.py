"""研修記録シート for the organiser: days and goals, who has handed in, one learner's sheets, what has changed."""

from __future__ import annotations

from dataclasses import asdict
from itertools import product

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Refusal
from app.training.actions import giving_back, record_reminders
from app.training.actions import records as actions
from app.training.forms.certificates import ListForm
from app.training.forms.records import DaysForm, GoalsForm, LinkForm, goals_form, goals_in
from app.training.forms.reports import BackForm
from app.training.models.records import RecordPlan
from app.training.models.running import Cohort, Enrolment
from app.training.queries import record_effect, running
from app.training.queries import records as find
from app.training.rules import records as rules
from app.training.rules.records import LEVEL_LABELS, MOMENT_LABELS, RATER_LABELS, SHEET_STATE_LABELS, Moment, Rater
from app.training.views.blueprint import cohorts as bp
from app.training.views.record_filling import COLUMNS, headed

URL = "/<int:cohort_id>/records"
PERSON = f"{URL}/people/<int:enrolment_id>"
PEOPLE_A_PAGE = 50
WORDS = {
    "moments": MOMENT_LABELS,
    "raters": RATER_LABELS,
    "states": SHEET_STATE_LABELS,
    "levels": LEVEL_LABELS,
}


@bp.get(URL)
@requires(Permission.MANAGE_COHORT)
def records(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    plan = find.plan_of(cohort.id)
    return _days_page(cohort, None) if plan is None else _board_page(cohort, plan)


def _board_page(cohort: Cohort, plan: RecordPlan) -> str:
    rows = find.overview(cohort, plan, clock.today())
    pages = max(1, -(-len(rows) // PEOPLE_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "training/records.html",
        cohort=cohort,
        plan=plan,
        rows=rows,
        shown=rows[(page - 1) * PEOPLE_A_PAGE : page * PEOPLE_A_PAGE],
        page=page,
        pages=pages,
        counts=find.counts(rows),
        goals=find.goals_by_module(cohort.id),
        effect=record_effect.effect(cohort.id),
        lists=ListForm(formdata=None),
        highest=rules.HIGHEST,
        columns=COLUMNS,
        today=clock.today(),
        **WORDS,
    )


@bp.get(f"{URL}/days")
@requires(Permission.MANAGE_COHORT)
def record_days(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    return _days_page(cohort, find.plan_of(cohort.id))


@bp.post(f"{URL}/days")
@requires(Permission.MANAGE_COHORT)
def set_record_days(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    form, plan = DaysForm(), find.plan_of(cohort.id)
    if not form.validate_on_submit():
        return _days_page(cohort, plan, form), 422
    actions.set_days(cohort, form.days(), by=current_person(), now=clock.now(), today=clock.today())
    flash("研修記録シートの日程を保存しました。", "success")
    return redirect(url_for(".records" if plan else ".record_goals", cohort_id=cohort_id), 303)


def _days_page(cohort: Cohort, plan: RecordPlan | None, form: DaysForm | None = None) -> str:
    run = cohort.run
    usual = plan.days() if plan else rules.usual_days(run.starts_on, run.ends_on, clock.today())
    form = form or DaysForm(formdata=None, **asdict(usual))
    return render_template("training/record_days.html", cohort=cohort, plan=plan, form=form)


@bp.get(f"{URL}/goals")
@requires(Permission.MANAGE_COHORT)
def record_goals(cohort_id: int) -> ResponseReturnValue:
    return _goals_page(running.cohort_where(cohort_id, current_person()))


@bp.post(f"{URL}/goals")
@requires(Permission.MANAGE_COHORT)
def set_record_goals(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    form = goals_form(find.assigned_modules(cohort.id))
    if not form.validate_on_submit():
        return _goals_page(cohort, form), 422
    actions.set_goals(cohort, goals_in(form), by=current_person())
    flash("目標を保存しました。受講者は、期間に入ると記入できます。", "success")
    return redirect(url_for(".records", cohort_id=cohort_id), 303)


def _goals_page(cohort: Cohort, form: GoalsForm | None = None) -> str:
    modules = find.assigned_modules(cohort.id)
    stored = {id_: [goal.text for goal in goals] for id_, goals in find.goals_by_module(cohort.id).items()}
    texts = find.proposed_goals(modules, current_person()) | stored
    filled = {f"module_{module.id}": "\n".join(texts[module.id]) for module in modules}
    begun = find.has_sheets(cohort.id)
    return render_template(
        "training/record_goals.html",
        cohort=cohort,
        modules=modules,
        form=form or goals_form(modules, formdata=None, **filled),
        fixed=set(stored) if begun else set(),
    )


@bp.post(f"{URL}/reminders")
@requires(Permission.MANAGE_COHORT)
def remind_of_records(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    plan, moment = find.plan_where(cohort.id), _moment(request.form.get("moment", ""))
    today = clock.today()
    count = record_reminders.remind_now(cohort, plan, moment, by=current_person(), today=today, now=clock.now())
    flash(f"{count}人に連絡しました。", "success")
    return redirect(url_for(".records", cohort_id=cohort_id), 303)


def _moment(text: str) -> Moment:
    if text not in MOMENT_LABELS:
        raise Refusal("連絡する時点を、画面のボタンから選んでください。")
    return Moment(text)


@bp.get(PERSON)
@requires(Permission.MANAGE_COHORT)
def learner_records(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    return _person_page(cohort, running.enrolment_in(cohort.id, enrolment_id))


@bp.post(f"{PERSON}/<any(before, after, later):moment>/link")
@requires(Permission.MANAGE_COHORT)
def record_link(cohort_id: int, enrolment_id: int, moment: str) -> ResponseReturnValue:
    """Shown once: only its hash is kept."""
    cohort = running.cohort_where(cohort_id, current_person())
    enrolment, form = running.enrolment_in(cohort.id, enrolment_id), LinkForm(prefix=f"{moment}-")
    if not form.validate_on_submit():
        return _person_page(cohort, enrolment, {Moment(moment): form}), 422
    whose = {"name": form.name.data, "email": None}
    token = actions.issue_link(
        enrolment, Moment(moment), **whose, by=current_person(), now=clock.now(), today=clock.today()
    )
    url = url_for("training.manager_sheet", token=token, _external=True)
    label = MOMENT_LABELS[Moment(moment)]
    page = "training/record_link.html"
    return render_template(page, cohort=cohort, enrolment=enrolment, url=url, label=label, name=form.name.data)


@bp.post(f"{PERSON}/<any(before, after, later):moment>/<any(self, manager):rater>/return")
@requires(Permission.MANAGE_COHORT)
def give_back_record(cohort_id: int, enrolment_id: int, moment: str, rater: str) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    enrolment, form = running.enrolment_in(cohort.id, enrolment_id), BackForm(prefix=f"{moment}-{rater}-")
    if not form.validate_on_submit():
        return _person_page(cohort, enrolment, back={(moment, rater): form}), 422
    said = {"reason": form.reason.data, "by": current_person(), "now": clock.now(), "today": clock.today()}
    giving_back.sheet(enrolment, Moment(moment), Rater(rater), **said)
    flash("シートを差し戻しました。受講者にお知らせしました。", "success")
    return redirect(url_for(".learner_records", cohort_id=cohort_id, enrolment_id=enrolment_id), 303)


def _person_page(
    cohort: Cohort,
    enrolment: Enrolment,
    refused: dict[Moment, LinkForm] | None = None,
    back: dict[tuple[str, str], BackForm] | None = None,
) -> str:
    plan, pairs = find.plan_where(cohort.id), product(Moment, Rater)
    usual = {(one.value, two.value): BackForm(formdata=None, prefix=f"{one}-{two}-") for one, two in pairs}
    return render_template(
        "training/learner_records.html",
        cohort=cohort,
        enrolment=enrolment,
        row=find.row_of(enrolment, plan, clock.today()),
        goals=find.goals(cohort.id),
        sheets=headed(find.sheets_of(enrolment.id)),
        links=find.links_of(enrolment.id),
        today=clock.today(),
        returns=find.returns_of(enrolment.id),
        back=usual | (back or {}),
        forms={each: LinkForm(formdata=None, prefix=f"{each}-") for each in Moment} | (refused or {}),
        **WORDS,
    )
