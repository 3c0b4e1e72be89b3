"""The training for scripts: the beats of a lesson that is being read."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Refusal
from app.extensions import LARGEST_ID
from app.training.actions import reading as actions
from app.training.queries import lessons as find

bp = Blueprint("training_api", __name__, url_prefix="/api/v1")
UNREADABLE = "送られた内容を読み取れませんでした。画面を開き直してください。"


@bp.post("/lessons/<slug>/beats")
@requires(Permission.PRACTISE)
def beat(slug: str) -> ResponseReturnValue:
    said = _numbers("version", "section", "paragraph")
    version = find.lesson(slug, current_person())
    after = actions.beat(
        version,
        version_id=said["version"],
        section=said["section"],
        paragraph=said["paragraph"],
        by=current_person(),
        now=clock.now(),
    )
    return jsonify(seconds=after.section_seconds, wanted=after.wanted, read=after.read, finished=after.finished)


def _numbers(*names: str) -> dict[str, int]:
    """These whole numbers of the body, and nothing else."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise Refusal(UNREADABLE)
    found: dict[str, int] = {name: sent[name] for name in names if type(sent.get(name)) is int}
    if len(found) != len(names) or not all(0 <= value <= LARGEST_ID for value in found.values()):
        raise Refusal(UNREADABLE)
    return found
