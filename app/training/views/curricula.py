"""Curricula to read: the list, one with its modules, two editions beside each other."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import NotFound
from app.training.models.curricula import Curriculum, Module
from app.training.queries import curricula as find
from app.training.rules.side_by_side import lines
from app.training.rules.words import CONFIDENCE_LABELS, DELIVERY_LABELS, FORM_LABELS, PHASE_LABELS

bp = Blueprint("curricula", __name__, url_prefix="/curricula", template_folder="../templates")

ONE_EDITION = "この課程には、ならべて見られる別の版がありません。課程の一覧から選んでください。"
WORDS = {
    "confidence_labels": CONFIDENCE_LABELS,
    "delivery_labels": DELIVERY_LABELS,
    "form_labels": FORM_LABELS,
    "phase_labels": PHASE_LABELS,
}


@bp.get("")
@requires(Permission.PRACTISE)
def index() -> ResponseReturnValue:
    found = find.curricula(current_person())
    courses = groupby((row for row in found if row.original_id is None), key=lambda row: row.course)
    return render_template(
        "training/curricula.html",
        courses=[list(editions) for _course, editions in courses],
        copies=[row for row in found if row.original_id is not None],
    )


@bp.get("/<int:curriculum_id>")
@requires(Permission.PRACTISE)
def curriculum(curriculum_id: int) -> ResponseReturnValue:
    found = find.curriculum(curriculum_id, current_person())
    manages = current_person().may(Permission.MANAGE_COHORT)
    return render_template(
        "training/curriculum.html", curriculum=found, modules=_current(found), manages=manages, **WORDS
    )


@bp.get("/<int:curriculum_id>/beside/<int:other_id>")
@requires(Permission.PRACTISE)
def beside(curriculum_id: int, other_id: int) -> ResponseReturnValue:
    new, old = (find.curriculum(each, current_person()) for each in (curriculum_id, other_id))
    if new.course != old.course or new is old:
        raise NotFound(ONE_EDITION)
    rows = lines(old.edition, _current(old), _current(new))
    return render_template("training/beside.html", old=old, new=new, rows=rows, **WORDS)


def _current(curriculum: Curriculum) -> list[Module]:
    return [module for module in curriculum.modules if module.withdrawn_at is None]
