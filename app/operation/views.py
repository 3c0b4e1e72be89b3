"""Pages for whoever runs the site: the audit trail."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import requires
from app.accounts.rules import Permission
from app.operation.forms import TrailForm
from app.operation.queries import trail
from app.operation.queries.trail import Line
from app.operation.rules.trail import Wanted, action_label, figures, harmless, subject_label

MOST_PAGES = 100_000
HEAD = ("番号", "日時", "人の番号", "氏名", "団体", "操作", "操作の名前", "対象", "前", "後", "印")

bp = Blueprint("operation", __name__, url_prefix="/admin", template_folder="templates")
for words in (action_label, subject_label, figures):
    bp.add_app_template_filter(words)


@bp.get("/audit")
@requires(Permission.ADMINISTER)
def audit() -> ResponseReturnValue:
    form = TrailForm()
    good = not request.args or form.validate()
    page = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    found = trail.trail(form.wanted() if good else Wanted(), page=page)
    asked = {key: value for key, value in request.args.items() if value and key != "page"}
    next_pages = url_for(".audit", **asked, page="PAGE")  # type: ignore[arg-type]  # words of an address
    export = url_for(".audit_file", **asked)  # type: ignore[arg-type]
    return render_template(
        "operation/audit.html", form=form, found=found, asked=asked, next_pages=next_pages, export=export
    ), (200 if good else 422)


@bp.get("/audit.csv")
@requires(Permission.ADMINISTER)
def audit_file() -> ResponseReturnValue:
    form = TrailForm()
    wanted = form.wanted() if not request.args or form.validate() else Wanted()
    name = f"audit-{clock.today():%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written(trail.exported(wanted)), mimetype="text/csv", headers=headers)


def written(lines: Iterable[Line]) -> bytes:
    """The lines as a table that spreadsheets open, Japanese included."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([harmless(cell) for cell in cells(line)] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def cells(line: Line) -> list[object]:
    entry = line.entry
    moment = clock.jst(entry.at).isoformat(timespec="seconds")
    who = (entry.person_id, line.person, line.organisation)
    what = (action_label(entry.action), entry.action, subject_label(entry.subject))
    return [entry.id, moment, *who, *what, figures(entry.before), figures(entry.after), entry.hash]
