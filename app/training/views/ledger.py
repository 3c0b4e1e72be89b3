"""The ledger of one learner, for the organiser: what stands, what was corrected and why; the practicum."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.queries import offices_in
from app.accounts.rules import Permission
from app.training.actions import minutes as actions
from app.training.actions import practicum
from app.training.forms.running import CorrectionForm, HandForm, PracticumForm
from app.training.models.running import Cohort, Enrolment
from app.training.queries import boards, running
from app.training.queries import minutes as find
from app.training.rules.completion import STANDING_LABELS
from app.training.rules.ledger import MINUTE_SOURCE_LABELS
from app.training.rules.words import FORM_LABELS
from app.training.views.blueprint import cohorts as bp

URL = "/<int:cohort_id>/people/<int:enrolment_id>"


@bp.get(URL)
@requires(Permission.MANAGE_COHORT)
def learner(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    return _page(cohort, running.enrolment_in(cohort_id, enrolment_id))


@bp.post(f"{URL}/minutes")
@requires(Permission.MANAGE_COHORT)
def add_minutes(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    enrolment = running.enrolment_in(cohort_id, enrolment_id)
    form = HandForm()
    form.offer(_modules(cohort))
    if not form.validate_on_submit():
        return _page(cohort, enrolment, hand=form), 422
    module = next(each for each in cohort.run.curriculum.modules if each.id == form.module.data)
    said = {"minutes": form.minutes.data, "reason": form.reason.data}
    actions.add_by_hand(enrolment, module, **said, by=current_person(), now=clock.now())
    flash("時間を記録しました。", "success")
    return redirect(url_for(".learner", cohort_id=cohort_id, enrolment_id=enrolment_id), 303)


@bp.get(f"{URL}/minutes/<int:entry_id>")
@requires(Permission.MANAGE_COHORT)
def entry(cohort_id: int, enrolment_id: int, entry_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    enrolment = running.enrolment_in(cohort_id, enrolment_id)
    found = find.entry_of(enrolment.id, entry_id)
    form = CorrectionForm(formdata=None, minutes=found.minutes)
    return render_template("training/correction.html", cohort=cohort, enrolment=enrolment, entry=found, form=form)


@bp.post(f"{URL}/minutes/<int:entry_id>")
@requires(Permission.MANAGE_COHORT)
def correct(cohort_id: int, enrolment_id: int, entry_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    enrolment = running.enrolment_in(cohort_id, enrolment_id)
    found = find.entry_of(enrolment.id, entry_id)
    form = CorrectionForm()
    if not form.validate_on_submit():
        page = render_template("training/correction.html", cohort=cohort, enrolment=enrolment, entry=found, form=form)
        return page, 422
    said = {"minutes": form.minutes.data, "reason": form.reason.data}
    actions.correct(found, **said, by=current_person(), now=clock.now())
    flash("時間を訂正しました。もとの値は残っています。", "success")
    return redirect(url_for(".learner", cohort_id=cohort_id, enrolment_id=enrolment_id), 303)


@bp.post(f"{URL}/practica")
@requires(Permission.MANAGE_COHORT)
def begin_practicum(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    enrolment = running.enrolment_in(cohort_id, enrolment_id)
    form = PracticumForm()
    offices = {office.id: office for office in offices_in(cohort.run.organisation_id)}
    form.offer(_modules(cohort), ((each.id, each.name) for each in offices.values()))
    if not form.validate_on_submit():
        return _page(cohort, enrolment, host=form), 422
    module = next(each for each in cohort.run.curriculum.modules if each.id == form.module.data)
    practicum.begin(
        enrolment,
        module,
        host=form.host.data or "",
        office=offices.get(form.office.data),
        supervisor=form.supervisor.data,
        days=form.days.data,
        by=current_person(),
        now=clock.now(),
    )
    flash("実習先を記録しました。受講者は日誌を書けます。", "success")
    return redirect(url_for(".learner", cohort_id=cohort_id, enrolment_id=enrolment_id), 303)


@bp.post("/<int:cohort_id>/practica/<int:practicum_id>/link")
@requires(Permission.MANAGE_COHORT)
def link(cohort_id: int, practicum_id: int) -> ResponseReturnValue:
    """Shown once: only its hash is kept."""
    cohort = running.cohort_where(cohort_id, current_person())
    found = running.practicum_in(cohort_id, practicum_id)
    token = practicum.issue_link(found, by=current_person(), now=clock.now())
    url = url_for("training.sign_page", token=token, _external=True)
    return render_template("training/host_link.html", cohort=cohort, practicum=found, url=url)


def _modules(cohort: Cohort) -> list[tuple[int, str]]:
    return [(each.id, each.title) for each in cohort.run.curriculum.modules if each.withdrawn_at is None]


def _page(
    cohort: Cohort, enrolment: Enrolment, *, hand: HandForm | None = None, host: PracticumForm | None = None
) -> str:
    hand, host = hand or HandForm(formdata=None), host or PracticumForm(formdata=None, days=3)
    hand.offer(_modules(cohort))
    host.offer(_modules(cohort), ((each.id, each.name) for each in offices_in(cohort.run.organisation_id)))
    return render_template(
        "training/learner.html",
        cohort=cohort,
        enrolment=enrolment,
        learning=boards.learning(enrolment, clock.today(), clock.now()),
        history=find.history(enrolment.id),
        hand=hand,
        host=host,
        sources=MINUTE_SOURCE_LABELS,
        forms=FORM_LABELS,
        labels=STANDING_LABELS,
        today=clock.today(),
    )
