"""The drill: a card or a question, the answer in one tap, why, and the end of the set."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, reading_help, requires
from app.accounts.rules import Permission
from app.errors import Refusal
from app.practice.actions import answers, sets
from app.practice.forms.notes import note_forms
from app.practice.forms.sets import asked_id, said_correct, sent_answer
from app.practice.models import PracticeSet
from app.practice.queries import notes
from app.practice.queries import sets as find
from app.practice.rules.words import CONFIDENCE_LABELS, Away, Drill
from app.practice.views.blueprint import bp
from app.questions.models import QuestionVersion
from app.questions.rules.citations import place
from app.reading.actions.reader import reader_for
from app.reading.rules import leaks
from app.ui.fragments import wants_fragment


@bp.get("/sets/<int:set_id>")
@requires(Permission.PRACTISE)
def drill(set_id: int) -> ResponseReturnValue:
    found = find.own_set(set_id, current_person().id)
    if found.item is None:
        return _end(found)
    return _next(found)


def _end(found: PracticeSet) -> str:
    missed = find.missed(found, clock.now())
    texts = [text for log in missed for text in (log.statement.text, log.statement.why)]
    reader = reader_for(texts, reading_help(), explains=bool(texts))
    return _page("end", found, missed=missed, title=find.title_of(found.kind, found.subject), reader=reader)


def _next(found: PracticeSet, *, chosen: tuple[int, ...] = (), problem: str | None = None) -> str:
    """The page of what comes next; with what was marked, where that was refused."""
    item = found.item or []
    if found.drill is Drill.CARD:
        statement = find.card(item, current_person(), clock.now())
        if isinstance(statement, Away):
            return _page("away", found, away=statement)
        reads = _asked(statement.version, [statement.text])
        return _page("card", found, statement=statement, client_id=uuid4(), problem=problem, **reads)
    version = find.whole_question(item, current_person(), clock.now())
    if isinstance(version, Away):
        return _page("away", found, away=version)
    reads = _asked(version, [statement.text for statement in version.statements])
    return _page("question", found, version=version, client_id=uuid4(), chosen=chosen, problem=problem, **reads)


def _asked(version: QuestionVersion, statements: list[str]) -> dict[str, object]:
    """What helps to read a question that waits for its answer, and where it must not; without furigana no query."""
    case = [version.case_stem.text] if version.case_stem else []
    reader = reader_for([version.stem, *case, *statements], reading_help(), explains=False)
    guard = leaks.guard(version.stem, [statement.text for statement in version.statements])
    return {"reader": reader, "guard": guard}


def _page(part: str, found: PracticeSet, **shown: Any) -> str:
    """The part by itself for a script, inside its page for everybody else."""
    template = f"practice/_{part}.html" if wants_fragment() else "practice/drill.html"
    return render_template(
        template, part=f"practice/_{part}.html", set=found, confidences=CONFIDENCE_LABELS, place=place, **shown
    )


@bp.post("/sets/<int:set_id>/answers")
@requires(Permission.PRACTISE)
def answer(set_id: int) -> ResponseReturnValue:
    found = find.own_set(set_id, current_person().id, to_change=True)
    sent, now = sent_answer(), clock.now()
    choices = tuple(request.form.getlist("choices", type=int))
    try:
        if found.drill is Drill.CARD:
            answers.answer_card(found, asked_id("statement"), said_correct=said_correct(), sent=sent, now=now)
        else:
            answers.answer_question(found, asked_id("version"), choices=choices, sent=sent, now=now)
    except Refusal as refusal:
        if found.item is None:  # the set has ended: there is no page to show it on
            raise
        return _next(found, chosen=choices, problem=refusal.message), 422
    if wants_fragment():
        return _feedback(sent.client_id, found)
    return redirect(url_for(".answered", client_id=UUID(sent.client_id)), 303)


@bp.get("/answers/<uuid:client_id>")
@requires(Permission.PRACTISE)
def answered(client_id: UUID) -> ResponseReturnValue:
    person = current_person()
    given = find.answered(person, str(client_id), clock.now())
    return _feedback(str(client_id), find.own_set(given.set_id or 0, person.id))


def _feedback(client_id: str, found: PracticeSet) -> str:
    person = current_person()
    given = find.answered(person, client_id, clock.now())
    kept = notes.on_question(person.id, given.version.question_id)
    forms = note_forms((statement.identity for statement in given.version.statements), kept)
    here = url_for(".answered", client_id=UUID(client_id))
    reader = reader_for(given.texts, reading_help())
    return _page("feedback", found, given=given, notes=kept, forms=forms, here=here, reader=reader)


@bp.post("/sets/<int:set_id>/skips")
@requires(Permission.PRACTISE)
def skip(set_id: int) -> ResponseReturnValue:
    found = find.own_set(set_id, current_person().id, to_change=True)
    sets.step_over(found, asked_id("position"), now=clock.now())
    return redirect(url_for(".drill", set_id=set_id), 303)


@bp.post("/sets/<int:set_id>/end")
@requires(Permission.PRACTISE)
def end(set_id: int) -> ResponseReturnValue:
    sets.end(find.own_set(set_id, current_person().id, to_change=True), now=clock.now())
    return redirect(url_for(".drill", set_id=set_id), 303)
