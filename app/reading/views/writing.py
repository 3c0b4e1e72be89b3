"""The glossary as those who write it see it: a new entry, one that is mended, one that is out of use."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.reading import queries
from app.reading.actions import glossary as actions
from app.reading.forms import EntryForm
from app.reading.models import GlossaryEntry
from app.reading.views.blueprint import bp


@bp.get("/glossary/new")
@requires(Permission.CORRECT_READING)
def new_entry() -> ResponseReturnValue:
    queries.check_keeper(current_person())
    return _page(EntryForm(formdata=None), None)


@bp.post("/glossary/new")
@requires(Permission.CORRECT_READING)
def add_entry() -> ResponseReturnValue:
    queries.check_keeper(current_person())
    form = EntryForm()
    if not form.validate_on_submit():
        return _page(form, None), 422
    row = actions.add(form.entry(), by=current_person(), now=clock.now())
    flash(f"「{row.term}」を用語集に加えました。", "success")
    return redirect(url_for(".entry", entry_id=row.id), 303)


@bp.get("/glossary/<int:entry_id>/edit")
@requires(Permission.CORRECT_READING)
def edit_entry(entry_id: int) -> ResponseReturnValue:
    queries.check_keeper(current_person())
    row = queries.entry(entry_id, to_write=True)
    return _page(EntryForm.of(row), row)


@bp.post("/glossary/<int:entry_id>/edit")
@requires(Permission.CORRECT_READING)
def mend_entry(entry_id: int) -> ResponseReturnValue:
    queries.check_keeper(current_person())
    row, form = queries.entry(entry_id, to_write=True), EntryForm()
    if not form.validate_on_submit():
        return _page(form, row), 422
    actions.mend(row, form.entry(), in_use=form.in_use.data, by=current_person(), now=clock.now())
    flash("用語を保存しました。すぐに使われます。", "success")
    return redirect(url_for(".edit_entry", entry_id=entry_id), 303)


def _page(form: EntryForm, row: GlossaryEntry | None) -> str:
    history = queries.history(row) if row else []
    return render_template("reading/edit_entry.html", form=form, row=row, history=history)
