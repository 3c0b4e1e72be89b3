"""The sitting itself: a question, the answer sheet, handing in, the result."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from app import clock
from app.accounts.guards import current_person, reading_help, requires, session_id
from app.accounts.rules import Aid, Furigana, Permission, ReadingHelp
from app.exams import forms
from app.exams.actions import attempts as actions
from app.exams.models import Attempt
from app.exams.queries import attempts as find
from app.exams.queries.attempts import NOTHING, Kept
from app.exams.queries.content import PrintedPaper, PrintedQuestion, printed_edition
from app.exams.queries.uses import as_of_today
from app.exams.rules import choices_of
from app.exams.views import pieces
from app.exams.ways_on import ways_on
from app.reading.actions.reader import Reader, reader_for

bp = Blueprint("sittings", __name__, url_prefix="/attempts/<int:attempt_id>", template_folder="../templates")

TOO_MANY = "選べるのは{choose}つまでです。ほかの肢を外してから、もう一度「次 →」を押してください。"

NEWER = (
    "この問題には、別の画面で新しい解答が保存されています。いま下に出ているのが、保存されている解答です"
    "（この画面で選んだのは{typed}でした）。変えるときは、選び直して「次 →」を押してください。"
)


@bp.get("")
@requires(Permission.SIT_EXAM)
def show(attempt_id: int) -> ResponseReturnValue:
    attempt = find.own_attempt(attempt_id, current_person().id)
    if not attempt.accepts_answers(clock.now()):
        return _to_result(attempt_id)
    count = attempt.edition.question_count
    number = min(max(request.args.get("number", 1, type=int), 1), count)
    return _page(attempt, number)


def _page(attempt: Attempt, number: int, *, typed: Kept | None = None, problem: str | None = None) -> str:
    """The sitting at question `number`; with what was typed instead of what is stored, if it was refused."""
    paper = printed_edition(attempt.edition)
    answers = find.answers_of(attempt.id)
    reader = _granted_reader(attempt, paper)
    draw = partial(pieces.read_questions, reader=reader) if reader else pieces.blank_questions
    return render_template(
        "exams/attempt.html",
        attempt=attempt,
        remaining=attempt.remaining_seconds(clock.now()),
        question=paper.questions[number - 1],
        kept=typed or answers.get(number, NOTHING),
        problem=problem,
        count=len(paper.questions),
        stored={n: actions.stored_answer(kept) for n, kept in answers.items()},
        blank_questions=draw(paper.edition_id, paper.revision),
        reader=reader,
        blank_sheet=pieces.blank_sheet(paper.edition_id, paper.revision),
        choices_of=choices_of,
    )


def _granted_reader(attempt: Attempt, paper: PrintedPaper) -> Reader | None:
    """Furigana over the whole paper where an accommodation grants it: in an examination it is nobody's own choice."""
    if Aid.FURIGANA not in attempt.aids:
        return None
    return reader_for((text for q in paper.questions for text in q.asked), ReadingHelp(Furigana.ALL), explains=False)


@bp.post("/answers/<int:number>")
@requires(Permission.SIT_EXAM)
def answer(attempt_id: int, number: int) -> ResponseReturnValue:
    """The save of a page without scripts; the button says where to go next."""
    now = clock.now()
    mark = forms.mark_from_form()
    attempt = find.own_attempt(attempt_id, current_person().id)
    question = printed_edition(attempt.edition).question(number)
    if question is not None and mark.choices.bit_count() > question.choose and attempt.accepts_answers(now):
        typed = Kept(mark.choices, mark.struck, mark.flagged, mark.seq - 1)
        return _page(attempt, number, typed=typed, problem=TOO_MANY.format(choose=question.choose)), 422
    saved = actions.save_or_show(attempt_id, number, mark, session_id=session_id(), now=now)
    if isinstance(saved, Kept):
        return _page(attempt, number, problem=NEWER.format(typed=_marks(mark.choices))), 409
    match request.form.get("go"):
        case "sheet":
            return redirect(url_for(".sheet", attempt_id=attempt_id), 303)
        case "previous":
            return redirect(url_for(".show", attempt_id=attempt_id, number=number - 1), 303)
        case "stay":
            return redirect(url_for(".show", attempt_id=attempt_id, number=number), 303)
    return redirect(url_for(".show", attempt_id=attempt_id, number=number + 1), 303)


@bp.get("/sheet")
@requires(Permission.SIT_EXAM)
def sheet(attempt_id: int) -> ResponseReturnValue:
    attempt = find.own_attempt(attempt_id, current_person().id)
    if not attempt.accepts_answers(clock.now()):
        return _to_result(attempt_id)
    return render_template("exams/sheet.html", attempt=attempt, **_sheet(attempt))


@bp.get("/submit")
@requires(Permission.SIT_EXAM)
def before_submit(attempt_id: int) -> ResponseReturnValue:
    attempt = find.own_attempt(attempt_id, current_person().id)
    if not attempt.accepts_answers(clock.now()):
        return _to_result(attempt_id)
    return render_template("exams/submit.html", attempt=attempt, **_sheet(attempt))


@bp.post("/submit")
@requires(Permission.SIT_EXAM)
def submit(attempt_id: int) -> ResponseReturnValue:
    actions.submit(attempt_id, by=current_person(), now=clock.now())
    return _to_result(attempt_id)


@bp.get("/result")
@requires(Permission.SIT_EXAM)
def result(attempt_id: int) -> ResponseReturnValue:
    now = clock.now()
    attempt = find.own_attempt(attempt_id, current_person().id)
    find.check_result_may_be_seen(attempt, now)
    paper = printed_edition(attempt.edition)
    answers = find.answers_of(attempt_id)

    reader = reader_for((text for q in paper.questions for text in (*q.asked, *q.explained)), reading_help())
    masks = [answers.get(question.number, NOTHING).choices for question in paper.questions]
    todays = as_of_today(paper, clock.today())
    return render_template(
        "exams/result.html",
        attempt=attempt,
        result=find.judged(paper, answers),
        used_seconds=_used_seconds(attempt),
        reviewed=pieces.reviewed(paper.edition_id, paper.revision, masks, reader, ends=todays),
        reader=reader,
        verdicts=[(q.number, q.is_correct(mask)) for q, mask in zip(paper.questions, masks, strict=True)],
        questions=paper.questions,
        todays=todays,
        late=find.late_answers_of(attempt_id),
        weak=find.weak_topics(paper, answers),
        ways_on=ways_on(attempt_id),
        choices_of=choices_of,
    )


def _marks(choices: int) -> str:
    return "・".join(str(position) for position in choices_of(choices)) or "なし"


def _sheet(attempt: Attempt) -> dict[str, object]:
    """Each question with what is marked, and how many lack something."""
    answers = find.answers_of(attempt.id)
    rows: list[tuple[PrintedQuestion, Kept]] = [
        (q, answers.get(q.number, NOTHING)) for q in printed_edition(attempt.edition).questions
    ]
    return {
        "remaining": attempt.remaining_seconds(clock.now()),
        "rows": rows,
        "unanswered": [q.number for q, kept in rows if not kept.choices],
        "short": [q.number for q, kept in rows if kept.choices and kept.choices.bit_count() < q.choose],
        "flagged": [q.number for q, kept in rows if kept.flagged],
        "choices_of": choices_of,
    }


def _used_seconds(attempt: Attempt) -> int:
    closed_at = min(attempt.closed_at or attempt.ends_at, attempt.ends_at)
    return int((closed_at - attempt.started_at).total_seconds())


def _to_result(attempt_id: int) -> Response:
    return redirect(url_for(".result", attempt_id=attempt_id), 303)
