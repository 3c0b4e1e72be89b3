"""Pages of papers: the list, a paper's report, one of its questions, and one's own place."""

from __future__ import annotations

import csv
import io

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.exams.rules import TREATMENT_LABELS, choices_of
from app.statistics import rules
from app.statistics.models import QuestionFigures
from app.statistics.queries import files
from app.statistics.queries import reports as queries
from app.statistics.rules import Basis, curves
from app.statistics.rules.columns import FILE_KIND_LABELS, QUESTION_COLUMNS, harmless
from app.statistics.views.blueprint import bp


@bp.get("")
@requires(Permission.SEE_STATISTICS)
def index() -> ResponseReturnValue:
    return render_template("statistics/index.html", overviews=queries.overviews(current_person()), few=rules.CLEAR_FROM)


@bp.get("/papers/<slug>")
@requires(Permission.SEE_STATISTICS)
def paper(slug: str) -> ResponseReturnValue:
    found = _reported(slug)
    items = queries.items_of(found.report)
    told = curves.told(list(items.values()))
    return render_template(
        "statistics/paper.html",
        told=told,
        curve=[rules.ScoreClass(one.label, round(one.information, 1)) for one in told],
        at_marks=queries.abilities_at_marks(found, items),
        files={row.kind: row for row in files.files_of(found.edition.id, found.basis)},
        file_kinds=FILE_KIND_LABELS,
        found=found,
        report=found.report,
        flags={row.number: _flags(found, row) for row in found.report.questions} if found.report else {},
        classes=rules.classes_of(found.report.total.figures["distribution"]) if found.report else [],
        **_words(),
    )


@bp.get("/papers/<slug>/questions/<int:number>")
@requires(Permission.SEE_STATISTICS)
def question(slug: str, number: int) -> ResponseReturnValue:
    found = _reported(slug)
    row = queries.question_in(found, number)
    sets = sorted(row.sets["rows"], key=lambda chosen: -chosen["chosen"])
    item = queries.items_of(found.report).get(number)
    told = curves.told([item] if item else [])
    return render_template(
        "statistics/question.html",
        found=found,
        report=found.report,
        row=row,
        figures=row.figures,
        told=told,
        curve=[rules.ScoreClass(one.label, round(100 * one.score)) for one in told],
        sets=sets,
        statements=list(zip(row.version.statements, row.statements["rows"], strict=True)),
        raised=_flags(found, row),
        choices_of=choices_of,
        **_words(),
    )


@bp.get("/papers/<slug>/questions.csv")
@requires(Permission.SEE_STATISTICS)
def questions_csv(slug: str) -> ResponseReturnValue:
    """The table of the questions for Excel: with a mark at its head that says UTF-8."""
    found = _reported(slug)
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(["問", "問題", "版", *QUESTION_COLUMNS.values(), "確認のしるし"])
    for row in found.report.questions if found.report else ():
        figures = ["" if row.figures.get(name) is None else row.figures[name] for name in QUESTION_COLUMNS]
        marks = (
            "・".join(rules.FLAG_LABELS[flag] for flag in _flags(found, row)) if _clear(found) else rules.TOO_FEW_MARK
        )
        lines.writerow([row.number, harmless(row.version.question.external_id), row.version.number, *figures, marks])
    answer = Response("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = "attachment; filename=statistics.csv"
    return answer


@bp.get("/own")
@requires(Permission.SIT_EXAM)
def own() -> ResponseReturnValue:
    places = queries.own_places(current_person(), clock.now())
    return render_template("statistics/own.html", places=places, least=rules.PLACE_FROM)


def _reported(slug: str) -> queries.Reported:
    wanted = request.args.get("basis", Basis.FIRST)
    basis = Basis(wanted) if wanted in set(Basis) else Basis.FIRST
    number = request.args.get("edition", type=int)
    return queries.reported(slug, current_person(), number=number, basis=basis)


def _clear(found: queries.Reported) -> bool:
    return found.report is not None and found.report.counted >= rules.CLEAR_FROM


def _flags(found: queries.Reported, row: QuestionFigures) -> list[rules.Flag]:
    # One person's answers make every question too easy or too hard: nothing is raised before the figures are clear.
    return rules.flags_of(row.figures, row.statements["rows"], row.sets["rows"]) if _clear(found) else []


def _words() -> dict[str, object]:
    return {
        "bases": rules.BASIS_LABELS,
        "labels": rules.FLAG_LABELS,
        "advice": rules.FLAG_ADVICE,
        "few": rules.FEW,
        "too_few": rules.TOO_FEW,
        "clear_from": rules.CLEAR_FROM,
        "treatments": TREATMENT_LABELS,
    }
