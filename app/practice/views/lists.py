"""Lists that teach: what was right by luck, and what was wrong although one was sure."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, reading_help, requires
from app.accounts.rules import Permission
from app.practice.queries import lists, wishes
from app.practice.queries import search as find
from app.practice.rules.words import SET_KIND_LABELS, SetKind
from app.practice.views.blueprint import bp
from app.practice.views.notes import asked_page
from app.questions.rules.citations import place
from app.reading.actions.reader import reader_for
from app.search import pieces, words_of


@bp.get("/lucky")
@requires(Permission.PRACTISE)
def lucky() -> ResponseReturnValue:
    return _list(SetKind.LUCKY)


@bp.get("/overconfident")
@requires(Permission.PRACTISE)
def overconfident() -> ResponseReturnValue:
    return _list(SetKind.OVERCONFIDENT)


@bp.get("/search")
@requires(Permission.PRACTISE)
def search() -> ResponseReturnValue:
    person, asked = current_person(), request.args.get("q", "")
    words = words_of(asked)
    found = None
    if words:
        spared = wishes.settings_of(person.id).spared_papers
        found = find.found(person, words, spared=spared, now=clock.now(), page=asked_page())
    return render_template("practice/search.html", asked=" ".join(words), words=words, found=found, pieces=pieces)


def _list(kind: SetKind) -> str:
    person = current_person()
    settings = wishes.settings_of(person.id)
    found = lists.cards_of(person, kind, spared=settings.spared_papers, now=clock.now(), page=asked_page())
    return render_template(
        "practice/list.html",
        kind=kind,
        title=SET_KIND_LABELS[kind],
        found=found,
        reader=reader_for(found.texts, reading_help()),
        minutes=settings.minutes_a_day,
        place=place,
    )
