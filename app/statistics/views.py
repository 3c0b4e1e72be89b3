"""Pages of statistics: papers, a paper's report, one of its questions, and one's own place."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.exams.rules import TREATMENT_LABELS, choices_of
from app.statistics import queries, rules
from app.statistics.models import QuestionFigures
from app.statistics.rules import Basis

bp = Blueprint("statistics", __name__, url_prefix="/statistics", template_folder="templates")

COLUMNS = {
    "facility": "正答率（%）",
    "facility_low": "正答率の95%区間 下",
    "facility_high": "正答率の95%区間 上",
    "facility_corrected": "偶然を除いた正答率（%）",
    "sd": "標準偏差（%）",
    "intended_weight": "予定の重み（%）",
    "effective_weight": "実際の重み（%）",
    "discrimination_index": "識別指数（%）",
    "discriminative_efficiency": "識別の効率（%）",
    "point_biserial": "点双列相関（%）",
    "upper": "上位27%の正答率（%）",
    "lower": "下位27%の正答率（%）",
    "omitted": "空欄（%）",
    "not_reached": "未到達（%）",
    "median_seconds": "解答時間の中央値（秒）",
}


@bp.get("")
@requires(Permission.SEE_STATISTICS)
def index() -> ResponseReturnValue:
    return render_template("statistics/index.html", overviews=queries.overviews(current_person()), few=rules.CLEAR_FROM)


@bp.get("/papers/<slug>")
@requires(Permission.SEE_STATISTICS)
def paper(slug: str) -> ResponseReturnValue:
    found = _reported(slug)
    return render_template(
        "statistics/paper.html",
        found=found,
        report=found.report,
        flags={row.number: _flags(row) for row in found.report.questions} if found.report else {},
        classes=rules.classes_of(found.report.total.figures["distribution"]) if found.report else [],
        **_words(),
    )


@bp.get("/papers/<slug>/questions/<int:number>")
@requires(Permission.SEE_STATISTICS)
def question(slug: str, number: int) -> ResponseReturnValue:
    found = _reported(slug)
    row = queries.question_in(found, number)
    sets = sorted(row.sets["rows"], key=lambda chosen: -chosen["chosen"])
    return render_template(
        "statistics/question.html",
        found=found,
        report=found.report,
        row=row,
        figures=row.figures,
        sets=sets,
        statements=list(zip(row.version.statements, row.statements["rows"], strict=True)),
        raised=_flags(row),
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
    lines.writerow(["問", "問題", "版", *COLUMNS.values(), "確認のしるし"])
    for row in found.report.questions if found.report else ():
        figures = ["" if row.figures.get(name) is None else row.figures[name] for name in COLUMNS]
        marks = "・".join(rules.FLAG_LABELS[flag] for flag in _flags(row))
        lines.writerow([row.number, row.version.question.external_id, row.version.number, *figures, marks])
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


def _flags(row: QuestionFigures) -> list[rules.Flag]:
    return rules.flags_of(row.figures, row.statements["rows"], row.sets["rows"])


def _words() -> dict[str, object]:
    return {
        "bases": rules.BASIS_LABELS,
        "labels": rules.FLAG_LABELS,
        "advice": rules.FLAG_ADVICE,
        "few": rules.FEW,
        "clear_from": rules.CLEAR_FROM,
        "treatments": TREATMENT_LABELS,
    }
