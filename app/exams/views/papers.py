"""Papers on offer, starting one, and one's own history."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.queries import help_for
from app.accounts.rules import Permission
from app.exams import rules
from app.exams.actions import attempts as actions
from app.exams.queries import attempts, papers
from app.exams.queries.content import printed_edition

bp = Blueprint("exams", __name__, template_folder="../templates")


@bp.get("/exams")
@requires(Permission.SIT_EXAM)
def index() -> ResponseReturnValue:
    now = clock.now()
    offers = papers.offers(current_person(), now)
    return render_template("exams/index.html", offers=offers, labels=rules.PAPER_STATE_LABELS)


@bp.get("/exams/<slug>")
@requires(Permission.SIT_EXAM)
def paper(slug: str) -> ResponseReturnValue:
    person = current_person()
    offer = papers.offer(slug, person, clock.now())
    granted = help_for(person.id, clock.today())
    seconds = rules.seconds_allowed(offer.edition.minutes, granted.factor)
    return render_template(
        "exams/paper.html",
        offer=offer,
        printed=printed_edition(offer.edition),
        minutes_allowed=-(-seconds // 60),
        labels=rules.PAPER_STATE_LABELS,
    )


@bp.post("/exams/<slug>/attempts")
@requires(Permission.SIT_EXAM)
def start(slug: str) -> ResponseReturnValue:
    now = clock.now()
    person = current_person()
    attempt = actions.start(papers.offer(slug, person, now), by=person, now=now)
    return redirect(url_for("sittings.show", attempt_id=attempt.id), 303)


@bp.get("/attempts")
@requires(Permission.SIT_EXAM)
def history() -> ResponseReturnValue:
    past = attempts.past(current_person().id, clock.now())
    return render_template(
        "exams/history.html",
        attempts=past,
        charts=attempts.charts(past),
        labels=rules.ATTEMPT_STATE_LABELS,
    )
