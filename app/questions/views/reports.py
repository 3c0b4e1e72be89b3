"""Reports of errors: sent by who has read a question, answered by who works on it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, signed_in
from app.questions.actions import reports as actions
from app.questions.forms import AnswerForm, ReportForm, report_form
from app.questions.models import ErrorReport, QuestionVersion
from app.questions.queries import corrections as find
from app.questions.queries import usage
from app.questions.rules.reports import REPORT_KIND_LABELS, REPORT_STATE_LABELS, ReportKind, ReportState
from app.questions.views.blueprint import authoring, bp


@bp.get("/questions/versions/<int:version_id>/report")
@signed_in
def report(version_id: int) -> ResponseReturnValue:
    version = find.readable_version(version_id, current_person(), clock.today())
    return _report_page(version, report_form(len(version.statements)))


@bp.post("/questions/versions/<int:version_id>/report")
@signed_in
def send_report(version_id: int) -> ResponseReturnValue:
    version = find.readable_version(version_id, current_person(), clock.today())
    form = report_form(len(version.statements))
    if not form.validate_on_submit():
        return _report_page(version, form), 422
    sent = actions.report(
        version,
        form.statement(),
        ReportKind(form.kind.data),
        form.text.data,
        by=current_person(),
        now=clock.now(),
        today=clock.today(),
    )
    day = f"{sent.due_on.month}月{sent.due_on.day}日"
    flash(f"報告を受け取りました。ありがとうございます。{day}までに確かめて、お知らせします。", "success")
    return redirect(url_for(".corrections"), 303)


def _report_page(version: QuestionVersion, form: ReportForm) -> str:
    return render_template("questions/mistake.html", version=version, form=form)


@bp.get("/questions/reports")
@authoring
def reports() -> ResponseReturnValue:
    done = request.args.get("state") == "done"
    return render_template(
        "questions/reports.html",
        done=done,
        reports=find.reports(current_person(), state=None if done else ReportState.OPEN),
        today=clock.today(),
        kinds=REPORT_KIND_LABELS,
        states=REPORT_STATE_LABELS,
    )


@bp.get("/questions/reports/<int:report_id>")
@authoring
def triage(report_id: int) -> ResponseReturnValue:
    return _triage(find.report_where(report_id, current_person()), AnswerForm(formdata=None))


@bp.post("/questions/reports/<int:report_id>")
@authoring
def decide(report_id: int) -> ResponseReturnValue:
    reported = find.report_where(report_id, current_person())
    form = AnswerForm()
    if not form.validate_on_submit():
        return _triage(reported, form), 422
    act = actions.correct if form.outcome.data == "correct" else actions.answer
    act(reported, form.text.data, by=current_person(), now=clock.now())
    flash("報告した人に知らせました。", "success")
    return redirect(url_for(".reports"), 303)


def _triage(reported: ErrorReport, form: AnswerForm) -> str:
    return render_template(
        "questions/triage.html",
        report=reported,
        form=form,
        newest=find.newest_published(reported.question_id),
        uses=usage.uses_of(reported.question_id),
        today=clock.today(),
        kinds=REPORT_KIND_LABELS,
        states=REPORT_STATE_LABELS,
    )
