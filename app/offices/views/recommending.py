"""A manager recommends somebody who works in the office to a training."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.errors import Conflict, Refusal
from app.offices import actions
from app.offices import queries as find
from app.offices.forms import RecommendationForm
from app.offices.models import OfficeMember
from app.offices.rules import Subject
from app.offices.views.blueprint import MANAGE, bp
from app.training.actions import recommendations as recommending
from app.training.queries import recommendations


@bp.get("/office/people/<int:member_id>/recommendations")
@requires(MANAGE)
def recommendation(member_id: int) -> ResponseReturnValue:
    return _page(_recommendable(member_id), RecommendationForm(formdata=None))


@bp.post("/office/people/<int:member_id>/recommendations")
@requires(MANAGE)
def recommend(member_id: int) -> ResponseReturnValue:
    member, form = _recommendable(member_id), RecommendationForm()
    open_to = recommendations.open_cohorts(member.office, clock.today())
    if not form.offering(open_to).validate_on_submit():
        return _page(member, form), 422
    cohort = next(one for one in open_to if one.id == form.cohort.data)
    said = {"words": form.words.data, "by": current_person(), "now": clock.now()}
    try:
        recommending.recommend(cohort, member.person, member.office, **said)
    except (Conflict, Refusal) as refused:
        form.cohort.errors = [refused.message]
        return _page(member, form), 422
    flash(f"{member.person.name}さんを推薦しました。申し込むかどうかは、本人が決めます。", "success")
    return redirect(url_for(".recommendation", member_id=member_id), 303)


@bp.post("/office/people/<int:member_id>/recommendations/<int:recommendation_id>/end")
@requires(MANAGE)
def end_recommendation(member_id: int, recommendation_id: int) -> ResponseReturnValue:
    member = _recommendable(member_id)
    found = recommendations.of_office(recommendation_id, member.office_id, member.person_id)
    recommending.take_back(found, by=current_person(), now=clock.now())
    flash("推薦を取り下げました。主催者には見えません。", "success")
    return redirect(url_for(".recommendation", member_id=member_id), 303)


def _recommendable(member_id: int) -> OfficeMember:
    """Somebody of the manager's office who lets it recommend them; NotFound for anybody else."""
    member = find.colleague(member_id, current_person())
    actions.require_shared(member, Subject.RECOMMENDATION, by=current_person())
    return member


def _page(member: OfficeMember, form: RecommendationForm) -> str:
    open_to = recommendations.open_cohorts(member.office, clock.today())
    return render_template(
        "offices/recommendation.html",
        member=member,
        form=form.offering(open_to),
        open_to=open_to,
        made=recommendations.by_office(member.office_id, member.person_id),
    )
