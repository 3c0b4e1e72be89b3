"""A paper on paper: its PDFs, the table to be filled in, and the marks that come back."""

from __future__ import annotations

import csv
import io

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import NotFound
from app.exams.actions import on_paper as actions
from app.exams.models import Paper
from app.exams.paper_forms import SheetsForm
from app.exams.queries import on_paper as find
from app.exams.queries import papers
from app.exams.rules import sheets
from app.exams.rules.printing import PRINT_LABELS, Print, PrintState
from app.exams.rules.sheets import Fault
from app.exams.views.running import bp
from app.questions.rules.exchange.cells import harmless
from app.ui.fragments import wants_fragment

NO_FILE = "ファイルを選んでください。"
NO_PRINT = "そのような印刷物はありません。"


@bp.get("/exams/<slug>/on-paper")
@requires(Permission.RUN_EXAM)
def on_paper(slug: str) -> ResponseReturnValue:
    paper = _paper(slug)
    if wants_fragment():
        return render_template("exams/_prints.html", **_prints(paper))
    return _page(paper, SheetsForm(formdata=None, sat_on=clock.today()))


@bp.post("/exams/<slug>/on-paper/prints/<kind>")
@requires(Permission.RUN_EXAM)
def make_print(slug: str, kind: str) -> ResponseReturnValue:
    paper = _paper(slug)
    actions.ask_for_print(paper.editions[-1], _kind(kind), by=current_person(), now=clock.now())
    return redirect(url_for(".on_paper", slug=slug), 303)


@bp.get("/exams/<slug>/on-paper/prints/<kind>/file")
@requires(Permission.RUN_EXAM)
def printed_paper(slug: str, kind: str) -> ResponseReturnValue:
    file = find.printed_file(_paper(slug).editions[-1], _kind(kind))
    name = f"{slug}-{kind}.pdf"
    return Response(
        file.bytes,
        mimetype=file.type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@bp.get("/exams/<slug>/on-paper/marks.csv")
@requires(Permission.RUN_EXAM)
def blank_marks(slug: str) -> ResponseReturnValue:
    """The table with the people of the organisation, for somebody to fill in."""
    paper = _paper(slug)
    questions = paper.editions[-1].question_count
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(sheets.headings(questions))
    writer.writerows([harmless(email), harmless(name)] for email, name in find.members(paper.organisation_id))
    headers = {"Content-Disposition": f'attachment; filename="{slug}-marks.csv"'}
    return Response(out.getvalue().encode("utf-8-sig"), mimetype="text/csv", headers=headers)


@bp.get("/exams/<slug>/on-paper/marks.xlsx")
@requires(Permission.RUN_EXAM)
def blank_book(slug: str) -> ResponseReturnValue:
    """The same table for Excel."""
    from app.exams import blank_books  # noqa: PLC0415 -- 3 MB that a process without this page need not hold

    paper = _paper(slug)
    book = blank_books.blank(paper.editions[-1].question_count, find.members(paper.organisation_id))
    headers = {"Content-Disposition": f'attachment; filename="{slug}-marks.xlsx"'}
    return Response(book, mimetype=blank_books.XLSX, headers=headers)


@bp.post("/exams/<slug>/on-paper/marks")
@requires(Permission.RUN_EXAM)
def enter_marks(slug: str) -> ResponseReturnValue:
    paper = _paper(slug)
    form, sent = SheetsForm(), request.files.get("file")
    if not form.validate_on_submit():
        return _page(paper, form), 422
    if sent is None or not sent.filename:
        return _page(paper, form, [Fault(0, NO_FILE)]), 422
    outcome = actions.enter(
        paper, sent.read(), form.sat_on.data, by=current_person(), today=clock.today(), now=clock.now()
    )
    if isinstance(outcome, list):
        return _page(paper, form, outcome), 422
    flash(
        f"{outcome.added}人の解答を入れました（直した人 {outcome.changed}人、変わらない人 {outcome.unchanged}人）。"
        "採点は1分ほどで終わります。",
        "success",
    )
    return redirect(url_for(".on_paper", slug=slug), 303)


def _paper(slug: str) -> Paper:
    return papers.paper_where(slug, current_person(), Permission.RUN_EXAM)


def _kind(kind: str) -> Print:
    if kind not in set(Print):
        raise NotFound(NO_PRINT)
    return Print(kind)


def _page(paper: Paper, form: SheetsForm, faults: list[Fault] | None = None) -> str:
    return render_template(
        "exams/on_paper.html", form=form, faults=faults or [], typed=find.typed(paper), **_prints(paper)
    )


def _prints(paper: Paper) -> dict[str, object]:
    made = find.prints(paper.editions[-1])
    waiting = any(one.state is PrintState.WAITING for one in made.values())
    return {"paper": paper, "labels": PRINT_LABELS, "prints": made, "waiting": waiting, "State": PrintState}
