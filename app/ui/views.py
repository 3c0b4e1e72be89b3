"""Serves the static files and the style page, and lends every template its filters."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeVar

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.security import safe_join

from app import clock
from app.ui import lists, rules
from app.ui.styleguide import example_form

A_YEAR = 31_536_000
STATIC = Path(__file__).parent / "static"
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

bp = Blueprint("ui", __name__, template_folder="templates", static_folder="static", static_url_path="/static")


def _open(view: View) -> View:
    """What accounts' `open_to_all` says; this floor is below accounts and cannot ask it."""
    view.guard = None  # type: ignore[attr-defined]  # read by tests/house
    return view


@lru_cache(maxsize=512)
def _digest(paths: tuple[Path, ...], _changed: tuple[int, ...]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:8]


def static_version(filename: str) -> str:
    """Eight letters that change with the content; scripts share one, because they import each other."""
    path = STATIC / filename
    paths = tuple(sorted(path.parent.glob("*.js"))) if path.suffix == ".js" else (path,)
    return _digest(paths, tuple(p.stat().st_mtime_ns for p in paths))


@bp.app_template_global()
def static_url(filename: str) -> str:
    """The address of a static file that a browser may keep for a year."""
    version = static_version(filename) if current_app.debug else _kept_version(filename)
    return url_for("ui.static", filename=filename, v=version)


@cache
def _kept_version(filename: str) -> str:
    """Outside development a file changes only with the whole process: every page asks, the disk is asked once."""
    return static_version(filename)


@bp.before_request
def _only_files() -> None:
    """Nothing but a file of ours has a version or can be asked about, whatever the method."""
    if request.endpoint == "ui.static":
        path = safe_join(str(STATIC), (request.view_args or {})["filename"])
        if path is None or not os.path.isfile(path):
            abort(404)


@bp.after_request
def _keep_for_a_year(response: Response) -> Response:
    """A file asked for by its present version never changes; any other answer is asked for again."""
    if request.endpoint != "ui.static" or response.status_code not in (200, 304) or not request.view_args:
        return response
    if request.args.get("v") == static_version(request.view_args["filename"]):
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.immutable = True
        response.cache_control.max_age = A_YEAR
    return response


@bp.get("/styleguide")
@_open
def styleguide() -> ResponseReturnValue:
    states = {"plain": False, "errors": True}
    if request.args.get("state", "plain") not in states:
        abort(404)
    form = example_form(with_errors=request.args.get("state") == "errors")
    deadline = clock.now() + timedelta(minutes=84)
    return render_template("ui/styleguide.html", form=form, deadline=deadline, today=clock.today())


@bp.app_template_filter()
def jst(instant: datetime) -> str:
    """2026年10月11日 10:00"""
    local = clock.jst(instant)
    return f"{rules.plain_date(local)} {local:%H:%M}"


@bp.app_template_filter()
def jst_time(instant: datetime) -> str:
    """10:00"""
    return f"{clock.jst(instant):%H:%M}"


def _day(moment: date | datetime) -> date:
    return clock.jst(moment).date() if isinstance(moment, datetime) else moment


@bp.app_template_filter()
def date_ja(moment: date | datetime) -> str:
    """2026年10月11日（日）"""
    return rules.date_with_weekday(_day(moment))


@bp.app_template_filter()
def wareki(moment: date | datetime) -> str:
    """令和8年10月11日"""
    return rules.wareki(_day(moment))


for reading in (rules.duration_ja, rules.minutes_ja, rules.circled):
    bp.add_app_template_filter(reading)
bp.add_app_template_global(lists.here, "list_url")
for drawing in (rules.line_chart, rules.page_numbers):
    bp.add_app_template_global(drawing)
