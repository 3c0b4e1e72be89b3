"""The API of reading, below /api/v1: any text with its furigana."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, signed_in
from app.errors import Refusal, TooMany
from app.reading import queries
from app.reading.actions.reader import make
from app.reading.quota import Quota
from app.reading.rules.ruby import Level, shown

bp = Blueprint("reading_api", __name__, url_prefix="/api/v1")

LONGEST = 2_000
NO_TEXT = "text に、読みを知りたい文を入れてください。"
TOO_LONG = f"文は{LONGEST:,}文字までにしてください。分けて送ることができます。"
TOO_OFTEN = "短い間にたくさんの文が送られました。{seconds}秒ほど待ってから、もう一度お送りください。"


@cache
def _quota(folder: Path) -> Quota:
    return Quota(folder)


@bp.get("/furigana")
@signed_in
def furigana() -> ResponseReturnValue:
    """Without the analyser the text comes back as it is: nothing is kept of it here, and nothing breaks."""
    text = request.args.get("text", "")
    wait = _quota(current_app.config["INSTANCE"]).seconds_to_wait(current_person().id, clock.now().timestamp())
    if wait:
        raise TooMany(TOO_OFTEN.format(seconds=wait), retry_after=wait)
    if not text:
        raise Refusal(NO_TEXT)
    if len(text) > LONGEST:
        raise Refusal(TOO_LONG)
    made = make([text], queries.kept([]).readings)
    parts = shown(made[text], Level.EASY) if text in made else [(text, None)]
    return jsonify([{"text": written, "reading": read} for written, read in parts])
