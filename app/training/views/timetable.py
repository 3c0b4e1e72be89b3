"""The timetable of a cohort: a new date, the list of who was there, the code on the wall of the room."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Conflict, Refusal
from app.training.actions import attendance
from app.training.actions import timetable as actions
from app.training.actions.attendance import Mark
from app.training.forms.timetable import NOBODY, HeldForm, SessionForm, instant
from app.training.models.running import Cohort, CohortSession, Enrolment
from app.training.queries import coming, groups, imports, minutes
from app.training.queries import running as find
from app.training.rules.attendance import ATTENDANCE_LABELS
from app.training.rules.imports import IMPORT_LABELS
from app.training.rules.words import FORM_LABELS, Form
from app.training.views import room_code
from app.training.views.blueprint import cohorts as bp
from app.ui.fields import usual_width

BAD_TIME = "時刻は 9:30 か 930 の形で入力してください。"


@bp.get("/<int:cohort_id>/sessions/new")
@requires(Permission.MANAGE_COHORT)
def new_session(cohort_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    made_up = {each.id: each for each in find.sessions(cohort_id)}.get(request.args.get("makes_up", 0, type=int))
    usual = {"makes_up": made_up.id, "module": made_up.module_id, "form": made_up.form.value} if made_up else {}
    return _session_form_page(cohort, SessionForm(formdata=None, **usual))


@bp.post("/<int:cohort_id>/sessions")
@requires(Permission.MANAGE_COHORT)
def add_session(cohort_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    form = _offered(SessionForm(), cohort)
    if not form.validate_on_submit():
        return _session_form_page(cohort, form), 422
    starts_at, ends_at = form.instants()
    module = next(each for each in cohort.run.curriculum.modules if each.id == form.module.data)
    dated = actions.Dated(
        form=Form(form.form.data),
        starts_at=starts_at,
        ends_at=ends_at,
        place=form.where,
        lecturer=form.lecturer.data or "",
        makes_up_id=form.makes_up.data or None,
        group_id=form.group.data or None,
        online_url=form.online.data or None,
        teacher_id=form.teacher.data or None,
    )
    made = actions.add_session(cohort, module, dated, by=current_person(), now=clock.now())
    return redirect(url_for(".session", cohort_id=cohort_id, session_id=made.id), 303)


def _offered(form: SessionForm, cohort: Cohort) -> SessionForm:
    modules = [(each.id, each.title) for each in cohort.run.curriculum.modules if each.withdrawn_at is None]
    held = [each for each in find.sessions(cohort.id) if each.makes_up_id is None]
    dates = [(each.id, f"{clock.jst(each.starts_at):%m/%d} {each.module.title}", each.module_id) for each in held]
    form.offer(modules, dates, [(each.id, each.title) for each in groups.groups(cohort.id)])
    form.offer_teachers(_teachers(cohort))
    return form


def _teachers(cohort: Cohort, dated: CohortSession | None = None) -> list[tuple[int, str]]:
    """Who could teach it; who does so now stays among them without the role."""
    offered = {each.id: each.name for each in groups.lecturers(cohort.run.organisation_id)}
    if dated is not None and dated.teacher is not None:
        offered.setdefault(dated.teacher.id, dated.teacher.name)
    return list(offered.items())


def _session_form_page(cohort: Cohort, form: SessionForm) -> str:
    return render_template("training/session_new.html", cohort=cohort, form=_offered(form, cohort))


@bp.get("/<int:cohort_id>/sessions/<int:session_id>")
@requires(Permission.MANAGE_COHORT)
def session(cohort_id: int, session_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    return list_page(cohort, find.session_in(cohort_id, session_id))


@bp.post("/<int:cohort_id>/sessions/<int:session_id>")
@requires(Permission.MANAGE_COHORT)
def mark(cohort_id: int, session_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    dated = find.session_in(cohort_id, session_id)
    enrolled = coming.expected(dated)
    marks, wrong = _marks(dated, enrolled)
    if wrong:
        return list_page(cohort, dated, wrong=wrong), 422
    reason = request.form.get("reason", "")[:200].replace("\0", "")
    try:
        count = attendance.mark_list(dated, marks, enrolled, reason=reason, by=current_person(), now=clock.now())
    except Refusal as refused:
        return list_page(cohort, dated, bad_reason=refused.message), refused.status
    except Conflict as overtaken:
        return list_page(cohort, dated, overtaken=overtaken.message), overtaken.status
    flash(f"{count}人の出席を記録しました。", "success")
    return redirect(url_for(".session", cohort_id=cohort_id, session_id=session_id), 303)


@bp.get("/<int:cohort_id>/sessions/<int:session_id>/place")
@requires(Permission.MANAGE_COHORT)
def session_place(cohort_id: int, session_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    dated = find.session_in(cohort_id, session_id)
    begins, ends = clock.jst(dated.starts_at), clock.jst(dated.ends_at)
    held = {"place": dated.place, "online": dated.online_url, "lecturer": dated.lecturer}
    at = {"on": begins.date(), "begins": begins.time(), "ends": ends.time()}
    return _place_page(cohort, dated, HeldForm(formdata=None, **held, **at, teacher=dated.teacher_id or NOBODY))


@bp.post("/<int:cohort_id>/sessions/<int:session_id>/place")
@requires(Permission.MANAGE_COHORT)
def set_place(cohort_id: int, session_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    dated = find.session_in(cohort_id, session_id)
    form = HeldForm()
    form.offer_teachers(_teachers(cohort, dated))
    if not form.validate_on_submit():
        return _place_page(cohort, dated, form), 422
    starts_at, ends_at = form.instants()
    teacher_id, guest = form.teacher.data or None, form.lecturer.data or ""
    held = actions.Held(starts_at, ends_at, form.where, form.online.data or None, teacher_id, guest)
    try:
        told = actions.hold_otherwise(dated, cohort, held, by=current_person(), now=clock.now())
    except Conflict as refused:
        form.on.errors = [refused.message]
        return _place_page(cohort, dated, form), 422
    flash(f"日程を変えました。{told}人にお知らせしました。" if told else "日程を変えました。", "success")
    return redirect(url_for(".session", cohort_id=cohort_id, session_id=session_id), 303)


def _place_page(cohort: Cohort, dated: CohortSession, form: HeldForm) -> str:
    form.offer_teachers(_teachers(cohort, dated))
    return render_template("training/session_place.html", cohort=cohort, dated=dated, form=form)


def _marks(dated: CohortSession, enrolled: Sequence[Enrolment]) -> tuple[dict[int, Mark], dict[int, str]]:
    """What the list says of each learner who has a line in it, and the lines that cannot be read."""
    found: dict[int, Mark] = {}
    wrong: dict[int, str] = {}
    for each in enrolled:
        state = request.form.get(f"state-{each.id}", "")
        if state not in ("there", "absent"):
            continue
        try:
            arrived = _time(f"arrived-{each.id}", dated) or dated.starts_at
            left = _time(f"left-{each.id}", dated)
        except ValueError:
            wrong[each.id] = BAD_TIME
            continue
        seen = request.form.get(f"seen-{each.id}", 0, type=int)
        found[each.id] = Mark(arrived, left, seen) if state == "there" else Mark(None, None, seen)
    return found, wrong


def _time(name: str, dated: CohortSession) -> datetime | None:
    """A time of the session's own day, with or without its colon; None for an empty field, ValueError for no time."""
    text = usual_width(request.form.get(name)) or ""
    if not text:
        return None
    if text.isdecimal() and len(text) in (3, 4):
        text = f"{text[:-2]}:{text[-2:]}"
    return instant(clock.jst(dated.starts_at).date(), datetime.strptime(text, "%H:%M").time())  # noqa: DTZ007 -- a time


