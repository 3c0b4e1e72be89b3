"""Who reviews and who checks the law in an organisation, and how many people it takes."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actions.grants import set_grants
from app.accounts.guards import current_person, requires
from app.accounts.queries import places_where
from app.accounts.queries.duties import membership_where, memberships_with
from app.accounts.rules import GRANTABLE, Permission
from app.errors import NotFound
from app.questions.actions.workflow import set_three_people
from app.questions.queries import workflow
from app.questions.rules.workflow import DUTY_LABELS, Duty
from app.questions.views.blueprint import bp

NO_PLACE = "この団体は見つかりません。"


@bp.get("/questions/duties")
@requires(Permission.PUBLISH_QUESTION)
def duties() -> ResponseReturnValue:
    person = current_person()
    members = memberships_with(Permission.WRITE_QUESTION, person, Permission.PUBLISH_QUESTION)
    places = {member.organisation_id: member.organisation for member in members}
    return render_template(
        "questions/duties.html",
        members=members,
        places=places,
        three={place: workflow.three_people(place) for place in places},
        grantable=[(duty.value, DUTY_LABELS[duty]) for duty in Duty if duty.value in GRANTABLE],
    )


@bp.post("/questions/duties/<int:membership_id>")
@requires(Permission.PUBLISH_QUESTION)
def grant(membership_id: int) -> ResponseReturnValue:
    member = membership_where(membership_id, current_person(), Permission.PUBLISH_QUESTION)
    wanted = frozenset(Permission(word) for word in request.form.getlist("duty") if word in GRANTABLE)
    set_grants(member, wanted, by=current_person().id)
    flash(f"{member.person.name}さんの担当を変えました。", "success")
    return redirect(url_for(".duties"), 303)


@bp.post("/questions/policies/<int:organisation_id>")
@requires(Permission.PUBLISH_QUESTION)
def policy(organisation_id: int) -> ResponseReturnValue:
    if organisation_id not in places_where(current_person(), Permission.PUBLISH_QUESTION):
        raise NotFound(NO_PLACE)
    set_three_people(organisation_id, "three_people" in request.form, by=current_person())
    flash("確かめ方を変えました。", "success")
    return redirect(url_for(".duties"), 303)
