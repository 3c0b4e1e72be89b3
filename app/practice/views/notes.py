"""Bookmarks and notes: the list of them, the question that they stand beside, and keeping them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.practice.actions import notes as actions
from app.practice.forms.notes import NoteForm, here_again, note_forms
from app.practice.queries import notes as find
from app.practice.queries import wishes
from app.practice.views.blueprint import bp
from app.questions.rules.citations import place

MOST_PAGES = 10_000


def asked_page() -> int:
    """The page of a list that the address names; what is no number is the first."""
    return min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)


@bp.get("/notes")
@requires(Permission.PRACTISE)
def notes() -> ResponseReturnValue:
    person = current_person()
    found = find.kept(person, now=clock.now(), page=asked_page())
    minutes = wishes.settings_of(person.id).minutes_a_day
    return render_template("practice/notes.html", found=found, minutes=minutes)


@bp.get("/questions/<int:question_id>")
@requires(Permission.PRACTISE)
def question(question_id: int) -> ResponseReturnValue:
    return _page(question_id)


def _page(question_id: int, refused: dict[int, NoteForm] | None = None) -> str:
    page = find.page_of(current_person(), question_id, clock.now())
    forms = note_forms((statement.identity for statement in page.version.statements), page.notes)
    return render_template("practice/question.html", page=page, forms=forms | (refused or {}), place=place)


@bp.post("/questions/<int:question_id>/notes/<int:identity>")
@requires(Permission.PRACTISE)
def write_note(question_id: int, identity: int) -> ResponseReturnValue:
    form = NoteForm.on(identity)
    if not form.validate_on_submit():
        return _page(question_id, {identity: form}), 422
    actions.write(current_person(), question_id, identity, form.text.data or "", now=clock.now())
    flash("メモを保存しました。" if form.text.data else "メモを消しました。", "success")
    return redirect(here_again() or url_for(".question", question_id=question_id), 303)


@bp.post("/questions/<int:question_id>/stars/<int:identity>")
@requires(Permission.PRACTISE)
def star(question_id: int, identity: int) -> ResponseReturnValue:
    on = request.form.get("starred") == "1"
    actions.star(current_person(), question_id, identity, on=on, now=clock.now())
    flash("しおりを付けました。" if on else "しおりを外しました。", "success")
    return redirect(here_again() or url_for(".question", question_id=question_id), 303)


@bp.post("/notes/<int:note_id>/removal")
@requires(Permission.PRACTISE)
def remove_note(note_id: int) -> ResponseReturnValue:
    actions.remove(find.own_note(note_id, current_person().id))
    flash("しおりとメモを消しました。", "success")
    return redirect(url_for(".notes"), 303)
