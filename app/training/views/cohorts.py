"""Trainings that one runs: the list, a new cohort, its board, who takes part, what is assigned."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Refusal
from app.training.actions import running as actions
from app.training.forms.certificates import ListForm
from app.training.forms.running import AssignForm, CohortForm, EnrolForm
from app.training.models.running import Cohort
from app.training.queries import applying, boards, curricula, imports, recommendations
from app.training.queries import running as find
from app.training.rules.completion import RULES, STANDING_LABELS, Standing
from app.training.rules.running import ENROLMENT_STATE_LABELS, ROUTE_LABELS, EnrolmentState
from app.training.views.blueprint import cohorts as bp

UNKNOWN_ADDRESSES = "次の人は、まだここに登録していません：{emails}"
PARTS = {
    Standing.DONE: "done",
    Standing.BEGUN: "begun",
    Standing.OPEN: "rest",
    Standing.WAITING: "waiting",
    Standing.OVERDUE: "overdue",
}
NOBODY_NEW = "どの人も、すでにこのクラスにいます。申込と空き待ちの人は、一覧の「受講を決める」で決められます。"
BELONGS = "この団体に入れる前に、本人に登録してもらってください。"


@bp.get("")
@requires(Permission.MANAGE_COHORT)
def index() -> ResponseReturnValue:
    person = current_person()
    return render_template("training/cohorts.html", cohorts=find.cohorts(person), today=clock.today())


@bp.get("/new")
@requires(Permission.MANAGE_COHORT)
def new() -> ResponseReturnValue:
    return _new_page(CohortForm(formdata=None, capacity=50))


@bp.post("")
@requires(Permission.MANAGE_COHORT)
def create() -> ResponseReturnValue:
    form = CohortForm()
    form.offer(_own_curricula())
    if not form.validate_on_submit():
        return _new_page(form), 422
    if form.ends_on.data < form.starts_on.data:
        form.ends_on.errors = [actions.ENDS_BEFORE]
        return _new_page(form), 422
    plan = actions.Plan(form.title.data, form.cohort.data, form.starts_on.data, form.ends_on.data, form.capacity.data)
    chosen = curricula.own_curriculum(form.curriculum.data, current_person())
    cohort = actions.open_cohort(plan, chosen, by=current_person(), now=clock.now())
    return redirect(url_for(".board", cohort_id=cohort.id), 303)


def _own_curricula() -> list[tuple[int, str]]:
    own = [each for each in curricula.curricula(current_person()) if each.original_id is not None]
    return [(each.id, f"{each.title}（{each.edition_title}・{each.organisation.name}）") for each in own]


def _new_page(form: CohortForm) -> str:
    offered = _own_curricula()
    form.offer(offered)
    return render_template("training/cohort_new.html", form=form, offered=offered)


@bp.get("/<int:cohort_id>")
@requires(Permission.MANAGE_COHORT)
def board(cohort_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    now = clock.now()
    shown = boards.board(cohort, clock.today())
    page = min(max(1, request.args.get("page", 1, type=int)), shown.pages)
    return render_template(
        "training/cohort.html",
        cohort=cohort,
        board=shown,
        page=page,
        extensions=applying.open_extensions(cohort.id),
        sessions=find.sessions(cohort.id),
        now=now,
        labels=STANDING_LABELS,
        spread=_spread(shown),
        parts=[(PARTS[one], STANDING_LABELS[one]) for one in PARTS],
        rules=RULES,
        lists=ListForm(formdata=None),
    )


def _spread(shown: boards.Board) -> list[dict[str, object]]:
    """How many stand how in each module that somebody has, in the order in which the chart draws it."""
    counts = shown.spread
    return [
        {"label": module.title, "values": [counts[module.id][one] for one in PARTS]}
        for module in shown.modules
        if module.id in counts
    ]


@bp.post("/<int:cohort_id>/reminders")
@requires(Permission.MANAGE_COHORT)
def remind(cohort_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    in_need = [row.enrolment.person_id for row in boards.board(cohort, clock.today()).in_need]
    count = actions.remind(cohort, in_need, by=current_person(), now=clock.now())
    flash(f"{count}人に連絡しました。", "success")
    return redirect(url_for(".board", cohort_id=cohort_id), 303)


@bp.get("/<int:cohort_id>/people")
@requires(Permission.MANAGE_COHORT)
def people(cohort_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    return _people_page(cohort, EnrolForm(formdata=None))


@bp.post("/<int:cohort_id>/people")
@requires(Permission.MANAGE_COHORT)
def enrol(cohort_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    form = EnrolForm()
    if not form.validate_on_submit():
        return _people_page(cohort, form), 422
    known = find.people_by_email(form.lines())
    if unknown := [email for email in form.lines() if email not in known]:
        form.emails.errors = [UNKNOWN_ADDRESSES.format(emails="、".join(unknown)), BELONGS]
        return _people_page(cohort, form), 422
    made = actions.enrol(cohort, list(dict.fromkeys(known.values())), by=current_person(), now=clock.now())
    seated = sum(each.state is EnrolmentState.ENROLLED for each in made)
    if not made:
        flash(NOBODY_NEW, "info")
    else:
        flash(f"{seated}人の受講を決め、{len(made) - seated}人を空き待ちにしました。", "success")
    return redirect(url_for(".people", cohort_id=cohort_id), 303)


def _people_page(cohort: Cohort, form: EnrolForm) -> str:
    enrolments, questions = find.enrolments(cohort.id), applying.questions(cohort.id)
    given = applying.answers(cohort.id) if questions else {}
    return render_template(
        "training/people.html",
        cohort=cohort,
        enrolments=enrolments,
        invited=imports.invited(cohort.id),
        recommended=recommendations.of_cohort(cohort.id),
        questions=questions,
        unmet={each.id: applying.unmet(questions, given.get(each.id, {})) for each in enrolments} if questions else {},
        given=given,
        form=form,
        labels=ENROLMENT_STATE_LABELS,
        routes=ROUTE_LABELS,
    )


@bp.post("/<int:cohort_id>/code")
@requires(Permission.MANAGE_COHORT)
def code(cohort_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    actions.new_code(cohort, by=current_person())
    flash("新しい受講コードを作りました。前のコードは使えません。", "success")
    return redirect(url_for(".people", cohort_id=cohort_id), 303)


@bp.post("/<int:cohort_id>/people/<int:enrolment_id>/decision")
@requires(Permission.MANAGE_COHORT)
def decide(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    enrolment = find.enrolment_in(cohort_id, enrolment_id)
    accept = request.form.get("accept") == "yes"
    actions.decide(enrolment, cohort, accept=accept, by=current_person(), now=clock.now())
    flash(f"{enrolment.person.name}さん：{ENROLMENT_STATE_LABELS[enrolment.state]}", "success")
    return redirect(url_for(".people", cohort_id=cohort_id), 303)


@bp.post("/<int:cohort_id>/people/<int:enrolment_id>/withdrawal")
@requires(Permission.MANAGE_COHORT)
def withdraw(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    enrolment = find.enrolment_in(cohort_id, enrolment_id)
    actions.withdraw(enrolment, cohort, by=current_person(), now=clock.now())
    flash(f"{enrolment.person.name}さんの受講を取り消しました。", "success")
    return redirect(url_for(".people", cohort_id=cohort_id), 303)


@bp.get("/<int:cohort_id>/assignments")
@requires(Permission.MANAGE_COHORT)
def assignments(cohort_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    return _assign_page(cohort, AssignForm(formdata=None))


@bp.post("/<int:cohort_id>/assignments")
@requires(Permission.MANAGE_COHORT)
def assign(cohort_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    form = AssignForm()
    form.offer(_modules(cohort))
    if not form.validate_on_submit():
        return _assign_page(cohort, form), 422
    chosen = [module for module in cohort.run.curriculum.modules if module.id in form.modules.data]
    try:
        count = actions.assign(cohort, chosen, due_on=form.due_on.data, only=None, by=current_person(), now=clock.now())
    except Refusal as refused:
        form.due_on.errors = [refused.message]
        return _assign_page(cohort, form), 422
    flash(f"{count}科目を割り当てました。", "success")
    return redirect(url_for(".assignments", cohort_id=cohort_id), 303)


def _modules(cohort: Cohort) -> list[tuple[int, str]]:
    return [(each.id, each.title) for each in cohort.run.curriculum.modules if each.withdrawn_at is None]


def _assign_page(cohort: Cohort, form: AssignForm) -> str:
    form.offer(_modules(cohort))
    return render_template(
        "training/assignments.html", cohort=cohort, assignments=find.assignments(cohort.id), form=form
    )
