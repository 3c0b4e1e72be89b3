"""Practice below /api/v1: cards to take along, and the answers that come back."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, reading_help, requires
from app.accounts.rules import Permission
from app.practice.actions import bags
from app.practice.forms.carried import asked_drill, asked_minutes, sent_answers
from app.practice.rules.carrying import GOOD_FOR
from app.questions.models import QuestionVersion, Statement
from app.questions.rules.citations import place
from app.reading.actions.reader import Reader, reader_for
from app.reading.rules import leaks

bp = Blueprint("practice_api", __name__, url_prefix="/api/v1/practice")


@bp.post("/bags")
@requires(Permission.PRACTISE)
def pack() -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    packed = bags.pack(person, minutes=asked_minutes(), drill=asked_drill(), now=now)
    reader = reader_for(_texts(packed), reading_help())
    said = {
        "name": packed.bag.name,
        "person": {"id": person.id, "name": person.name},
        "taken_at": now.isoformat(),
        "good_until": (now + GOOD_FOR).isoformat(),
        "cards": [_card(one, reader) for one in packed.statements]
        + [_question(one, reader) for one in packed.questions],
    }
    return jsonify(said), 201


def _texts(packed: bags.Packed) -> list[str]:
    """All that is read of it, before the answers and after them."""
    versions = [one.version for one in packed.statements] + list(packed.questions)
    statements = [*packed.statements, *(one for version in packed.questions for one in version.statements)]
    stems = [text for one in versions for text in (one.stem, one.case_stem.text if one.case_stem else None)]
    return [text for text in (*stems, *(text for one in statements for text in (one.text, one.why, one.plain))) if text]


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


def _question(one: QuestionVersion, reader: Reader) -> dict[str, object]:
    """A whole question in the same way."""
    guard = leaks.guard(one.stem, [statement.text for statement in one.statements])
    return {
        "client_id": str(uuid4()),
        "version": one.id,
        "choose": one.choose,
        "key": [statement.position for statement in one.statements if statement.correct],
        "asked": render_template("practice/_taken_whole_asked.html", version=one, reader=reader, guard=guard),
        "explained": render_template("practice/_taken_whole_explained.html", version=one, reader=reader, place=place),
    }


@bp.post("/answers")
@requires(Permission.PRACTISE)
def take_in() -> ResponseReturnValue:
    carried, sent_at = sent_answers()
    taken = bags.take_in(current_person(), carried, sent_at=sent_at, now=clock.now())
    return jsonify(
        answers=[{"client_id": one.client_id, "outcome": one.outcome.value, "right": one.right} for one in taken]
    )
