"""Pages and buttons of the help with reading, and the filter that every template shows Japanese with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from app import clock
from app.accounts import guards
from app.accounts import rules as accounts
from app.accounts.actions import choose_reading_help
from app.accounts.guards import current_person, current_session, open_to_all, requires
from app.accounts.rules import FURIGANA_LABELS, Permission
from app.reading import queries
from app.reading.actions import readings as actions
from app.reading.actions.reader import NO_GUARD, Reader, reader_for
from app.reading.drawing import Link, broken, draw
from app.reading.forms import HelpForm, NewReadingForm, ReadingForm, printable
from app.reading.models import GlossaryEntry, Reading
from app.reading.rules.kana import ROWS
from app.reading.rules.leaks import Guard
from app.reading.views.blueprint import bp
from app.ui.fragments import wants_fragment

MOST_PAGES = 10_000
LONGEST_SEARCH = 60


@bp.app_template_filter("breaks")
def breaks(
    text: str,
    reader: Reader | None = None,
    *,
    is_open: bool = False,
    guard: Guard | None = None,
    linked: list[int] | None = None,
) -> Markup:
    """The text with a possible line break after each phrase and, with a reader, what helps to read it.

    `is_open` in a question that waits for its answer, whose `guard` says what must stay bare. With `linked`, the
    list of entries that have been linked already, each further term leads to its entry, the first time.
    """
    if reader is None or not text:
        return broken(text)
    bare = guard or NO_GUARD
    parts = reader.parts(text, is_open=is_open)
    links = [] if linked is None else list(_links(text, reader, linked))
    if len(parts) == 1 and not parts[0][1] and not links:
        return broken(text)
    return draw(text, parts, links, is_bare=lambda start, end: bare.is_bare(text, start, end))


def _links(text: str, reader: Reader, linked: list[int]) -> Iterable[Link]:
    for span in reader.glossary.terms.spans(text):
        entry_id = reader.glossary.entries[span.term]
        if entry_id not in linked:
            linked.append(entry_id)
            yield Link(span.start, span.end, url_for("reading.entry", entry_id=entry_id), span.term)


class HelpBar:
    """What the button group of the frame needs; looked at only by pages that have a reader."""

    choices = FURIGANA_LABELS

    @property
    def action(self) -> str:
        return url_for("reading.choose_help")

    @property
    def here(self) -> str:
        """Where to come back to."""
        return request.full_path.rstrip("?")

    @property
    def keeper_url(self) -> str | None:
        signed_in = current_user.is_authenticated
        return url_for("reading.readings") if signed_in and current_person().may(Permission.CORRECT_READING) else None


@bp.app_context_processor
def reading_help() -> dict[str, Any]:
    return {"reading_help": HelpBar()}


@bp.post("/reading/help")
@open_to_all
def choose_help() -> ResponseReturnValue:
    form = HelpForm()
    here = accounts.safe_path(form.next.data) or "/"
    if not form.validate_on_submit():
        flash("ふりがなの表示を変えられませんでした。もう一度お選びください。", "error")
        return redirect(here, 303)
    help = form.chosen(guards.reading_help())
    if current_user.is_authenticated:
        choose_reading_help(current_session().account, help)
    else:
        guards.remember_reading_help(help)
    return redirect(here, 303)


@bp.get("/glossary")
@open_to_all
def glossary() -> ResponseReturnValue:
    search = _looked_for()
    index = queries.index()
    row = printable(request.args.get("row")) or next(iter(index), "")
    entries = queries.entries_found(search) if search else queries.entries_in_row(row)
    return render_template(
        "reading/glossary.html",
        entries=entries,
        names=queries.entry_ids(name for entry in entries for name in entry.see),
        index=index,
        row="" if search else row,
        rows=ROWS,
        search=search,
        reader=_reader_of(entries),
        is_keeper=_writes(),
        out_of_use=queries.entries_out_of_use() if _writes() else [],
    )


@bp.get("/glossary/<int:entry_id>")
@open_to_all
def entry(entry_id: int) -> ResponseReturnValue:
    found = queries.entry(entry_id)
    page = "reading/_entry.html" if wants_fragment() else "reading/entry.html"
    return render_template(
        page, entry=found, names=queries.entry_ids(found.see), reader=_reader_of([found]), is_keeper=_writes()
    )


def _writes() -> bool:
    """May whoever is here write the glossary? A visitor is asked nothing."""
    signed_in = current_user.is_authenticated and current_person().may(Permission.CORRECT_READING)
    return signed_in and queries.is_keeper(current_person())


def _looked_for() -> str:
    return (printable(request.args.get("q")) or "").strip()[:LONGEST_SEARCH]


def _reader_of(entries: Iterable[GlossaryEntry]) -> Reader:
    return reader_for([entry.text for entry in entries], guards.reading_help())


@bp.get("/readings")
@requires(Permission.CORRECT_READING)
def readings() -> ResponseReturnValue:
    search = _looked_for()
    page = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    found = queries.readings(search=search, page=page)
    is_keeper = queries.is_keeper(current_person())
    return render_template("reading/readings.html", readings=found, search=search, is_keeper=is_keeper)


@bp.get("/readings/new")
@requires(Permission.CORRECT_READING)
def new_reading() -> ResponseReturnValue:
    queries.check_keeper(current_person())
    return render_template("reading/new_reading.html", form=NewReadingForm(formdata=None))


@bp.post("/readings/new")
@requires(Permission.CORRECT_READING)
def add_reading() -> ResponseReturnValue:
    queries.check_keeper(current_person())
    form = NewReadingForm()
    if not form.validate_on_submit():
        return render_template("reading/new_reading.html", form=form), 422
    row = actions.add(form.term.data, form.reading.data, by=current_person(), now=clock.now())
    flash(f"「{row.term}」を加えました。すぐに使われます。", "success")
    return redirect(url_for(".reading", reading_id=row.id), 303)


@bp.get("/readings/<int:reading_id>")
@requires(Permission.CORRECT_READING)
def reading(reading_id: int) -> ResponseReturnValue:
    row = queries.reading(reading_id)
    return _reading_page(row, ReadingForm(formdata=None, obj=row)), 200


@bp.post("/readings/<int:reading_id>")
@requires(Permission.CORRECT_READING)
def correct_reading(reading_id: int) -> ResponseReturnValue:
    queries.check_keeper(current_person())
    row, form = queries.reading(reading_id), ReadingForm()
    form.known_term = row.term
    if not form.validate_on_submit():
        return _reading_page(row, form), 422
    reading, in_use = form.reading.data, form.in_use.data
    actions.correct(row, reading=reading, in_use=in_use, by=current_person(), now=clock.now())
    flash("読みを保存しました。すぐに使われます。", "success")
    return redirect(url_for(".reading", reading_id=reading_id), 303)


def _reading_page(row: Reading, form: ReadingForm) -> str:
    is_keeper = queries.is_keeper(current_person())
    return render_template(
        "reading/reading.html", row=row, form=form, history=queries.history(row), is_keeper=is_keeper
    )
