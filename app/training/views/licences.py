"""One's licences: what is valid until when, what was before, and a new one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Refusal
from app.training.actions import licences as actions
from app.training.forms.licences import LicenceForm
from app.training.queries import licences as find
from app.training.rules import licences as rules
from app.training.rules.licences import LICENCE_LABELS, LICENCE_STATE_LABELS, LicenceKind
from app.training.views.blueprint import learning as bp


@bp.get("/training/licences")
@requires(Permission.PRACTISE)
def licences() -> ResponseReturnValue:
    return _page(LicenceForm(formdata=None))


@bp.post("/training/licences")
@requires(Permission.PRACTISE)
def record_licence() -> ResponseReturnValue:
    form = LicenceForm()
    if not form.validate_on_submit():
        return _page(form), 422
    kind, days = LicenceKind(form.kind.data), (form.issued_on.data, form.expires_on.data)
    try:
        actions.record(kind, form.number.data, *days, by=current_person(), now=clock.now())
    except Refusal as refused:
        form.expires_on.errors = [refused.message]
        return _page(form), 422
    flash("資格を記録しました。満了日が近づくと、お知らせします。", "success")
    return redirect(url_for(".licences"), 303)


@bp.post("/training/licences/<int:licence_id>/withdrawal")
@requires(Permission.PRACTISE)
def withdraw_licence(licence_id: int) -> ResponseReturnValue:
    person = current_person()
    actions.withdraw(find.own_licence(licence_id, person.id), by=person, now=clock.now())
    flash("記録を取り消しました。取り消したことは残ります。", "success")
    return redirect(url_for(".licences"), 303)


@bp.post("/training/licences/shares/<int:organisation_id>")
@requires(Permission.PRACTISE)
def share_licences(organisation_id: int) -> ResponseReturnValue:
    person = current_person()
    organisation = find.place(organisation_id, person.id)
    if request.form.get("show") == "yes":
        actions.share(organisation, by=person, now=clock.now())
        flash(f"{organisation.name}に見せるようにしました。いつでもやめられます。", "success")
    else:
        actions.share_no_more(organisation, by=person, now=clock.now())
        flash(f"{organisation.name}に見せるのをやめました。", "success")
    return redirect(url_for(".licences"), 303)


def _page(form: LicenceForm) -> str:
    today = clock.today()
    person = current_person()
    found = find.licences(person.id)
    standing = [each for each, stands in found if stands]
    policies = {each.id: rules.policy_of(find.policies(), each.kind, each.issued_on) for each in standing}
    states = {each.id: rules.state(each.expires_on, today, policies[each.id].remind_days) for each in standing}
    return render_template(
        "training/licences.html",
        standing=standing,
        before=[each for each, stands in found if not stands],
        policies=policies,
        states=states,
        form=form,
        places=find.places(person.id),
        shown_to={each.organisation_id for each in find.shares(person.id) if each.withdrawn_at is None},
        labels=LICENCE_LABELS,
        state_labels=LICENCE_STATE_LABELS,
    )
