"""An organisation's certificates: how they are worded, the register of all of them; work that the worker does."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.models import Organisation
from app.accounts.rules import Permission
from app.errors import NotFound
from app.training.actions import certificates as actions
from app.training.actions import exports
from app.training.forms.certificates import ListForm, WordingForm
from app.training.queries import certificates as find
from app.training.queries import jobs
from app.training.rules import certificates as rules
from app.training.rules.certificates import CERTIFICATE_LABELS
from app.training.rules.jobs import JOB_LABELS, JobKind, JobState
from app.training.rules.sheets import Layout
from app.training.views import sent_file
from app.training.views.blueprint import cohorts as bp
from app.ui.fragments import wants_fragment

PLACE = "/organisations/<int:organisation_id>"


@bp.get(f"{PLACE}/certificate-template")
@requires(Permission.MANAGE_COHORT)
def template(organisation_id: int) -> ResponseReturnValue:
    organisation = find.place(organisation_id, current_person())
    found = find.template_of(organisation_id)
    if found is not None:
        return _template_page(organisation, WordingForm(formdata=None, obj=found), exists=True)
    usual = {"title": rules.USUAL_TITLE, "body": rules.USUAL_BODY, "number_pattern": rules.USUAL_PATTERN}
    form = WordingForm(formdata=None, issuer=organisation.name, japanese_era=True, seal_mark=True, **usual)
    return _template_page(organisation, form, exists=False)


@bp.post(f"{PLACE}/certificate-template")
@requires(Permission.MANAGE_COHORT)
def set_template(organisation_id: int) -> ResponseReturnValue:
    organisation = find.place(organisation_id, current_person())
    form = WordingForm()
    if not form.validate_on_submit():
        return _template_page(organisation, form, exists=find.template_of(organisation_id) is not None), 422
    said = {name: form[name].data for name in actions.Wording.__slots__}
    actions.word(organisation, actions.Wording(**said), by=current_person(), now=clock.now())
    if request.form.get("do") == "sample":
        made = actions.ask_for_sample(organisation, by=current_person(), now=clock.now())
        return redirect(url_for(".job", job_id=made.id), 303)
    flash("様式を保存しました。発行済みの証明書は変わりません。", "success")
    return redirect(url_for(".template", organisation_id=organisation_id), 303)


def _template_page(organisation: Organisation, form: WordingForm, *, exists: bool) -> str:
    page = "training/certificate_template.html"
    return render_template(page, organisation=organisation, form=form, exists=exists)


@bp.get(f"{PLACE}/register")
@requires(Permission.MANAGE_COHORT)
def register(organisation_id: int) -> ResponseReturnValue:
    organisation = find.place(organisation_id, current_person())
    years = find.years(organisation_id)
    asked = request.args.get("year", type=int)
    year = asked if asked in years else next(iter(years), None)
    return render_template(
        "training/register.html",
        organisation=organisation,
        years=years,
        year=year,
        certificates=find.register(organisation_id, year) if year else [],
        lists=ListForm(formdata=None),
        labels=CERTIFICATE_LABELS,
    )


@bp.post(f"{PLACE}/register/lists")
@requires(Permission.MANAGE_COHORT)
def write_register(organisation_id: int) -> ResponseReturnValue:
    organisation = find.place(organisation_id, current_person())
    form = ListForm()
    if not form.validate_on_submit():
        raise NotFound(exports.NO_LIST)
    year = request.form.get("year", type=int)
    if year is not None and year not in find.years(organisation_id):
        raise NotFound(exports.NO_LIST)
    layout = Layout(form.layout.data)
    made = exports.of_register(organisation, year, layout, by=current_person(), now=clock.now())
    return redirect(url_for(".job", job_id=made.id), 303)


@bp.get("/jobs/<int:job_id>")
@requires(Permission.MANAGE_COHORT)
def job(job_id: int) -> ResponseReturnValue:
    found = jobs.job(job_id, current_person())
    page = "training/_job.html" if wants_fragment() else "training/job.html"
    return render_template(page, job=found, kinds=JobKind, states=JobState, labels=JOB_LABELS)


@bp.get("/jobs/<int:job_id>/archive")
@requires(Permission.MANAGE_COHORT)
def job_archive(job_id: int) -> ResponseReturnValue:
    found = jobs.job(job_id, current_person())
    if found.archive is None:
        raise NotFound(jobs.NO_JOB)
    name = (found.file_name or "修了証明書.pdf").removesuffix(".pdf")
    return sent_file.answer(found.archive, f"{name}.zip")


@bp.get("/jobs/<int:job_id>/file")
@requires(Permission.MANAGE_COHORT)
def job_file(job_id: int) -> ResponseReturnValue:
    found = jobs.job(job_id, current_person())
    if found.result is None:
        raise NotFound(jobs.NO_JOB)
    return sent_file.answer(found.result, found.file_name or "file", inline=found.kind is JobKind.SAMPLE)
