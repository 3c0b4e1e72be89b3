"""Practice below /api/v1: cards to take along, and the answers that come back."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, reading_help, requires
from app.accounts.rules import Permission
from app.practice.actions import bags
from app.practice.forms.carried import asked_minutes, sent_answers
from app.practice.rules.carrying import GOOD_FOR
from app.questions.models import Statement
from app.questions.rules.citations import place
from app.reading.actions.reader import Reader, reader_for
from app.reading.rules import leaks

bp = Blueprint("practice_api", __name__, url_prefix="/api/v1/practice")


@bp.post("/bags")
@requires(Permission.PRACTISE)
def pack() -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    bag, statements = bags.pack(person, minutes=asked_minutes(), now=now)
    reader = reader_for([text for one in statements for text in _texts(one)], reading_help())
    packed = {
        "name": bag.name,
        "person": {"id": person.id, "name": person.name},
        "taken_at": now.isoformat(),
        "good_until": (now + GOOD_FOR).isoformat(),
        "cards": [_card(one, reader) for one in statements],
    }
    return jsonify(packed), 201


def _texts(one: Statement) -> list[str]:
    """All that is read of a card, before the answer and after it."""
    case = one.version.case_stem.text if one.version.case_stem else None
    return [text for text in (case, one.version.stem, one.text, one.why, one.plain) if text]


def _card(one: Statement, reader: Reader) -> dict[str, object]:
    """A card as the pages of the drill draw it, so that it looks the same without a line."""
    guard = leaks.guard(one.version.stem, [statement.text for statement in one.version.statements])
    return {
        "client_id": str(uuid4()),
        "statement": one.id,
        "correct": one.correct,
        "asked": render_template("practice/_taken_asked.html", statement=one, reader=reader, guard=guard),
        "explained": render_template("practice/_taken_explained.html", statement=one, reader=reader, place=place),
    }


@bp.post("/answers")
@requires(Permission.PRACTISE)
def take_in() -> ResponseReturnValue:
    carried, sent_at = sent_answers()
    taken = bags.take_in(current_person(), carried, sent_at=sent_at, now=clock.now())
    return jsonify(
        answers=[{"client_id": one.client_id, "outcome": one.outcome.value, "right": one.right} for one in taken]
    )
