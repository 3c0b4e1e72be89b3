"""Lessons to read: the catalogue, one lesson with its sources, and how far one has come."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.models import Person
from app.accounts.rules import Permission
from app.questions.rules.citations import place as place_in_law
from app.training.actions import reading as actions
from app.training.models.lessons import LessonVersion
from app.training.queries import lessons as find
from app.training.queries.reading import crediting, shares
from app.training.rules import reading_time
from app.training.rules.lessons import FOLDERS
from app.training.views import page_age

bp = Blueprint("lessons", __name__, url_prefix="/lessons", template_folder="../templates")


@bp.get("")
@requires(Permission.PRACTISE)
def index() -> ResponseReturnValue:
    folders = find.catalogue(current_person())
    going_on = [shown for those in folders.values() for shown in those if shown.progress and not shown.progress.read_at]
    going_on.sort(key=lambda shown: shown.progress.changed_at if shown.progress else shown.version.created_at)
    return render_template("training/lessons.html", folders=folders, going_on=going_on[-1:])


@bp.get("/<slug>")
@requires(Permission.PRACTISE)
def lesson(slug: str) -> ResponseReturnValue:
    person = current_person()
    version = find.lesson(slug, person)
    shown = find.page(version.id, version.body)
    place = crediting(person.id, version, clock.today())
    readings = find.section_readings(person.id, version.lesson_id, place[0].id if place else None)
    wanted = shares(version)
    return render_template(
        "training/lesson.html",
        version=version,
        shown=shown,
        cited=find.cited(version, shown),
        folder=FOLDERS.get(version.lesson.folder, version.lesson.folder),
        progress=find.progress(person.id, version.lesson_id),
        read={n for n, row in readings.items() if n <= len(wanted) and reading_time.is_read(row, wanted[n - 1])},
        check=find.check_paper(version),
        module=place[1] if place else None,
        following=_following(version, person),
        opened=page_age.stamp(clock.now()),
        place=place_in_law,
    )


@bp.post("/<slug>/sections/<int:number>")
@requires(Permission.PRACTISE)
def section(slug: str, number: int) -> ResponseReturnValue:
    """「ここまで読みました」: what stands in for the beats of a page without scripts."""
    version = find.lesson(slug, current_person())
    now = clock.now()
    opened_at = page_age.opened_at(request.form.get("opened", ""), now)
    following = actions.mark_section(version, number, opened_at=opened_at, by=current_person(), now=now)
    anchor = f"s-{following}" if following else "end"
    return redirect(url_for(".lesson", slug=slug, _anchor=anchor), 303)


def _following(version: LessonVersion, person: Person) -> LessonVersion | None:
    """The next lesson of the same folder."""
    same = [each for each in find.readable(person) if each.lesson.folder == version.lesson.folder]
    places = [each.id for each in same]
    after = places.index(version.id) + 1
    return same[after] if after < len(same) else None
