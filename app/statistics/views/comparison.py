"""The page that sets two papers beside each other and says what a pass mark would be on the other."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.statistics import rules
from app.statistics.queries import comparison as queries
from app.statistics.rules.equating import LEAST_COMMON
from app.statistics.views.blueprint import bp


@bp.get("/comparison")
@requires(Permission.SEE_STATISTICS)
def comparison() -> ResponseReturnValue:
    person = current_person()
    offered = queries.offered(person)
    old, new = request.args.get("old", ""), request.args.get("new", "")
    asked = bool(old and new)
    return render_template(
        "statistics/comparison.html",
        offered=offered,
        old=old,
        new=new,
        same=asked and old == new,
        found=queries.compared(old, new, person) if asked and old != new else None,
        least=LEAST_COMMON,
        few=rules.FEW,
        clear_from=rules.CLEAR_FROM,
    )
