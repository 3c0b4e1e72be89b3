"""Licences of an organisation's learners, as far as they show them: whose time to renew has come, what was told."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import NotFound
from app.training.actions import exports
from app.training.actions import licences as actions
from app.training.forms.certificates import ListForm
from app.training.queries import certificates, licence_lists
from app.training.queries import licences as find
from app.training.rules.licences import LICENCE_LABELS, LICENCE_STATE_LABELS, LicenceState
from app.training.rules.sheets import Layout
from app.training.views.blueprint import cohorts as bp

PLACE = "/organisations/<int:organisation_id>/licences"


@bp.get(PLACE)
@requires(Permission.MANAGE_COHORT)
def licences(organisation_id: int) -> ResponseReturnValue:
    organisation = certificates.place(organisation_id, current_person())
    rows = licence_lists.lines(organisation_id, clock.today())
    standing = [row for row in rows if row.state is not None]
    wanted = next((state for state in LicenceState if state == request.args.get("state")), None)
    return render_template(
        "training/licences_of.html",
        organisation=organisation,
        counts={state: sum(row.state is state for row in standing) for state in LicenceState},
        shown=[row for row in standing if wanted in (None, row.state)],
        before=[row for row in rows if row.state is None],
        wanted=wanted,
        unseen=len(find.not_sharing(organisation_id)),
        lists=ListForm(formdata=None),
        labels=LICENCE_LABELS,
        states=LICENCE_STATE_LABELS,
    )


@bp.post(f"{PLACE}/requests")
@requires(Permission.MANAGE_COHORT)
def ask_for_licences(organisation_id: int) -> ResponseReturnValue:
    organisation = certificates.place(organisation_id, current_person())
    count = actions.ask_to_share(organisation, by=current_person(), now=clock.now())
    flash(f"{count}人にお願いしました。", "success")
    return redirect(url_for(".licences", organisation_id=organisation_id), 303)


@bp.post(f"{PLACE}/lists")
@requires(Permission.MANAGE_COHORT)
def write_licences(organisation_id: int) -> ResponseReturnValue:
    organisation = certificates.place(organisation_id, current_person())
    form = ListForm()
    if not form.validate_on_submit():
        raise NotFound(exports.NO_LIST)
    made = exports.of_licences(organisation, Layout(form.layout.data), by=current_person(), now=clock.now())
    return redirect(url_for(".job", job_id=made.id), 303)
