"""What a learner sees: what is next and what is missing, joining by a code, arriving, the journal; the host's page."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, open_to_all, requires
from app.accounts.queries import former_names
from app.accounts.rules import Permission
from app.db import db
from app.errors import NotFound, Refusal
from app.training.actions import attendance, certificates, joining, practicum
from app.training.actions import recommendations as recommending
from app.training.actions import running as actions
from app.training.forms.certificates import WishForm
from app.training.forms.running import JoinForm, JournalForm, SignForm
from app.training.models.running import CohortSession, Enrolment, Practicum
from app.training.queries import applying, boards, feeds, groups, imports, lessons, recommendations
from app.training.queries import certificates as papers
from app.training.queries import records as own_records
from app.training.queries import reports as own_reports
from app.training.queries import running as find
from app.training.rules.applying import EXTENSION_LABELS
from app.training.rules.attendance import ATTENDANCE_LABELS
from app.training.rules.certificates import CERTIFICATE_LABELS
from app.training.rules.completion import RULES, STANDING_LABELS
from app.training.rules.records import MOMENT_LABELS, SHEET_STATE_LABELS
from app.training.rules.reports import REPORT_STATE_LABELS
from app.training.rules.running import ENROLMENT_STATE_LABELS, OPEN, EnrolmentState
from app.training.rules.words import FORM_LABELS
from app.training.views import room_code
from app.training.views.blueprint import learning as bp
from app.training.views.certificates import sent

UNKNOWN_NAME = "一覧から選んでください。"


@bp.get("/training")
@requires(Permission.PRACTISE)
def mine() -> ResponseReturnValue:
    return _page(JoinForm(formdata=None))


def _page(form: JoinForm) -> str:
    person, today, now = current_person(), clock.today(), clock.now()
    own = find.own_enrolments(person.id)
    asked = applying.asked_in(each.cohort_id for each in own)
    former = [name.name for name in former_names(person.id)]
    titles = {version.lesson.path: version for version in lessons.readable(person)}
    return render_template(
        "training/mine.html",
        trainings=[boards.learning(each, today, now) for each in own if each.state is EnrolmentState.ENROLLED],
        waiting=[each for each in own if each.state is not EnrolmentState.ENROLLED],
        versions=titles,
        records=own_records.own_rows(own, today),
        reports=own_reports.own(own),
        report_states=REPORT_STATE_LABELS,
        moments=MOMENT_LABELS,
        sheet_states=SHEET_STATE_LABELS,
        certificates=papers.own(person.id),
        invitations=imports.waiting_for(person.id),
        recommendations=recommendations.for_person(person.id, today),
        certificate_states=CERTIFICATE_LABELS,
        wishes={each.id: _wish_form(each, former) for each in own} if former else {},
        form=form,
        now=now,
        today=today,
        asks=_asks(own, asked),
        changeable={each.id for each in own if each.state in OPEN and each.cohort_id in asked},
        extension_states=EXTENSION_LABELS,
        has_feed=feeds.feed_of(person.id) is not None,
        teaches=groups.teaches(person.id),
        labels=STANDING_LABELS,
        forms=FORM_LABELS,
        states=ENROLMENT_STATE_LABELS,
        rules=RULES,
    )


def _asks(own: Sequence[Enrolment], asked: dict[int, int]) -> set[int]:
    """Where one learns and has not answered all that the class asks."""
    given = applying.own_answers(each.id for each in own) if asked else {}
    return {each.id for each in own if given.get(each.id, 0) < asked.get(each.cohort_id, 0)}


def _wish_form(enrolment: Enrolment, former: list[str]) -> WishForm:
    form = WishForm(formdata=None, prefix=str(enrolment.id), former_name=enrolment.former_name or "")
    form.offer(_names(enrolment, former))
    return form


def _names(enrolment: Enrolment, former: list[str]) -> list[str]:
    """What can be wished for: the former names that are registered, and the one of the roster."""
    return list(dict.fromkeys([*former, *([enrolment.former_name] if enrolment.former_name else [])]))


@bp.post("/training/invitations")
@requires(Permission.PRACTISE)
def take_over() -> ResponseReturnValue:
    count = joining.take_over(current_person(), now=clock.now())
    flash(f"{count}件の研修を受け取りました。", "success")
    return redirect(url_for(".mine"), 303)


@bp.post("/training/enrolments/<int:enrolment_id>/former-name")
@requires(Permission.PRACTISE)
def wish(enrolment_id: int) -> ResponseReturnValue:
    person = current_person()
    enrolment = find.own_enrolment_by_id(enrolment_id, person.id)
    form = WishForm(prefix=str(enrolment.id))
    form.offer(_names(enrolment, [name.name for name in former_names(person.id)]))
    if not form.validate_on_submit():
        raise Refusal(" ".join(form.former_name.errors or [UNKNOWN_NAME]))
    certificates.wish_former_name(enrolment, form.former_name.data)
    flash("証明書の旧姓の希望を保存しました。", "success")
    return redirect(url_for(".mine"), 303)


@bp.get("/training/certificates/<int:certificate_id>/file")
@requires(Permission.PRACTISE)
def own_certificate(certificate_id: int) -> ResponseReturnValue:
    return sent(papers.own_certificate(certificate_id, current_person().id))


@bp.post("/training/recommendations/<int:recommendation_id>/application")
@requires(Permission.PRACTISE)
def follow(recommendation_id: int) -> ResponseReturnValue:
    person = current_person()
    found = recommendations.own(recommendation_id, person.id, clock.today())
    recommending.follow(found, by=person, now=clock.now())
    flash("申し込みました。推薦は主催者に伝わります。主催者が決定すると、お知らせします。", "success")
    return redirect(url_for(".mine"), 303)


@bp.post("/training/applications")
@requires(Permission.PRACTISE)
def join() -> ResponseReturnValue:
    form = JoinForm()
    if not form.validate_on_submit():
        return _page(form), 422
    code = (form.code.data or "").upper()
    cohort = find.cohort_by_code(code)
    if cohort is not None and applying.questions(cohort.id):
        return redirect(url_for(".application", code=code), 303)
    actions.apply_by_code(code, by=current_person(), now=clock.now())
    flash("申し込みました。主催者が決定すると、お知らせします。", "success")
    return redirect(url_for(".mine"), 303)


@bp.get("/attendance/<token>")
@requires(Permission.PRACTISE)
def arrive(token: str) -> ResponseReturnValue:
    now, person = clock.now(), current_person()
    dated = _session(room_code.read(token, now))
    attendance.place_of(dated, person)
    held = room_code.hold(dated.id, person.id, now)
    return render_template("training/arrive.html", dated=dated, held=held, now=now)


@bp.post("/attendance/<token>")
@requires(Permission.PRACTISE)
def arrived(token: str) -> ResponseReturnValue:
    now, person = clock.now(), current_person()
    session_id, arrived_at = room_code.release(token, person.id, now)
    marked = attendance.arrive(_session(session_id), arrived_at=arrived_at, by=person, now=now)
    flash(f"{ATTENDANCE_LABELS[marked.state]}を記録しました（{marked.minutes}分）。", "success")
    return redirect(url_for(".mine"), 303)


def _session(session_id: int) -> CohortSession:
    found = db.session.get(CohortSession, session_id)
    if found is None:
        raise NotFound(find.NO_SESSION)
    return found


@bp.get("/training/practica/<int:practicum_id>")
@requires(Permission.PRACTISE)
def journal(practicum_id: int) -> ResponseReturnValue:
    found = find.own_practicum(practicum_id, current_person().id)
    return _journal_page(found, JournalForm(formdata=None, minutes=480))


@bp.post("/training/practica/<int:practicum_id>")
@requires(Permission.PRACTISE)
def write_day(practicum_id: int) -> ResponseReturnValue:
    found = find.own_practicum(practicum_id, current_person().id)
    form = JournalForm()
    if not form.validate_on_submit():
        return _journal_page(found, form), 422
    said = {"on": form.on.data, "minutes": form.minutes.data, "text": form.text.data}
    try:
        practicum.write_day(found, **said, now=clock.now(), today=clock.today())
    except Refusal as refused:
        form.on.errors = [refused.message]
        return _journal_page(found, form), 422
    flash("日誌を保存しました。", "success")
    return redirect(url_for(".journal", practicum_id=practicum_id), 303)


def _journal_page(found: Practicum, form: JournalForm) -> str:
    kept = practicum.JOURNAL_KEPT.days
    return render_template("training/journal.html", practicum=found, form=form, kept=kept)


@bp.get("/practicum/<token>")
@open_to_all
def sign_page(token: str) -> ResponseReturnValue:
    found = practicum.of_link(token, now=clock.now())
    return render_template("training/sign.html", practicum=found, form=SignForm(formdata=None), token=token)


@bp.post("/practicum/<token>")
@open_to_all
def sign(token: str) -> ResponseReturnValue:
    now = clock.now()
    form = SignForm()
    if not form.validate_on_submit():
        found = practicum.of_link(token, now=now)
        return render_template("training/sign.html", practicum=found, form=form, token=token), 422
    practicum.sign(token, name=form.name.data, now=now)
    return render_template("training/signed.html")
