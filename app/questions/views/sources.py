"""What the questions rest on: all sources, and one by one."""

from __future__ import annotations

from itertools import groupby

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.guards import current_person, open_to_all
from app.accounts.models import Person
from app.accounts.rules import Permission
from app.questions import queries
from app.questions.rules.words import KIND_WORDS
from app.questions.views.blueprint import bp

QUESTIONS_A_PAGE = 30


@bp.get("/sources")
@open_to_all
def sources() -> ResponseReturnValue:
    cited = queries.cited_sources(_whoever())
    kinds = [(kind, list(found)) for kind, found in groupby(cited, lambda source: source.kind)]
    return render_template("questions/sources.html", kinds=kinds, words=KIND_WORDS)


@bp.get("/sources/<key>")
@open_to_all
def source(key: str) -> ResponseReturnValue:
    person = _whoever()
    page = queries.source_page(key, person)
    writes = person is not None and person.may(Permission.WRITE_QUESTION)
    resting = queries.own_bank_on(key, person) if person is not None and writes else []
    pages = max(1, -(-len(resting) // QUESTIONS_A_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "questions/source.html",
        source=page.source,
        places=page.places,
        sections=[(title, list(found)) for title, found in groupby(page.topics, lambda topic: topic.section_title)],
        words=KIND_WORDS[page.source.kind],
        writes=writes,
        resting=resting[(number - 1) * QUESTIONS_A_PAGE : number * QUESTIONS_A_PAGE],
        number_resting=len(resting),
        page=number,
        pages=pages,
    )


def _whoever() -> Person | None:
    return current_person() if current_user.is_authenticated else None