def list_page(
    cohort: Cohort,
    dated: CohortSession,
    *,
    wrong: dict[int, str] | None = None,
    typed: Mapping[str, str] | None = None,
    told: Sequence[str] = (),
    problem: str | None = None,
    bad_table: str | None = None,
    bad_reason: str | None = None,
    overtaken: str | None = None,
) -> str:
    """The list of a session; with what was typed, or what a log would have typed."""
    return render_template(
        "training/session.html",
        cohort=cohort,
        dated=dated,
        enrolled=coming.expected(dated),
        present=minutes.attendance_of(dated.id),
        rule=attendance.rule_of(dated),
        wrong=wrong or {},
        typed=request.form if typed is None else typed,
        told=told,
        problem=problem,
        bad_table=bad_table,
        bad_reason=bad_reason,
        overtaken=overtaken,
        filled=imports.filled_in(dated.id),
        states=IMPORT_LABELS,
        labels=ATTENDANCE_LABELS,
        forms=FORM_LABELS,
    )


@bp.get("/<int:cohort_id>/sessions/<int:session_id>/code")
@requires(Permission.MANAGE_COHORT)
def room(cohort_id: int, session_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    dated = find.session_in(cohort_id, session_id)
    url = url_for("training.arrive", token=room_code.make(dated.id, clock.now()), _external=True)
    return render_template("training/room.html", cohort=cohort, dated=dated, picture=_picture(url))


def _picture(url: str) -> Markup:
    """The address as a picture that phones can read."""
    import segno  # noqa: PLC0415 -- 4 MB that a process without this page need not hold

    drawn = io.BytesIO()
    segno.make(url, error="m").save(
        drawn, kind="svg", omitsize=True, xmldecl=False, svgns=True, nl=False, title="出席のコード"
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 -- made here from an address of ours
