"""Where the pages of statistics are entered, and what all of them know."""

from __future__ import annotations

from flask import Blueprint
from flask_login import current_user

from app.accounts.guards import current_person
from app.accounts.rules import Permission

bp = Blueprint("statistics", __name__, url_prefix="/statistics", template_folder="../templates")


@bp.context_processor
def held() -> dict[str, bool]:
    """Whether the tabs lead to the pages about people."""
    return {"sees_cohorts": current_user.is_authenticated and current_person().may(Permission.MANAGE_COHORT)}
