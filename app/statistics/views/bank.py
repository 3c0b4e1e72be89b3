"""The page that says how the bank stands."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.questions.rules.words import QUESTION_STATUS_LABELS
from app.statistics import rules
from app.statistics.queries import bank as queries
from app.statistics.rules.bank import SHOWN_AT_MOST, SOON
from app.statistics.views.blueprint import bp


@bp.get("/bank")
@requires(Permission.SEE_STATISTICS)
def bank() -> ResponseReturnValue:
    person, today = current_person(), clock.today()
    offered = queries.places(person)
    organisation = queries.chosen(offered, request.args.get("organisation"))
    return render_template(
        "statistics/bank.html",
        offered=offered,
        organisation=organisation,
        health=queries.bank_health(organisation, today) if organisation else None,
        today=today,
        most=SHOWN_AT_MOST,
        soon=SOON.days,
        clear_from=rules.CLEAR_FROM,
        statuses=QUESTION_STATUS_LABELS,
        sees_questions=any(
            person.may(duty)
            for duty in (Permission.WRITE_QUESTION, Permission.REVIEW_QUESTION, Permission.PUBLISH_QUESTION)
        ),
    )
