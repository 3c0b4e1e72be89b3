"""What a class asks of somebody: the form of those who apply or were put on a list; a wish for more time."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Conflict, NotFound, Refusal
from app.training.actions import applying as actions
from app.training.actions import running as enrolling
from app.training.forms.applying import TimeForm, answer_form
from app.training.models.applying import CohortQuestion
from app.training.models.running import Cohort, Enrolment
from app.training.queries import applying as find
from app.training.queries import boards, running
from app.training.views.blueprint import learning as bp
from app.ui.fields import Form
from app.ui.rules import plain_date

SENT = "申し込みました。主催者が決定すると、お知らせします。"
UNMET = "申し込みました。受講要件に合わない答えがあるため、主催者が確かめます。"


@bp.get("/training/applications/<code>")
@requires(Permission.PRACTISE)
def application(code: str) -> ResponseReturnValue:
    cohort = _cohort(code)
    return _page(cohort, answer_form(find.questions(cohort.id), empty=True), url_for(".apply_with_answers", code=code))


@bp.post("/training/applications/<code>")
@requires(Permission.PRACTISE)
def apply_with_answers(code: str) -> ResponseReturnValue:
    cohort = _cohort(code)
    questions = find.questions(cohort.id)
    form = answer_form(questions)
    if not form.validate_on_submit():
        return _page(cohort, form, url_for(".apply_with_answers", code=code)), 422
    enrolment = enrolling.apply_by_code(code.upper(), by=current_person(), now=clock.now())
    given = _given(questions, form)
    actions.answer(enrolment, cohort, given, now=clock.now())
    unmet = find.unmet(questions, given)
    flash(UNMET if unmet else SENT, "warning" if unmet else "success")
    return redirect(url_for(".mine"), 303)


def _cohort(code: str) -> Cohort:
    found = running.cohort_by_code(code.upper())
    if found is None:
        raise NotFound(enrolling.WRONG_CODE)
    return found


@bp.get("/training/enrolments/<int:enrolment_id>/answers")
@requires(Permission.PRACTISE)
def answers(enrolment_id: int) -> ResponseReturnValue:
    enrolment = running.own_enrolment_by_id(enrolment_id, current_person().id)
    form = answer_form(_left(enrolment), empty=True)
    return _page(enrolment.cohort, form, url_for(".save_answers", enrolment_id=enrolment_id))


@bp.post("/training/enrolments/<int:enrolment_id>/answers")
@requires(Permission.PRACTISE)
def save_answers(enrolment_id: int) -> ResponseReturnValue:
    enrolment = running.own_enrolment_by_id(enrolment_id, current_person().id)
    questions = _left(enrolment)
    form = answer_form(questions)
    if not form.validate_on_submit():
        return _page(enrolment.cohort, form, url_for(".save_answers", enrolment_id=enrolment_id)), 422
    actions.answer(enrolment, enrolment.cohort, _given(questions, form), now=clock.now())
    flash("答えを保存しました。", "success")
    return redirect(url_for(".mine"), 303)


@bp.get("/training/enrolments/<int:enrolment_id>/application")
@requires(Permission.PRACTISE)
def own_application(enrolment_id: int) -> ResponseReturnValue:
    enrolment = find.own_application(enrolment_id, current_person().id)
    known = find.answers(enrolment.cohort_id).get(enrolment.id, {})
    form = answer_form(find.questions(enrolment.cohort_id), empty=True, known=known)
    return _page(enrolment.cohort, form, url_for(".answer_otherwise", enrolment_id=enrolment_id))


@bp.post("/training/enrolments/<int:enrolment_id>/application")
@requires(Permission.PRACTISE)
def answer_otherwise(enrolment_id: int) -> ResponseReturnValue:
    enrolment = find.own_application(enrolment_id, current_person().id)
    questions = find.questions(enrolment.cohort_id)
    form = answer_form(questions)
    if not form.validate_on_submit():
        return _page(enrolment.cohort, form, url_for(".answer_otherwise", enrolment_id=enrolment_id)), 422
    actions.answer_otherwise(enrolment, enrolment.cohort, _given(questions, form), now=clock.now())
    flash("答えを変えました。", "success")
    return redirect(url_for(".mine"), 303)


def _left(enrolment: Enrolment) -> list[CohortQuestion]:
    """What somebody has not answered yet."""
    known = find.answers(enrolment.cohort_id).get(enrolment.id, {})
    return [each for each in find.questions(enrolment.cohort_id) if each.id not in known]


def _given(questions: Sequence[CohortQuestion], form: Form) -> dict[int, str]:
    return {each.id: form[f"q{each.id}"].data for each in questions}


def _page(cohort: Cohort, form: Form, action: str) -> str:
    return render_template("training/application.html", cohort=cohort, form=form, action=action)


@bp.get("/training/enrolments/<int:enrolment_id>/extension")
@requires(Permission.PRACTISE)
def extension(enrolment_id: int) -> ResponseReturnValue:
    enrolment = running.own_enrolment_by_id(enrolment_id, current_person().id)
    return _time_page(enrolment, TimeForm(formdata=None))


@bp.post("/training/enrolments/<int:enrolment_id>/extension")
@requires(Permission.PRACTISE)
def ask_for_time(enrolment_id: int) -> ResponseReturnValue:
    enrolment = running.own_enrolment_by_id(enrolment_id, current_person().id)
    form = TimeForm()
    form.offer(_dated(enrolment))
    if not form.validate_on_submit():
        return _time_page(enrolment, form), 422
    said = (form.module.data, form.wished_on.data, form.reason.data)
    try:
        actions.ask_for_time(enrolment, enrolment.cohort, *said, now=clock.now())
    except (Refusal, Conflict) as refused:
        form.wished_on.errors = [refused.message]
        return _time_page(enrolment, form), 422
    flash("延長を願い出ました。主催者が決めると、お知らせします。", "success")
    return redirect(url_for(".mine"), 303)


def _dated(enrolment: Enrolment) -> list[tuple[int, str]]:
    """What has a due day and is not done."""
    left = [each.wanted for each in boards.learning(enrolment, clock.today(), clock.now()).left]
    return [
        (each.module_id, f"{each.title}（{plain_date(each.due_on)}まで）") for each in left if each.due_on is not None
    ]


def _time_page(enrolment: Enrolment, form: TimeForm) -> str:
    form.offer(_dated(enrolment))
    return render_template("training/extension.html", enrolment=enrolment, cohort=enrolment.cohort, form=form)
