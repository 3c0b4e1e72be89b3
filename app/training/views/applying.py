"""The form of a class: what is asked, what follows from an answer, what comes before what; wishes for more time."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Refusal
from app.training.actions import applying as actions
from app.training.forms.applying import FollowForm, OrderForm, QuestionForm, lines
from app.training.models.running import Cohort
from app.training.queries import applying as find
from app.training.queries import running
from app.training.views.blueprint import cohorts as bp

FORM = "/<int:cohort_id>/application-form"
RULES = "/<int:cohort_id>/assignments/rules"
ORDER = "/<int:cohort_id>/assignments/order"


@bp.get(FORM)
@requires(Permission.MANAGE_COHORT)
def application_form(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    return _form_page(cohort, QuestionForm(formdata=None))


@bp.post(FORM)
@requires(Permission.MANAGE_COHORT)
def ask_question(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    form = QuestionForm()
    if not form.validate_on_submit():
        return _form_page(cohort, form), 422
    try:
        actions.ask(cohort, form.text.data, lines(form.choices.data), lines(form.meets.data), by=current_person())
    except Refusal as refused:
        form.text.errors = [refused.message]
        return _form_page(cohort, form), 422
    flash("質問を加えました。", "success")
    return redirect(url_for(".application_form", cohort_id=cohort_id), 303)


@bp.post(f"{FORM}/<int:question_id>/removal")
@requires(Permission.MANAGE_COHORT)
def remove_question(cohort_id: int, question_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    actions.ask_no_more(find.question_in(cohort_id, question_id), cohort, by=current_person())
    flash("質問を消しました。", "success")
    return redirect(url_for(".application_form", cohort_id=cohort_id), 303)


def _form_page(cohort: Cohort, form: QuestionForm) -> str:
    return render_template(
        "training/application_form.html", cohort=cohort, questions=find.questions(cohort.id), form=form
    )


@bp.get(RULES)
@requires(Permission.MANAGE_COHORT)
def assignment_rules(cohort_id: int) -> ResponseReturnValue:
    return _rules_page(running.cohort_where(cohort_id, current_person()))


@bp.post(RULES)
@requires(Permission.MANAGE_COHORT)
def add_rule(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    form = FollowForm()
    form.offer(find.questions(cohort_id), _modules(cohort))
    if not form.validate_on_submit():
        return _rules_page(cohort, follow=form), 422
    question_id, place = form.chosen()
    question = find.question_in(cohort_id, question_id)
    module = next(each for each in cohort.run.curriculum.modules if each.id == form.module.data)
    said = {"due_on": form.due_on.data, "by": current_person(), "now": clock.now()}
    try:
        count = actions.let_follow(cohort, question, question.choices[place], module, **said)
    except Refusal as refused:
        form.due_on.errors = [refused.message]
        return _rules_page(cohort, follow=form), 422
    flash(f"きまりを加え、{count}人に割り当てました。", "success")
    return redirect(url_for(".assignment_rules", cohort_id=cohort_id), 303)


@bp.post(f"{RULES}/<int:rule_id>/removal")
@requires(Permission.MANAGE_COHORT)
def remove_rule(cohort_id: int, rule_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    actions.follow_no_more(find.rule_in(cohort_id, rule_id), cohort, by=current_person())
    flash("きまりを消しました。割り当てた科目は残ります。", "success")
    return redirect(url_for(".assignment_rules", cohort_id=cohort_id), 303)


@bp.post(ORDER)
@requires(Permission.MANAGE_COHORT)
def add_order(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    form = OrderForm()
    form.offer(_modules(cohort))
    if not form.validate_on_submit():
        return _rules_page(cohort, order=form), 422
    modules = {each.id: each for each in cohort.run.curriculum.modules}
    try:
        actions.put_before(cohort, modules[form.module.data], modules[form.before.data], by=current_person())
    except Refusal as refused:
        form.module.errors = [refused.message]
        return _rules_page(cohort, order=form), 422
    flash("順番を決めました。", "success")
    return redirect(url_for(".assignment_rules", cohort_id=cohort_id), 303)


@bp.post(f"{ORDER}/<int:prerequisite_id>/removal")
@requires(Permission.MANAGE_COHORT)
def remove_order(cohort_id: int, prerequisite_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    actions.put_before_no_more(find.prerequisite_in(cohort_id, prerequisite_id), cohort, by=current_person())
    flash("順番のきまりを消しました。", "success")
    return redirect(url_for(".assignment_rules", cohort_id=cohort_id), 303)


def _modules(cohort: Cohort) -> list[tuple[int, str]]:
    return [(each.id, each.title) for each in cohort.run.curriculum.modules if each.withdrawn_at is None]


def _rules_page(cohort: Cohort, *, follow: FollowForm | None = None, order: OrderForm | None = None) -> str:
    follow, order = follow or FollowForm(formdata=None), order or OrderForm(formdata=None)
    questions = find.questions(cohort.id)
    follow.offer(questions, _modules(cohort))
    order.offer(_modules(cohort))
    return render_template(
        "training/assignment_rules.html",
        cohort=cohort,
        questions=questions,
        rules=find.rules(cohort.id),
        prerequisites=find.prerequisites(cohort.id),
        follow=follow,
        order=order,
    )


@bp.post("/<int:cohort_id>/extensions/<int:extension_id>")
@requires(Permission.MANAGE_COHORT)
def decide_extension(cohort_id: int, extension_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    found = find.extension_in(cohort_id, extension_id)
    grant = request.form.get("grant") == "yes"
    actions.decide_time(found, cohort, grant=grant, by=current_person(), now=clock.now())
    flash("延長を認めました。" if grant else "延長を見送りました。", "success")
    return redirect(url_for(".board", cohort_id=cohort_id), 303)
