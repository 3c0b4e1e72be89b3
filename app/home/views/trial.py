"""Ten questions for whoever comes by: nothing is stored but the marks, in the visitor's own signed cookie."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import open_to_all, reading_help
from app.errors import NotFound
from app.exams.queries.content import PrintedPaper, PrintedQuestion, printed_edition
from app.exams.queries.papers import trial_edition
from app.exams.rules import choices_of, mask_of
from app.home import rules
from app.home.rules import Trial
from app.home.views.blueprint import bp
from app.reading.actions.reader import reader_for

COOKIE = "trial"
NO_TRIAL = "おためしの問題は、まだ用意されていません。しばらくしてから開いてください。"
NO_QUESTION = "おためしに、その番号の問題はありません。はじめから選び直してください。"


@bp.get("/trial")
@open_to_all
def trial() -> ResponseReturnValue:
    return render_template("home/trial.html", count=len(_paper().questions))


@bp.get("/trial/<int:number>")
@open_to_all
def trial_question(number: int) -> ResponseReturnValue:
    paper = _paper()
    return _question_page(paper, _question(paper, number)), 200


@bp.post("/trial/<int:number>")
@open_to_all
def trial_answer(number: int) -> ResponseReturnValue:
    paper = _paper()
    question = _question(paper, number)
    sent = rules.choices(request.form.getlist("choices"), len(question.statements))
    if not sent.fit(question.choose):
        problem = f"{question.choose}つ選んでから「答え合わせ」を押してください。"
        return _question_page(paper, question, sent.positions, problem), 422
    session[COOKIE] = _kept(paper).marked(number, mask_of(sent.positions)).as_cookie()
    return redirect(url_for("home.trial_answered", number=number), 303)


@bp.get("/trial/<int:number>/answer")
@open_to_all
def trial_answered(number: int) -> ResponseReturnValue:
    """A page of its own, so that it can be asked for again: with furigana, with やさしい日本語."""
    paper = _paper()
    question = _question(paper, number)
    mask = _kept(paper).masks[number - 1]
    if not mask:
        return redirect(url_for("home.trial_question", number=number), 303)
    return render_template(
        "home/trial_answer.html",
        question=question,
        count=len(paper.questions),
        chosen=choices_of(mask),
        key={position for key in question.keys for position in choices_of(key)},
        keys=[choices_of(key) for key in sorted(question.keys)],
        correct=question.is_correct(mask),
        reader=reader_for([*question.asked, *question.explained], reading_help()),
    )


@bp.get("/trial/result")
@open_to_all
def trial_result() -> ResponseReturnValue:
    paper = _paper()
    kept = _kept(paper)
    if not kept.answered:
        return redirect(url_for("home.trial"), 303)
    marked = list(zip(paper.questions, kept.masks, strict=True))
    rows = [(question, question.is_correct(mask) if mask else None) for question, mask in marked]
    return render_template("home/trial_result.html", rows=rows, right=sum(correct is True for _, correct in rows))


def _paper() -> PrintedPaper:
    edition = trial_edition()
    if edition is None:
        raise NotFound(NO_TRIAL)
    return printed_edition(edition)


def _question(paper: PrintedPaper, number: int) -> PrintedQuestion:
    question = paper.question(number)
    if question is None:
        raise NotFound(NO_QUESTION)
    return question


def _kept(paper: PrintedPaper) -> Trial:
    nothing = Trial.begun(paper.edition_id, paper.revision, len(paper.questions))
    return Trial.from_cookie(session.get(COOKIE), nothing)


def _question_page(
    paper: PrintedPaper, question: PrintedQuestion, chosen: tuple[int, ...] = (), problem: str | None = None
) -> str:
    return render_template(
        "home/trial_question.html",
        question=question,
        count=len(paper.questions),
        chosen=chosen,
        struck=(),
        problem=problem,
        reader=reader_for(question.asked, reading_help(), explains=False),
    )
