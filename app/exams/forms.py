"""What a candidate, an instructor and an organiser may send."""

from __future__ import annotations

from typing import Any

from flask import request

from app.errors import Refusal
from app.exams.actions.attempts import Mark
from app.exams.rules import MOST_STATEMENTS, mask_of

HIGHEST_SEQ = 2**31 - 1
LONGEST_SECONDS = 60 * 60 * 10

NOT_AN_OBJECT = "解答の形式を読み取れません。画面を開き直して、もう一度お試しください。"
BAD_CHOICES = "選択肢は1から始まる番号で、同じ番号を重ねずに送ってください。"
BAD_FLAG = "「あとで見直す」の印を読み取れません。画面を開き直してください。"
BAD_SEQ = "解答の通し番号を読み取れません。画面を開き直してください。"


def mark_from_json(body: Any) -> Mark:
    """The mark in a body as design.md's table of addresses has it; Refusal for anything else."""
    if not isinstance(body, dict):
        raise Refusal(NOT_AN_OBJECT)
    flagged = body.get("flagged", False)
    if not isinstance(flagged, bool):
        raise Refusal(BAD_FLAG)
    return Mark(
        choices=_mask(body.get("choices")),
        flagged=flagged,
        seq=_whole(body.get("seq"), 1, HIGHEST_SEQ),
        struck=_mask(body.get("struck", [])),
        seconds=_whole(body.get("seconds", 0), 0, LONGEST_SECONDS),
    )


def mark_from_form() -> Mark:
    """The same from the form that a page without scripts sends."""
    choices = request.form.getlist("choices", type=int)
    if len(choices) != len(request.form.getlist("choices")):
        raise Refusal(BAD_CHOICES)
    return Mark(
        choices=_mask(choices),
        flagged="flagged" in request.form,
        seq=_whole(request.form.get("seq", type=int), 1, HIGHEST_SEQ),
        struck=_mask(request.form.getlist("struck", type=int)),
        seconds=0,
    )


def _mask(positions: Any) -> int:
    if not isinstance(positions, list) or not all(_is_whole(p, 1, MOST_STATEMENTS) for p in positions):
        raise Refusal(BAD_CHOICES)
    if len(set(positions)) != len(positions):
        raise Refusal(BAD_CHOICES)
    return mask_of(positions)


def _whole(value: Any, low: int, high: int) -> int:
    if not _is_whole(value, low, high):
        raise Refusal(BAD_SEQ)
    return int(value)


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
