"""Reports for who asks for and marks them: an organiser's list and rubric, a lecturer's desk, one version to mark."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Conflict, Refusal
from app.training.actions import giving_back
from app.training.actions import reports as actions
from app.training.actions.reports import Asked
from app.training.forms.reports import BackForm, MarkForm, TaskForm, mark_form
from app.training.models.reports import ReportTask, ReportWork
from app.training.models.running import Cohort
from app.training.queries import records, running
from app.training.queries import reports as find
from app.training.rules import reports as rules
from app.training.rules.reports import REPORT_STATE_LABELS, ReportState
from app.training.views import sent_file
from app.training.views.blueprint import cohorts, learning

URL = "/<int:cohort_id>/reports"
WORK = "/reports/<int:task_id>/works/<int:work_id>"
PLAIN = ("title", "instructions", "due_on", "credit_minutes", "required", "pass_points")
MARKS = (Permission.MANAGE_COHORT, find.LECTURES)


@cohorts.get(URL)
@requires(Permission.MANAGE_COHORT)
def reports(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    people = len(running.learners(cohort.id))
    return render_template("training/reports.html", cohort=cohort, counted=find.tasks_of(cohort.id), people=people)


@cohorts.get(f"{URL}/new")
@requires(Permission.MANAGE_COHORT)
def new_report(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    usual = {"criteria": rules.USUAL_CRITERIA, "levels": rules.USUAL_LEVELS, "pass_points": 6, "credit_minutes": 0}
    return _task_page(cohort, None, TaskForm(formdata=None, **usual, required=True))


@cohorts.post(URL)
@requires(Permission.MANAGE_COHORT)
def ask_for_report(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    form = TaskForm()
    asked = _asked(cohort, form)
    if asked is None:
        return _task_page(cohort, None, form), 422
    module = next(each for each in records.assigned_modules(cohort.id) if each.id == form.module.data)
    try:
        actions.ask_for(cohort, module, asked, by=current_person(), now=clock.now())
    except Conflict as refused:
        form.module.errors = [refused.message]
        return _task_page(cohort, None, form), 422
    flash("レポートの課題を作りました。受講者の研修の画面に出ます。", "success")
    return redirect(url_for("cohorts.reports", cohort_id=cohort_id), 303)


@cohorts.get(f"{URL}/<int:task_id>")
@requires(Permission.MANAGE_COHORT)
def edit_report(cohort_id: int, task_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    task = find.task_in(cohort.id, task_id)
    levels, criteria = rules.as_lines(task.table())
    about = {"module": task.module_id, "marker": task.marker_id or 0, "levels": levels, "criteria": criteria}
    about |= {name: getattr(task, name) for name in PLAIN}
    return _task_page(cohort, task, TaskForm(formdata=None, **about))


@cohorts.post(f"{URL}/<int:task_id>")
@requires(Permission.MANAGE_COHORT)
def change_report(cohort_id: int, task_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    task, form = find.task_in(cohort.id, task_id), TaskForm()
    asked = _asked(cohort, form, task)
    if asked is None:
        return _task_page(cohort, task, form), 422
    try:
        actions.change(task, asked, by=current_person())
    except Conflict as refused:
        form.criteria.errors = [refused.message]
        return _task_page(cohort, task, form), 422
    flash("レポートを変えました。", "success")
    return redirect(url_for("cohorts.reports", cohort_id=cohort_id), 303)


def _asked(cohort: Cohort, form: TaskForm, task: ReportTask | None = None) -> Asked | None:
    _offer(cohort, form, task)
    rubric = form.rubric()
    if not form.validate_on_submit() or rubric is None:
        return None
    plain: dict[str, Any] = {name: form[name].data for name in PLAIN}
    return Asked(**plain, rubric=rubric, marker_id=form.marker.data or None)


def _offer(cohort: Cohort, form: TaskForm, task: ReportTask | None) -> None:
    modules = [task.module] if task else records.assigned_modules(cohort.id)
    lecturers = find.markers(cohort.run.organisation_id)
    form.offer([(each.id, each.title) for each in modules], [(each.id, each.name) for each in lecturers])


def _task_page(cohort: Cohort, task: ReportTask | None, form: TaskForm) -> str:
    _offer(cohort, form, task)
    return render_template("training/report_task.html", cohort=cohort, task=task, form=form)


@learning.get("/reports")
@requires(*MARKS)
def marking() -> ResponseReturnValue:
    return render_template("training/marking.html", counted=find.to_mark(current_person()))


@learning.get("/reports/<int:task_id>")
@requires(*MARKS)
def handed_in(task_id: int) -> ResponseReturnValue:
    task = find.task_to_mark(task_id, current_person())
    people = find.latest_of_all(task)
    return render_template("training/handed_in.html", task=task, people=people, states=REPORT_STATE_LABELS)


@learning.get(WORK)
@requires(*MARKS)
def work(task_id: int, work_id: int) -> ResponseReturnValue:
    task = find.task_to_mark(task_id, current_person())
    return _work_page(task, find.work_to_mark(task, work_id))


@learning.post(WORK)
@requires(*MARKS)
def mark_work(task_id: int, work_id: int) -> ResponseReturnValue:
    task = find.task_to_mark(task_id, current_person())
    found, form = find.work_to_mark(task, work_id, lock=True), mark_form(task.table())
    if not form.validate_on_submit():
        return _work_page(task, found, form), 422
    passes = request.form.get("do") == "pass"
    comment, now = form.comment.data or "", clock.now()
    try:
        actions.mark(task, found, form.marks(), comment=comment, passes=passes, by=current_person(), now=now)
    except Refusal as refused:
        form.comment.errors = [refused.message]
        return _work_page(task, found, form), 422
    flash("合格にしました。" if passes else "差し戻しました。受講者にお知らせします。", "success")
    return redirect(url_for("training.handed_in", task_id=task_id), 303)


@learning.post(f"{WORK}/return")
@requires(Permission.MANAGE_COHORT)
def give_back_work(task_id: int, work_id: int) -> ResponseReturnValue:
    task = find.task_to_run(task_id, current_person())
    found, form = find.work_to_mark(task, work_id, lock=True), BackForm()
    if not form.validate_on_submit():
        return _work_page(task, found, back=form), 422
    giving_back.report(task, found, reason=form.reason.data, by=current_person(), now=clock.now())
    flash("差し戻しました。受講者にお知らせしました。", "success")
    return redirect(url_for("training.work", task_id=task_id, work_id=work_id), 303)


def _work_page(task: ReportTask, found: ReportWork, form: MarkForm | None = None, back: BackForm | None = None) -> str:
    rubric = task.table()
    returnable = found.state in (ReportState.HANDED_IN, ReportState.PASSED) and find.runs(task, current_person())
    waits = found.state is ReportState.HANDED_IN
    return render_template(
        "training/work.html",
        task=task,
        work=found,
        rubric=rubric,
        older=[each for each in find.works_of(task.id, found.enrolment_id) if each.number < found.number],
        form=(form or mark_form(rubric, formdata=None)) if waits else None,
        back=(back or BackForm(formdata=None)) if returnable else None,
        states=REPORT_STATE_LABELS,
    )


@learning.get(f"{WORK}/file")
@requires(*MARKS)
def work_file(task_id: int, work_id: int) -> ResponseReturnValue:
    task = find.task_to_mark(task_id, current_person())
    found = find.work_to_mark(task, work_id)
    return sent_file.answer(find.file_of(found), found.file_name or "report")
