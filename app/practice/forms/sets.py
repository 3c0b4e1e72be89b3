"""What begins a set, and what comes with an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from flask import request

from app.errors import Refusal
from app.practice.actions.answers import Sent
from app.practice.actions.sets import NO_SUBJECT
from app.practice.rules.words import Confidence, Drill, SetKind

UNREADABLE = "送られた解答を読み取れませんでした。画面を開き直して、もう一度お試しください。"
LARGEST = 2**31 - 1
SUBJECT_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Wanted:
    """A set that somebody wants."""

    kind: SetKind
    subject: str | None
    drill: Drill
    minutes: int


def wanted_set() -> Wanted:
    """The set that the form asks for; Refusal when it says nothing that we know."""
    form = request.form
    try:
        kind, drill = SetKind(form.get("kind", "")), Drill(form.get("drill", Drill.CARD.value))
    except ValueError:
        raise Refusal(NO_SUBJECT) from None
    subject = form.get("subject", "").strip()
    fits = len(subject) <= SUBJECT_LONGEST and "\0" not in subject
    return Wanted(kind, subject if subject and fits else None, drill, _number("minutes"))


def sent_answer() -> Sent:
    """What every answer carries; Refusal when it was not one of our pages that sent it."""
    form = request.form
    try:
        client_id = str(UUID(form.get("client_id", "")))
        confidence = Confidence(form.get("answer", "").rpartition("-")[2])
    except ValueError:
        raise Refusal(UNREADABLE) from None
    return Sent(
        position=_number("position"),
        confidence=confidence,
        client_id=client_id,
        seconds=form.get("seconds", type=int),
        answered_at=instant(form.get("answered_at", "")),
    )


def said_correct() -> bool:
    """True for ○, False for ×."""
    side = request.form.get("answer", "").partition("-")[0]
    if side not in ("yes", "no"):
        raise Refusal(UNREADABLE)
    return side == "yes"


def asked_id(name: str) -> int:
    """The id of the statement or version that was on the screen."""
    return _number(name)


def _number(name: str) -> int:
    number = request.form.get(name, type=int)
    if number is None or not 0 <= number <= LARGEST:
        raise Refusal(UNREADABLE)
    return number


def instant(text: str) -> datetime | None:
    """What the device's clock said; a text that is no time says nothing."""
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    try:
        return at.astimezone(UTC) if at.tzinfo else None
    except OverflowError:
        return None
