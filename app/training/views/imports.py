"""Learners from a file: send it in, look at what it says, take it all or nothing of it, take it back."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Refusal
from app.training.actions import imports as actions
from app.training.actions import joining, undoing
from app.training.forms.running import RosterForm
from app.training.models.running import Cohort
from app.training.queries import imports as find
from app.training.queries import running
from app.training.rules import uploads
from app.training.rules.cells import COLUMN_LABELS
from app.training.rules.imports import IMPORT_LABELS, MEANING_LABELS, Meaning
from app.training.rules.sheets import Layout, Sheet, as_csv
from app.training.views import sent_file
from app.training.views.blueprint import cohorts as bp
from app.ui.fields import printable

URL = "/<int:cohort_id>/imports"
ONE = f"{URL}/<int:import_id>"
SHOWN = 200
EXAMPLE = (
    "1",
    "佐藤 花子",
    "サトウ ハナコ",
    "田中",
    "1980/4/1",
    "hanako@example.jp",
    "12345678",
    "1370000001",
    "",
    "1班",
    "介護福祉士",
)


@bp.get(URL)
@requires(Permission.MANAGE_COHORT)
def imports(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    return _page(cohort, RosterForm(formdata=None), None)


@bp.post(URL)
@requires(Permission.MANAGE_COHORT)
def send_in(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    form, sent = RosterForm(), request.files.get("file")
    if not form.validate_on_submit():
        return _page(cohort, form, None), 422
    data = sent.read(uploads.LARGEST + 1) if sent else b""
    name = printable(sent.filename if sent else "") or ""
    try:
        made = actions.send_in(
            cohort, data, name, adds_offices=form.adds_offices.data, by=current_person(), now=clock.now()
        )
    except Refusal as refused:
        return _page(cohort, form, refused.message), 422
    return redirect(url_for(".roster", cohort_id=cohort_id, import_id=made.id), 303)


def _page(cohort: Cohort, form: RosterForm, problem: str | None) -> str:
    return render_template(
        "training/imports.html",
        cohort=cohort,
        form=form,
        problem=problem,
        imports=find.imports(cohort.id),
        labels=IMPORT_LABELS,
        columns=COLUMN_LABELS.values(),
    )


@bp.get(f"{URL}/form.csv")
@requires(Permission.MANAGE_COHORT)
def roster_form(cohort_id: int) -> ResponseReturnValue:
    """The headings with an example, as a file that Excel opens."""
    running.cohort_where(cohort_id, current_person())
    sheet = Sheet("名簿の様式", list(COLUMN_LABELS.values()), [EXAMPLE])
    return sent_file.made(as_csv(sheet, Layout.CSV_UTF8), "text/csv; charset=utf-8", "受講者名簿の様式.csv")


@bp.get(ONE)
@requires(Permission.MANAGE_COHORT)
def roster(cohort_id: int, import_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    found = find.import_in(cohort_id, import_id)
    lines = found.found.get("lines", [])
    counts = {MEANING_LABELS[each]: sum(line["meaning"] == each for line in lines) for each in Meaning}
    return render_template(
        "training/import.html",
        cohort=cohort,
        roster=found,
        lines=lines[:SHOWN],
        count=len(lines),
        counts=counts,
        meanings=MEANING_LABELS,
        labels=IMPORT_LABELS,
        columns=COLUMN_LABELS,
        day=date.fromisoformat,
    )


@bp.post(f"{ONE}/applied")
@requires(Permission.MANAGE_COHORT)
def apply(cohort_id: int, import_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    found = find.import_in(cohort_id, import_id)
    seated, waiting = actions.apply(found, cohort, by=current_person(), now=clock.now())
    flash(f"{seated}人の受講を決め、{waiting}人を空き待ちにしました。", "success")
    return redirect(url_for(".people", cohort_id=cohort_id), 303)


@bp.post(f"{ONE}/undone")
@requires(Permission.MANAGE_COHORT)
def undo(cohort_id: int, import_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    found = find.import_in(cohort_id, import_id)
    count = undoing.undo(found, cohort, by=current_person(), now=clock.now())
    flash(f"{count}人の取り込みを取り消しました。", "success")
    return redirect(url_for(".imports", cohort_id=cohort_id), 303)


@bp.post("/<int:cohort_id>/invitations")
@requires(Permission.MANAGE_COHORT)
def invite(cohort_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    count = joining.invite(cohort, by=current_person(), now=clock.now())
    flash(f"{count}人に登録の案内を送ります。", "success")
    return redirect(url_for(".people", cohort_id=cohort_id), 303)
