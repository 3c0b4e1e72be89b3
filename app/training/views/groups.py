"""演習班 of a cohort, for its organiser; and for who teaches them, those that one teaches."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Refusal
from app.training.actions import groups as actions
from app.training.forms.certificates import ListForm
from app.training.forms.groups import NOBODY, ChangedGroupForm, GroupForm, ShareForm
from app.training.models.running import Cohort, CohortGroup
from app.training.queries import groups as find
from app.training.queries import running
from app.training.queries.boards import PEOPLE_A_PAGE
from app.training.rules.groups import Mixed
from app.training.views.blueprint import cohorts as bp
from app.training.views.blueprint import learning

URL = "/<int:cohort_id>/groups"
ONE = f"{URL}/<int:group_id>"
A_GROUP = 6
LONGEST_ID = 20


@bp.get(URL)
@requires(Permission.MANAGE_COHORT)
def groups(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    return _page(cohort)


@bp.post(URL)
@requires(Permission.MANAGE_COHORT)
def add_group(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    form = GroupForm()
    if not form.validate_on_submit():
        return _page(cohort, group=form), 422
    try:
        actions.add(cohort, form.title.data, by=current_person())
    except Refusal as refused:
        form.title.errors = [refused.message]
        return _page(cohort, group=form), 422
    flash("演習班を加えました。", "success")
    return redirect(url_for(".groups", cohort_id=cohort_id), 303)


@bp.post(f"{URL}/shared-out")
@requires(Permission.MANAGE_COHORT)
def share_out(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    form = ShareForm()
    if not form.validate_on_submit():
        return _page(cohort, share=form), 422
    mixed = [one for one in Mixed if one in (form.mixed.data or [])]
    anew = form.whom.data == "all"
    try:
        count = actions.share_out(cohort, form.count.data, mixed, anew=anew, by=current_person())
    except Refusal as refused:
        form.form_errors.append(refused.message)
        return _page(cohort, share=form), 422
    flash(f"{count}人を班に分けました。", "success")
    return redirect(url_for(".groups", cohort_id=cohort_id), 303)


@bp.post(f"{URL}/places")
@requires(Permission.MANAGE_COHORT)
def place_people(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    said = {name.removeprefix("group-"): value for name, value in request.form.items() if name.startswith("group-")}
    wanted = {int(id_): int(value) or None for id_, value in said.items() if _is_id(id_) and _is_id(value)}
    count = actions.place(cohort, wanted, by=current_person())
    flash(f"{count}人の班を変えました。", "success")
    return redirect(url_for(".groups", cohort_id=cohort_id, page=request.form.get("page", 1, type=int)), 303)


@bp.get(ONE)
@requires(Permission.MANAGE_COHORT)
def group(cohort_id: int, group_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    found = find.group_in(cohort_id, group_id)
    form = ChangedGroupForm(formdata=None, title=found.title, lecturer=found.lecturer_id or NOBODY)
    return _group_page(cohort, group_id, form)


@bp.post(ONE)
@requires(Permission.MANAGE_COHORT)
def change_group(cohort_id: int, group_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    found = find.group_in(cohort_id, group_id)
    form = ChangedGroupForm()
    form.offer(_lecturers(cohort, found))
    if not form.validate_on_submit():
        return _group_page(cohort, group_id, form), 422
    try:
        actions.change(found, cohort, form.title.data, form.lecturer.data or None, by=current_person())
    except Refusal as refused:
        form.title.errors = [refused.message]
        return _group_page(cohort, group_id, form), 422
    flash("演習班を変えました。", "success")
    return redirect(url_for(".groups", cohort_id=cohort_id), 303)


@bp.post(f"{ONE}/removal")
@requires(Permission.MANAGE_COHORT)
def remove_group(cohort_id: int, group_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    actions.remove(find.group_in(cohort_id, group_id), cohort, by=current_person())
    flash("演習班を消しました。", "success")
    return redirect(url_for(".groups", cohort_id=cohort_id), 303)


@learning.get("/training/groups")
@requires(Permission.PRACTISE)
def teaching() -> ResponseReturnValue:
    person = current_person()
    own = find.teaching(person.id)
    dates = find.dates_of(own)
    shown = {dated.id for each in dates.values() for dated in each}
    return render_template(
        "training/teaching.html",
        groups=own,
        people=find.people_of(own),
        dates=dates,
        taught=[each for each in find.taught(person.id) if each.id not in shown],
        now=clock.now(),
    )


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) < LONGEST_ID


def _lecturers(cohort: Cohort, group: CohortGroup) -> list[tuple[int, str]]:
    """Who could teach it; who does so now stays among them without the role."""
    offered = {each.id: each.name for each in find.lecturers(cohort.run.organisation_id)}
    if group.lecturer is not None:
        offered.setdefault(group.lecturer.id, group.lecturer.name)
    return list(offered.items())


def _page(cohort: Cohort, *, share: ShareForm | None = None, group: GroupForm | None = None) -> str:
    placed, present = find.placed(cohort), find.groups(cohort.id)
    pages = max(1, -(-len(placed) // PEOPLE_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    usual = max(len(present), 1, -(-len(placed) // A_GROUP))
    return render_template(
        "training/groups.html",
        cohort=cohort,
        groups=present,
        placed=placed,
        counts={each.id: sum(one.enrolment.group_id == each.id for one in placed) for each in present},
        without=sum(one.enrolment.group_id is None for one in placed),
        shown=placed[(page - 1) * PEOPLE_A_PAGE : page * PEOPLE_A_PAGE],
        page=page,
        pages=pages,
        share=share or ShareForm(formdata=None, count=usual, mixed=[one.value for one in Mixed]),
        form=group or GroupForm(formdata=None),
        lists=ListForm(formdata=None),
    )


def _group_page(cohort: Cohort, group_id: int, form: ChangedGroupForm) -> str:
    found = find.group_in(cohort.id, group_id)
    form.offer(_lecturers(cohort, found))
    return render_template(
        "training/group.html", cohort=cohort, group=found, people=find.people_of([found])[group_id], form=form
    )
