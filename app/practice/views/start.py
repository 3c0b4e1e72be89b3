"""The practice page: go on, or begin a set; and the pages on which one chooses what it is about."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.practice.actions import sets as actions
from app.practice.forms.sets import wanted_set
from app.practice.queries import subjects, today, wishes
from app.practice.rules.words import DRILL_LABELS, MASTERY_LABELS, MINUTES, SET_KIND_LABELS, SetKind
from app.practice.views.blueprint import bp

ONE_TAP = (SetKind.DUE, SetKind.WRONG, SetKind.WEAK, SetKind.UNSEEN, SetKind.FLAGGED, SetKind.STARRED)


@bp.get("")
@requires(Permission.PRACTISE)
def index() -> ResponseReturnValue:
    return render_template(
        "practice/index.html",
        today=today.today_of(current_person(), clock.now()),
        one_tap=ONE_TAP,
        labels=SET_KIND_LABELS,
        lengths=MINUTES,
        drills=DRILL_LABELS,
    )


@bp.post("/sets")
@requires(Permission.PRACTISE)
def begin() -> ResponseReturnValue:
    wanted = wanted_set()
    begun = actions.start(
        current_person(), wanted.kind, wanted.subject, drill=wanted.drill, minutes=wanted.minutes, now=clock.now()
    )
    return redirect(url_for("practice.drill", set_id=begun.id), 303)


@bp.get("/topics")
@requires(Permission.PRACTISE)
def topics() -> ResponseReturnValue:
    person = current_person()
    settings = wishes.settings_of(person.id)
    return render_template(
        "practice/topics.html",
        fields=subjects.fields(person, settings.spared_papers, clock.now()),
        minutes=settings.minutes_a_day,
        labels=MASTERY_LABELS,
    )


@bp.get("/sources")
@requires(Permission.PRACTISE)
def sources() -> ResponseReturnValue:
    person = current_person()
    settings = wishes.settings_of(person.id)
    return render_template(
        "practice/sources.html",
        sources=subjects.sources(person, settings.spared_papers, clock.now()),
        minutes=settings.minutes_a_day,
    )
