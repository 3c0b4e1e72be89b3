"""A learner's reports: what is asked, the draft, handing in, what the lecturer has said."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Refusal
from app.training.actions import reports as actions
from app.training.actions.reports import Written
from app.training.forms.reports import WorkForm
from app.training.models.reports import ReportTask
from app.training.models.running import Enrolment
from app.training.queries import reports as find
from app.training.rules import uploads
from app.training.rules.reports import KINDS, REPORT_STATE_LABELS, ReportState
from app.training.views import sent_file
from app.training.views.blueprint import learning as bp
from app.ui.fields import printable

URL = "/training/reports/<int:enrolment_id>/<int:task_id>"


@bp.get(URL)
@requires(Permission.PRACTISE)
def report(enrolment_id: int, task_id: int) -> ResponseReturnValue:
    enrolment, task = find.own_task(enrolment_id, task_id, current_person().id)
    return _page(enrolment, task)


@bp.post(URL)
@requires(Permission.PRACTISE)
def write_report(enrolment_id: int, task_id: int) -> ResponseReturnValue:
    enrolment, task = find.own_task(enrolment_id, task_id, current_person().id)
    form, hands_in = WorkForm(), request.form.get("do") == "hand_in"
    if not form.validate_on_submit():
        return _page(enrolment, task, form), 422
    do = actions.hand_in if hands_in else actions.save
    try:
        do(task, enrolment, _written(form), now=clock.now(), today=clock.today())
    except Refusal as refused:
        return _page(enrolment, task, form, problem=refused.message), 422
    flash("レポートを提出しました。採点されると、お知らせします。" if hands_in else "下書きを保存しました。", "success")
    return redirect(url_for(".report", enrolment_id=enrolment_id, task_id=task_id), 303)


def _written(form: WorkForm) -> Written:
    sent = request.files.get("file")
    data = sent.read(uploads.LARGEST + 1) if sent else b""
    name = printable(sent.filename if sent else "") or ""
    return Written(form.text.data or "", data, name, form.drops_file.data)


def _page(enrolment: Enrolment, task: ReportTask, form: WorkForm | None = None, *, problem: str | None = None) -> str:
    versions = find.works_of(task.id, enrolment.id)
    latest = versions[0] if versions else None
    text = latest.text if latest and latest.state in (ReportState.DRAFT, ReportState.RETURNED) else ""
    return render_template(
        "training/report.html",
        enrolment=enrolment,
        task=task,
        rubric=task.table(),
        versions=[each for each in versions if each.state is not ReportState.DRAFT],
        draft=latest if latest and latest.state is ReportState.DRAFT else None,
        writable=latest is None or latest.state in (ReportState.DRAFT, ReportState.RETURNED),
        over=clock.today() > task.cohort.run.ends_on,
        form=form or WorkForm(formdata=None, text=text),
        problem=problem,
        states=REPORT_STATE_LABELS,
        kinds=KINDS,
    )


@bp.get("/training/reports/works/<int:work_id>/file")
@requires(Permission.PRACTISE)
def own_report_file(work_id: int) -> ResponseReturnValue:
    work = find.own_work(work_id, current_person().id)
    return sent_file.answer(find.file_of(work), work.file_name or "report")
