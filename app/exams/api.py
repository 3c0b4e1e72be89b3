"""The API of mock examinations, below /api/v1: the sitting as data, and the save."""

from __future__ import annotations

import json
from functools import lru_cache

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires, session_checked_by_statement, session_id
from app.accounts.rules import Permission
from app.exams import forms
from app.exams.actions import attempts as actions
from app.exams.queries import attempts as find
from app.exams.queries import papers
from app.exams.queries.content import EDITIONS_KEPT, printed, printed_edition
from app.exams.rules import Result

bp = Blueprint("exams_api", __name__, url_prefix="/api/v1")


@bp.get("/exams")
@requires(Permission.SIT_EXAM)
def exams() -> ResponseReturnValue:
    offers = papers.offers(current_person(), clock.now())
    return jsonify(
        [
            {
                "slug": offer.paper.slug,
                "title": offer.paper.title,
                "minutes": offer.edition.minutes,
                "state": offer.state,
            }
            for offer in offers
        ]
    )


@bp.get("/attempts/<int:attempt_id>")
@requires(Permission.SIT_EXAM)
def attempt(attempt_id: int) -> ResponseReturnValue:
    now = clock.now()
    attempt = find.own_attempt(attempt_id, current_person().id)
    answers = {number: actions.stored_answer(kept) for number, kept in find.answers_of(attempt_id).items()}
    said = json.dumps(
        {
            "state": attempt.shown_state(now),
            "ends_at": attempt.ends_at.isoformat(),
            "remaining_seconds": attempt.remaining_seconds(now),
            "answers": answers,
        },
        ensure_ascii=False,
    )
    questions = questions_as_json(attempt.edition_id, attempt.edition.revision)
    return Response(f'{said[:-1]}, "questions": {questions}}}', mimetype="application/json")


@bp.get("/attempts/<int:attempt_id>/clock")
@requires(Permission.SIT_EXAM)
def attempt_clock(attempt_id: int) -> ResponseReturnValue:
    """The time alone, for a page that comes back into sight or has counted down to zero."""
    now = clock.now()
    attempt = find.own_attempt(attempt_id, current_person().id)
    return jsonify(
        state=attempt.shown_state(now),
        ends_at=attempt.ends_at.isoformat(),
        remaining_seconds=attempt.remaining_seconds(now),
    )


@lru_cache(maxsize=EDITIONS_KEPT)
def questions_as_json(edition_id: int, revision: int) -> str:
    """What an edition asks, the same for everybody; never a key."""
    return json.dumps(
        [
            {
                "number": question.number,
                "id": question.external_id,
                "version": question.version,
                "choose": question.choose,
                "case": question.case,
                "stem": question.stem,
                "statements": [statement.text for statement in question.statements],
            }
            for question in printed(edition_id, revision).questions
        ],
        ensure_ascii=False,
    )


@bp.put("/attempts/<int:attempt_id>/answers/<int:number>")
@session_checked_by_statement
def save_answer(attempt_id: int, number: int) -> ResponseReturnValue:
    mark = forms.mark_from_json(forms.small_json())
    now = clock.now()
    saved = actions.save_answer(attempt_id, number, mark, session_id=session_id(), now=now)
    return jsonify(
        saved_at=saved.saved_at.isoformat(),
        seq=saved.seq,
        ends_at=saved.ends_at.isoformat(),
        remaining_seconds=max(0, int((saved.ends_at - now).total_seconds())),
    )


@bp.get("/attempts/<int:attempt_id>/result")
@requires(Permission.SIT_EXAM)
def result(attempt_id: int) -> ResponseReturnValue:
    now = clock.now()
    attempt = find.own_attempt(attempt_id, current_person().id)
    find.check_result_may_be_seen(attempt, now)
    judged = find.judged(printed_edition(attempt.edition), find.answers_of(attempt_id))
    return jsonify(_said(judged))


def _said(result: Result) -> dict[str, object]:
    return {
        "passed": result.passed,
        "fields": [
            {
                "code": field.code,
                "correct": field.correct,
                "total": field.total,
                "pass_mark": field.pass_mark,
                "passed": field.passed,
                "sections": [
                    {"code": section.code, "correct": section.correct, "total": section.total}
                    for section in field.sections
                ],
            }
            for field in result.fields
        ],
    }
