"""What a device sends of the answers that were given without a line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request

from app.errors import Refusal
from app.practice.actions.bags import Carried
from app.practice.forms.sets import LARGEST, UNREADABLE, instant
from app.practice.rules.carrying import MOST_SENT
from app.practice.rules.words import Confidence, Drill

MOST_CHOICES = 10  # no question has more statements
NO_ANSWERS = f"answers に、解答を1件から{MOST_SENT}件まで入れてください。"


def asked_minutes() -> int:
    """For how many minutes somebody wants to take cards along."""
    return _number(_body().get("minutes"))


def asked_drill() -> Drill:
    """Whether single statements or whole questions are to go along; statements where nothing is said."""
    try:
        return Drill(_body().get("drill", Drill.CARD))
    except ValueError:
        raise Refusal(UNREADABLE) from None


def sent_answers() -> tuple[list[Carried], datetime | None]:
    """The answers in the order in which they were given, and what the device calls now.

    Refusal for anything that our page does not send: the whole of it, so that nothing is half taken in.
    """
    body = _body()
    answers = body.get("answers")
    if not isinstance(answers, list) or not 0 < len(answers) <= MOST_SENT:
        raise Refusal(NO_ANSWERS)
    return [_answer(one) for one in answers], _instant(body.get("sent_at"))


def _body() -> Mapping[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Refusal(UNREADABLE)
    return body


def _answer(said: object) -> Carried:
    if not isinstance(said, dict):
        raise Refusal(UNREADABLE)
    try:
        confidence = Confidence(str(said.get("confidence")))
    except ValueError:
        raise Refusal(UNREADABLE) from None
    return Carried(
        bag=_name(said.get("bag")),
        client_id=_name(said.get("client_id")),
        confidence=confidence,
        **(_whole(said) if "version" in said else _single(said)),
        seconds=None if said.get("seconds") is None else _number(said["seconds"]),
        answered_at=_instant(said.get("answered_at")),
    )


def _single(said: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(said.get("said_correct"), bool):
        raise Refusal(UNREADABLE)
    return {"drill": Drill.CARD, "asked_id": _number(said.get("statement")), "said_correct": said["said_correct"]}


def _whole(said: Mapping[str, Any]) -> dict[str, Any]:
    choices = said.get("choices")
    if not isinstance(choices, list) or len(choices) > MOST_CHOICES:
        raise Refusal(UNREADABLE)
    marked = tuple(_number(one) for one in choices)
    return {"drill": Drill.QUESTION, "asked_id": _number(said["version"]), "choices": marked}


def _name(said: object) -> str:
    try:
        return str(UUID(said)) if isinstance(said, str) else _unreadable()
    except ValueError:
        return _unreadable()


def _unreadable() -> str:
    raise Refusal(UNREADABLE)


def _number(said: object) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or not 0 <= said <= LARGEST:
        raise Refusal(UNREADABLE)
    return said


def _instant(said: object) -> datetime | None:
    return instant(said) if isinstance(said, str) else None
