"""The syllabus as everybody may see it: what is asked about, and by how many questions."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.guards import open_to_all
from app.accounts.queries import home_organisation
from app.questions import queries
from app.questions.views.blueprint import bp


@bp.get("/syllabus")
@open_to_all
def syllabus() -> ResponseReturnValue:
    home = home_organisation()
    return render_template("questions/syllabus.html", fields=queries.syllabus(home.id) if home else [])
