"""Running a paper: who sits it, extra time, late answers, and correcting how a question is judged."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.queries import places_where
from app.accounts.rules import Permission
from app.exams import rules
from app.exams.actions import late as late_answers
from app.exams.actions import rulings as actions
from app.exams.actions import time
from app.exams.forms import ExtraTimeForm, RulingForm, decision_from_form, ruling_form
from app.exams.models import Attempt, Paper, PaperQuestion
from app.exams.queries import papers
from app.exams.queries import rulings as proposed
from app.exams.queries import running as find
from app.exams.queries.content import printed_edition

bp = Blueprint("running", __name__, template_folder="../templates")

MOST_PAGES = 10_000
NAMED_AT_MOST = 100
ACCEPTED = "終了後に届いた解答を認めました。採点は1分ほどで変わります。"
NOT_ACCEPTED = "終了後に届いた解答を認めませんでした。"


@bp.get("/running")
@requires(Permission.RULE_ON_QUESTION)  # every role that may run a paper may rule on it too
def index() -> ResponseReturnValue:
    return render_template(
        "exams/board_papers.html",
        runs=find.papers_to_run(current_person(), clock.now()),
        may_build=current_person().may(Permission.RUN_EXAM),
    )


# ── The board ────────────────────────────────────────────────────────────────────────────────


@bp.get("/exams/<slug>/board")
@requires(Permission.RUN_EXAM)
def board(slug: str) -> ResponseReturnValue:
    return _board(_paper_to_run(slug), ExtraTimeForm(formdata=None))


@bp.post("/exams/<slug>/board/extra-time")
@requires(Permission.RUN_EXAM)
def extend_all(slug: str) -> ResponseReturnValue:
    paper = _paper_to_run(slug)
    form = ExtraTimeForm()
    if not form.validate_on_submit():
        return _board(paper, form), 422
    return _extend(paper, form, attempt_id=None)


@bp.get("/exams/<slug>/board/attempts/<int:attempt_id>")
@requires(Permission.RUN_EXAM)
def sitting(slug: str, attempt_id: int) -> ResponseReturnValue:
    paper = _paper_to_run(slug)
    return _sitting(paper, find.sitting_of(paper, attempt_id), ExtraTimeForm(formdata=None))


@bp.post("/exams/<slug>/board/attempts/<int:attempt_id>/extra-time")
@requires(Permission.RUN_EXAM)
def extend_one(slug: str, attempt_id: int) -> ResponseReturnValue:
    paper = _paper_to_run(slug)
    form = ExtraTimeForm()
    if not form.validate_on_submit():
        return _sitting(paper, find.sitting_of(paper, attempt_id), form), 422
    find.sitting_of(paper, attempt_id)
    return _extend(paper, form, attempt_id=attempt_id)


@bp.post("/exams/<slug>/board/late-answers/<int:late_id>")
@requires(Permission.RUN_EXAM)
def decide_late_answer(slug: str, late_id: int) -> ResponseReturnValue:
    paper = _paper_to_run(slug)
    late = find.late_answer_of(paper, late_id)
    accept = decision_from_form()
    late_answers.decide(late, paper, accept=accept, by=current_person(), now=clock.now())
    flash(ACCEPTED if accept else NOT_ACCEPTED, "success")
    return _to_board(slug)


def _paper_to_run(slug: str) -> Paper:
    return papers.paper_where(slug, current_person(), Permission.RUN_EXAM)


def _extend(paper: Paper, form: ExtraTimeForm, *, attempt_id: int | None) -> Response:
    attempts = find.to_extend(paper, attempt_id)
    minutes = form.extra_minutes()
    time.extend(paper, attempts, minutes=minutes, reason=form.reason.data, by=current_person(), now=clock.now())
    flash(f"試験時間を{minutes}分延長し、本人に伝えました。", "success")
    return _to_board(paper.slug)


def _to_board(slug: str) -> Response:
    return redirect(url_for(".board", slug=slug), 303)


def _board(paper: Paper, form: ExtraTimeForm) -> str:
    now = clock.now()
    page = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    return render_template(
        "exams/board.html",
        paper=paper,
        form=form,
        now=now,
        page=page,
        tally=find.tally(paper, now),
        sittings=find.sittings(paper, now, page=page),
        waiting=find.late_answers_waiting(paper),
        choices_of=rules.choices_of,
    )


def _sitting(paper: Paper, attempt: Attempt, form: ExtraTimeForm) -> str:
    return render_template("exams/board_sitting.html", paper=paper, attempt=attempt, form=form, now=clock.now())


# ── Rulings ──────────────────────────────────────────────────────────────────────────────────


@bp.get("/exams/<slug>/rulings")
@requires(Permission.RULE_ON_QUESTION)
def rulings(slug: str) -> ResponseReturnValue:
    paper = _paper_to_rule(slug)
    printed = printed_edition(paper.editions[-1])
    return render_template(
        "exams/rulings.html",
        paper=paper,
        questions=printed.questions,
        titles={field.code: field.title for field in printed.fields},
        numbers={question.question_id: question.number for question in printed.questions},
        made=find.rulings_of(paper),
        kinds=rules.RULING_LABELS,
        treatments=rules.TREATMENT_LABELS,
        choices_of=rules.choices_of,
    )


@bp.get("/exams/<slug>/rulings/<int:number>")
@requires(Permission.RULE_ON_QUESTION)
def ruling(slug: str, number: int) -> ResponseReturnValue:
    paper = _paper_to_rule(slug)
    asked = proposed.question_of(paper, number)
    return _ruling(paper, asked, _form(asked, request.args))


@bp.get("/exams/<slug>/rulings/<int:number>/preview")
@requires(Permission.RULE_ON_QUESTION)
def preview(slug: str, number: int) -> ResponseReturnValue:
    paper = _paper_to_rule(slug)
    asked = proposed.question_of(paper, number)
    form = _form(asked, request.args)
    proposal = form.accepted_for(paper, asked)
    if proposal is None:
        return _ruling(paper, asked, form), 422
    return render_template(
        "exams/ruling_preview.html",
        paper=paper,
        question=_printed_question(paper, number),
        form=form,
        proposal=proposal,
        preview=proposed.preview(paper, asked, proposal),
        unscored=find.tally(paper, clock.now()).unscored,
        with_names=paper.organisation_id in places_where(current_person(), Permission.SEE_PEOPLE),
        most=NAMED_AT_MOST,
        back=url_for(".ruling", slug=slug, number=number, **form.typed()),
        kinds=rules.RULING_LABELS,
        choices_of=rules.choices_of,
    )


@bp.post("/exams/<slug>/rulings/<int:number>")
@requires(Permission.RULE_ON_QUESTION)
def rule(slug: str, number: int) -> ResponseReturnValue:
    paper = _paper_to_rule(slug)
    asked = proposed.question_of(paper, number)
    form = _form(asked, request.form)
    proposal = form.accepted_for(paper, asked)
    if proposal is None:
        return _ruling(paper, asked, form), 422
    actions.rule(paper, asked, proposal, reason=form.reason.data, by=current_person(), now=clock.now())
    flash(f"問{number}の採点を訂正しました。結果は1分ほどで採点し直し、変わった人に知らせます。", "success")
    return redirect(url_for(".rulings", slug=slug), 303)


def _paper_to_rule(slug: str) -> Paper:
    return papers.paper_where(slug, current_person(), Permission.RULE_ON_QUESTION)


def _form(asked: PaperQuestion, typed: object) -> RulingForm:
    return ruling_form(asked, proposed.fields_of(asked.edition_id), typed)


def _ruling(paper: Paper, asked: PaperQuestion, form: RulingForm) -> str:
    return render_template(
        "exams/ruling.html",
        paper=paper,
        question=_printed_question(paper, asked.number),
        form=form,
        treatments=rules.TREATMENT_LABELS,
        choices_of=rules.choices_of,
    )


def _printed_question(paper: Paper, number: int) -> object:
    return printed_edition(paper.editions[-1]).question(number)
