"""Pages on which files of questions come in and go out; the worker does the work, the page shows how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from flask import Flask, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import NotFound, Refusal
from app.questions.actions import exchanges as actions
from app.questions.exchange_forms import ExportForm, ImportForm, exchange_form
from app.questions.models import ExchangeJob
from app.questions.queries import exchanges as find
from app.questions.rules.exchange.package import EFFECT_LABELS, FORMATS, Effect
from app.questions.rules.exchanges import (
    DIRECTION_LABELS,
    LARGEST_UPLOAD,
    MOVING,
    STATE_KINDS,
    Direction,
    JobState,
    state_label,
)
from app.questions.rules.loading import OUTCOME_LABELS, Outcome
from app.questions.rules.words import QUESTION_STATUS_LABELS
from app.questions.views.blueprint import bp
from app.ui.fields import printable
from app.ui.fragments import wants_fragment

ROOM_FOR_THE_FORM = 2**16
GONE = "このファイルはもうありません。もう一度書き出してください。"
exchanging = requires(Permission.WRITE_QUESTION, Permission.PUBLISH_QUESTION)


@bp.url_value_preprocessor
def let_a_file_in(endpoint: str | None, _values: object) -> None:
    """A file of questions may be larger than what other forms send; it must be said before the form is read."""
    if endpoint == "questions.take_file":
        request.max_content_length = LARGEST_UPLOAD + ROOM_FOR_THE_FORM


@bp.get("/questions/exchange")
@exchanging
def exchange() -> ResponseReturnValue:
    return _exchange(exchange_form(ImportForm, _places()), exchange_form(ExportForm, _places()))


@bp.post("/questions/exchange/import")
@requires(Permission.WRITE_QUESTION)
def take_file() -> ResponseReturnValue:
    form = exchange_form(ImportForm, _places())
    sent = request.files.get("file")
    name = printable(sent.filename if sent else "") or ""
    if not form.validate_on_submit() or sent is None or not name:
        if not name:
            form.form_errors = [*form.form_errors, actions.NO_FILE]
        return _exchange(form, exchange_form(ExportForm, _places(), typed=False)), 422
    job = actions.start_import(form.place(), form.format(), sent.stream, name, by=current_person(), now=clock.now())
    return redirect(url_for(".exchange_job", job_id=job.id), 303)


@bp.post("/questions/exchange/export")
@exchanging
def write_file() -> ResponseReturnValue:
    form = exchange_form(ExportForm, _places())
    if not form.validate_on_submit():
        return _exchange(exchange_form(ImportForm, _places(), typed=False), form), 422
    name = f"questions-{clock.today().isoformat()}.{FORMATS[form.format()].ending}"
    job = actions.start_export(
        form.place(),
        form.format(),
        form.wanted_status(),
        name,
        by=current_person(),
        now=clock.now(),
        empty=form.empty(),
    )
    return redirect(url_for(".exchange_job", job_id=job.id), 303)


def _exchange(importing: ImportForm, exporting: ExportForm) -> str:
    return render_template(
        "questions/exchange.html",
        importing=importing,
        exporting=exporting,
        jobs=find.jobs(current_person()),
        formats=FORMATS,
        directions=DIRECTION_LABELS,
        state_label=state_label,
        kinds=STATE_KINDS,
        largest=LARGEST_UPLOAD // 2**20,
        may_write=current_person().may(Permission.WRITE_QUESTION),
    )


def _places() -> list[tuple[int, str]]:
    return [(place.id, place.name) for place in find.organisations(current_person())]


@bp.get("/questions/exchange/<int:job_id>")
@exchanging
def exchange_job(job_id: int) -> ResponseReturnValue:
    job = find.job_where(job_id, current_person())
    template = "questions/_exchange_job.html" if wants_fragment() else "questions/exchange_job.html"
    return render_template(template, **_shown(job))


def _shown(job: ExchangeJob) -> dict[str, object]:
    return {
        "job": job,
        "about": FORMATS[job.form],
        "directions": DIRECTION_LABELS,
        "incoming": job.direction is Direction.IN,
        "label": state_label(job.direction, job.state),
        "kind": STATE_KINDS.get(job.state, "plain"),
        "moving": job.state in MOVING,
        "State": JobState,
        "effects": EFFECT_LABELS,
        "refused": Effect.REFUSED.value,
        "outcomes": {outcome.value: label for outcome, label in OUTCOME_LABELS.items()},
        "counts": job.report.get("counts", {}),
        "changes": sum(job.report.get("counts", {}).get(one.value, 0) for one in (Outcome.ADDED, Outcome.UPDATED)),
        "there": actions.file_is_there(job),
        "statuses": QUESTION_STATUS_LABELS,
    }


@bp.post("/questions/exchange/<int:job_id>/confirm")
@requires(Permission.WRITE_QUESTION)
def confirm_import(job_id: int) -> ResponseReturnValue:
    actions.confirm(_own(job_id), now=clock.now())
    return redirect(url_for(".exchange_job", job_id=job_id), 303)


@bp.post("/questions/exchange/<int:job_id>/undo")
@requires(Permission.WRITE_QUESTION)
def undo_import(job_id: int) -> ResponseReturnValue:
    actions.undo(_own(job_id), now=clock.now())
    return redirect(url_for(".exchange_job", job_id=job_id), 303)


@bp.post("/questions/exchange/<int:job_id>/forget")
@requires(Permission.WRITE_QUESTION)
def forget_import(job_id: int) -> ResponseReturnValue:
    actions.forget(_own(job_id), now=clock.now())
    flash("ファイルを捨てました。問題は何も変わっていません。", "success")
    return redirect(url_for(".exchange"), 303)


def _own(job_id: int) -> ExchangeJob:
    """A job of an organisation in which the person writes, not only publishes."""
    job = find.job_where(job_id, current_person())
    if job.organisation_id not in {place for place, _ in _places()}:
        raise Refusal("この団体の問題を書く担当の人だけができます。")
    return job


@bp.get("/questions/exchange/<int:job_id>/file")
@exchanging
def exchanged_file(job_id: int) -> ResponseReturnValue:
    job = find.job_where(job_id, current_person())
    if not actions.file_is_there(job):
        raise NotFound(GONE)
    headers = {
        "Content-Disposition": f'attachment; filename="{job.file_name}"',
        "Content-Length": str(job.size),
        "Cache-Control": "private, no-store",
    }
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the app itself, for after the request
    return Response(_pieces(app, job.id), mimetype="application/octet-stream", headers=headers)


def _pieces(app: Flask, job_id: int) -> Iterator[bytes]:
    """Each part in a look of its own: a slow line holds no connection to the database while it waits."""
    for number in count():
        with app.app_context():
            data = find.piece(job_id, number)
        if data is None:
            return
        yield data
