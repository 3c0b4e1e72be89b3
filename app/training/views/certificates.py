"""Certificates of a cohort, for its organiser: to whom they go, each with its history, the lists that go on."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.queries import former_names
from app.accounts.rules import Permission
from app.errors import NotFound, Refusal
from app.training.actions import certificates as actions
from app.training.actions import exports
from app.training.actions.certificates import Days
from app.training.forms.certificates import IssueForm, ListForm, ReissueForm, RevokeForm
from app.training.models.certificates import Certificate
from app.training.models.running import Cohort
from app.training.queries import boards, jobs, running
from app.training.queries import certificates as find
from app.training.queries.boards import Row
from app.training.rules.certificates import CERTIFICATE_LABELS
from app.training.rules.jobs import JobKind, JobState
from app.training.rules.sheets import Layout, ListKind
from app.training.views import sent_file
from app.training.views.blueprint import cohorts as bp

OF_A_COHORT = set(ListKind) - {ListKind.REGISTER}
URL = "/<int:cohort_id>/certificates"
ONE = f"{URL}/<int:certificate_id>"


@bp.get(URL)
@requires(Permission.MANAGE_COHORT)
def certificates(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    today = clock.today()
    rows = _without(cohort)
    chosen = [row.enrolment.id for row in rows]
    days = {"completed_on": max(cohort.run.starts_on, min(today, cohort.run.ends_on)), "issued_on": today}
    return _page(cohort, IssueForm(formdata=None, enrolments=chosen, **days), rows)


@bp.post(URL)
@requires(Permission.MANAGE_COHORT)
def issue(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    rows = _without(cohort)
    form = _offered(IssueForm(), rows)
    if not form.validate_on_submit():
        return _page(cohort, form, rows), 422
    chosen = [row for row in rows if row.enrolment.id in (form.enrolments.data or [])]
    days = Days(form.completed_on.data, form.issued_on.data)
    try:
        made = actions.issue(cohort, chosen, days, by=current_person(), now=clock.now())
    except Refusal as refused:
        form.form_errors.append(refused.message)
        return _page(cohort, form, rows), 422
    return redirect(url_for(".job", job_id=made[-1].id), 303)


def _without(cohort: Cohort) -> list[Row]:
    """Who is complete and has no certificate yet."""
    rows = [row for row in boards.board(cohort, clock.today()).rows if row.complete]
    issued = find.newest_by_enrolment(row.enrolment.id for row in rows)
    return [row for row in rows if row.enrolment.id not in issued]


def _offered(form: IssueForm, rows: list[Row]) -> IssueForm:
    form.offer((row.enrolment.id, f"{row.enrolment.number} {row.enrolment.person.name}") for row in rows)
    return form


def _page(cohort: Cohort, form: IssueForm, rows: list[Row]) -> str:
    work = jobs.of_cohort(cohort.id, JobKind.CERTIFICATES)
    return render_template(
        "training/certificates.html",
        cohort=cohort,
        form=_offered(form, rows),
        template=find.template_of(cohort.run.organisation_id),
        issued=find.of_cohort(cohort.id),
        working=[job for job in work if job.state is JobState.WAITING],
        bundles=[job for job in work if job.result is not None],
        lists=ListForm(formdata=None),
        labels=CERTIFICATE_LABELS,
    )


@bp.get(ONE)
@requires(Permission.MANAGE_COHORT)
def certificate(cohort_id: int, certificate_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    found = find.in_cohort(cohort_id, certificate_id)
    return _one_page(cohort, found)


@bp.get(f"{ONE}/file")
@requires(Permission.MANAGE_COHORT)
def certificate_file(cohort_id: int, certificate_id: int) -> ResponseReturnValue:
    running.cohort_where(cohort_id, current_person())
    return sent(find.in_cohort(cohort_id, certificate_id))


def sent(certificate: Certificate) -> Response:
    """The stored bytes, to look at; NotFound while they are not drawn."""
    if certificate.file is None:
        raise NotFound(find.NO_CERTIFICATE)
    return sent_file.answer(certificate.file, f"修了証明書 {certificate.number}.pdf", inline=True)


@bp.post(f"{ONE}/reissues")
@requires(Permission.MANAGE_COHORT)
def reissue(cohort_id: int, certificate_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    found = find.in_cohort(cohort_id, certificate_id)
    form = ReissueForm()
    if not form.validate_on_submit():
        return _one_page(cohort, found, again=form), 422
    said = {"former_name": form.former_name.data or None, "reason": form.reason.data, "on": form.issued_on.data}
    made = actions.reissue(found, cohort, **said, by=current_person(), now=clock.now())
    return redirect(url_for(".job", job_id=made.job_id), 303)


@bp.post(f"{ONE}/revocation")
@requires(Permission.MANAGE_COHORT)
def revoke(cohort_id: int, certificate_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    found = find.in_cohort(cohort_id, certificate_id)
    form = RevokeForm()
    if not form.validate_on_submit():
        return _one_page(cohort, found, back=form), 422
    actions.revoke(found, reason=form.reason.data, by=current_person(), now=clock.now())
    flash("修了証明書を取り消しました。確かめるページにも、そう出ます。", "success")
    return redirect(url_for(".certificate", cohort_id=cohort_id, certificate_id=certificate_id), 303)


def _one_page(
    cohort: Cohort, found: Certificate, *, again: ReissueForm | None = None, back: RevokeForm | None = None
) -> str:
    wish = found.enrolment.former_name
    return render_template(
        "training/certificate.html",
        cohort=cohort,
        certificate=found,
        history=find.history(found.enrolment_id),
        known=former_names(found.enrolment.person_id),
        again=again or ReissueForm(formdata=None, issued_on=clock.today(), former_name=wish),
        back=back or RevokeForm(formdata=None),
        labels=CERTIFICATE_LABELS,
    )


@bp.post("/<int:cohort_id>/lists/<kind>")
@requires(Permission.MANAGE_COHORT)
def write_list(cohort_id: int, kind: str) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    form = ListForm()
    if kind not in OF_A_COHORT or not form.validate_on_submit():
        raise NotFound(exports.NO_LIST)
    layout = Layout(form.layout.data)
    made = exports.of_cohort(cohort, ListKind(kind), layout, by=current_person(), now=clock.now())
    return redirect(url_for(".job", job_id=made.id), 303)
