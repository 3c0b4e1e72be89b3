"""Files with all tables of a report: asked for with a button, made by the worker, fetched from the report."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Refusal
from app.statistics import actions
from app.statistics.queries import files as queries
from app.statistics.queries import reports
from app.statistics.rules import Basis
from app.statistics.rules.columns import FILE_ENDINGS, FILE_TYPES, FileKind
from app.statistics.views.blueprint import bp

ASKED = "ファイルを作り始めました。1分ほどしてから、この画面を開き直すと保存できます。"
UNKNOWN = "Excel か CSV を選んでください。"


@bp.post("/papers/<slug>/files")
@requires(Permission.SEE_STATISTICS)
def ask_for_file(slug: str) -> ResponseReturnValue:
    kind, basis = request.form.get("kind", ""), request.form.get("basis", "")
    if kind not in set(FileKind) or basis not in set(Basis):
        raise Refusal(UNKNOWN)
    number = request.form.get("edition", type=int)
    person = current_person()
    found = reports.reported(slug, person, number=number, basis=Basis(basis))
    actions.ask_for_file(found.edition, found.basis, FileKind(kind), by=person, now=clock.now())
    flash(ASKED, "success")
    place = url_for(".paper", slug=slug, edition=found.edition.number, basis=found.basis.value, _anchor="files")
    return redirect(place, 303)


@bp.get("/files/<int:file_id>")
@requires(Permission.SEE_STATISTICS)
def file(file_id: int) -> ResponseReturnValue:
    row = queries.file_where(file_id, current_person())
    assert row.file is not None  # noqa: S101  # the query refuses one that is not made
    answer = Response(row.file.bytes, content_type=FILE_TYPES[row.kind])
    name = f"statistics-{row.edition.paper.slug}-{row.edition.number}-{row.basis.value}.{FILE_ENDINGS[row.kind]}"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
