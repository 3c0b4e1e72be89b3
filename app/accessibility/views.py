"""The page that says for whom the site is usable, and what of that was checked."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accessibility import queries
from app.accessibility.rules import STANDING_LABELS, Standing, counted, table
from app.accounts.guards import open_to_all

bp = Blueprint("accessibility", __name__, template_folder="templates")


@bp.get("/accessibility")
@open_to_all
def statement() -> ResponseReturnValue:
    results = queries.results()
    lines = table(results)
    return render_template(
        "accessibility/statement.html",
        results=results,
        lines=lines,
        labels=STANDING_LABELS,
        counted=counted(lines),
        broken=Standing.BROKEN,
    )
