"""Pages about classes and organisations: results, who may need help and why, and the same as a CSV file."""

from __future__ import annotations

import csv
import io

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.statistics import rules
from app.statistics.queries import cohorts as queries
from app.statistics.queries import groups
from app.statistics.queries.cohorts import Warned
from app.statistics.queries.groups import Group
from app.statistics.rules import warning
from app.statistics.rules.columns import harmless
from app.statistics.views.blueprint import bp

HEADINGS = (
    "名前",
    "見込み（%）",
    "95%区間 下",
    "95%区間 上",
    "最後に受けた試験",
    "受けた日時",
    "受けた試験の数",
    "わけ",
)


@bp.get("/cohorts")
@requires(Permission.MANAGE_COHORT)
def cohorts() -> ResponseReturnValue:
    return render_template("statistics/cohorts.html", offered=groups.groups(current_person()))


@bp.get("/cohorts/<int:cohort_id>")
@requires(Permission.MANAGE_COHORT)
def cohort(cohort_id: int) -> ResponseReturnValue:
    return _page(groups.class_where(cohort_id, current_person()))


@bp.get("/organisations/<slug>")
@requires(Permission.MANAGE_COHORT)
def organisation(slug: str) -> ResponseReturnValue:
    return _page(groups.organisation_where(slug, current_person()))


@bp.get("/cohorts/<int:cohort_id>/people.csv")
@requires(Permission.MANAGE_COHORT)
def cohort_csv(cohort_id: int) -> ResponseReturnValue:
    return _csv(groups.class_where(cohort_id, current_person()))


@bp.get("/organisations/<slug>/people.csv")
@requires(Permission.MANAGE_COHORT)
def organisation_csv(slug: str) -> ResponseReturnValue:
    return _csv(groups.organisation_where(slug, current_person()))


def _page(group: Group) -> str:
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    found = queries.prospects(group, clock.today(), page=page)
    waiting, waiting_count = queries.not_sat(group)
    return render_template(
        "statistics/cohort.html",
        group=group,
        sat=queries.sat(group),
        found=found,
        page=page,
        spread=warning.spread(found.fifths),
        waiting=waiting,
        waiting_count=waiting_count,
        prospect=warning.prospect,
        said=warning.said,
        labels=warning.PROSPECT_LABELS,
        kinds=warning.PROSPECT_KINDS,
        calibration=warning.CALIBRATION,
        few=rules.FEW,
        clear_from=rules.CLEAR_FROM,
        address=f"{request.path}?page=PAGE",
        csv_url=_csv_url(group),
    )


def _csv_url(group: Group) -> str:
    if group.cohort is not None:
        return url_for(".cohort_csv", cohort_id=group.cohort.id)
    return url_for(".organisation_csv", slug=group.organisation.slug)


def _csv(group: Group) -> Response:
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(HEADINGS)
    lines.writerows(_line(row) for row in queries.prospects(group, clock.today(), page=None).rows)
    answer = Response("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = "attachment; filename=prospects.csv"
    return answer


def _line(row: Warned) -> list[object]:
    outlook = row.outlook
    return [
        harmless(outlook.person.name),
        *(f"{100 * figure:.0f}" for figure in (outlook.chance, outlook.low, outlook.high)),
        harmless(outlook.edition.paper.title),
        clock.jst(outlook.last_sat_at).strftime("%Y-%m-%d %H:%M"),
        outlook.papers,
        "／".join(row.reasons),
    ]
