"""Build a paper by a blueprint: what is asked for, what it would be, and the paper itself."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.exams.actions import building as actions
from app.exams.actions.building import Preview
from app.exams.paper_forms import BlueprintForm, blueprint_form
from app.exams.queries import building as find
from app.exams.queries.building import Area
from app.exams.queries.groups import Group, groups
from app.exams.views.running import bp
from app.questions.models import Topic

MOST_HINTS = 10


class _Desk:
    """What there is to build of, for the person who asks."""

    def __init__(self) -> None:
        person, today = current_person(), clock.today()
        self.organisations = find.places(person)
        sent = request.form.get("organisation", type=int)
        chosen = next((one for one in self.organisations if one.id == sent), self.organisations[0])
        versions = find.pool(chosen.id, today, ())
        self.areas: list[Area] = find.areas(versions)
        self.topics: list[tuple[Topic, int]] = find.topics(versions)
        self.groups: list[Group] = groups(person)
        self.form: BlueprintForm = blueprint_form(self.organisations, self.areas, self.topics, self.groups, today=today)

    def plan(self) -> actions.Plan:
        return self.form.plan(self.organisations, self.areas, self.groups)


@bp.get("/running/papers/new")
@requires(Permission.RUN_EXAM)
def new_paper() -> ResponseReturnValue:
    return _page(_Desk())


@bp.post("/running/papers")
@requires(Permission.RUN_EXAM)
def build_paper() -> ResponseReturnValue:
    desk = _Desk()
    if not desk.form.validate_on_submit():
        return _page(desk), 422
    if request.form.get("do") != "build":
        return _page(desk, actions.preview(desk.plan()))
    shown = actions.preview(desk.plan())
    if shown.drawn.shortages or not shown.drawn.questions:
        return _page(desk, shown), 422
    paper = actions.build(desk.plan(), by=current_person(), now=clock.now())
    flash(f"「{paper.title}」を作りました。団体の人だけが受けられます。", "success")
    return redirect(url_for(".index"), 303)


def _page(desk: _Desk, preview: Preview | None = None) -> str:
    return render_template(
        "exams/new_paper.html",
        form=desk.form,
        areas={area.code: area for area in desk.areas},
        topics={topic.code: (topic, number) for topic, number in desk.topics},
        groups=desk.groups,
        preview=preview,
        most_hints=MOST_HINTS,
        too_few=actions.TOO_FEW,
        nothing=actions.NO_QUESTIONS,
    )
