"""What examinations know of a person. All of it stays when an account is erased, under the pseudonym."""

from __future__ import annotations

from sqlalchemy import select

from app import clock
from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.exams.models import Answer, Attempt, LateAnswer, Paper, PaperEdition, Ruling, TimeChange
from app.exams.models.on_paper import PaperPrint, TypedSheet
from app.exams.queries import attempts as find
from app.exams.queries.attempts import Past
from app.exams.rules import ATTEMPT_STATE_LABELS, RULING_LABELS, Result, choices_of
from app.exams.rules.printing import PRINT_LABELS


def _attempts(person_id: int) -> list[Row]:
    return [_attempt(past) for past in find.past(person_id, clock.now())]


def _attempt(past: Past) -> Row:
    attempt = past.attempt
    return {
        "試験": attempt.paper.title,
        "開始": attempt.started_at,
        "終了": attempt.closed_at,
        "状態": ATTEMPT_STATE_LABELS[past.state],
        "試験時間の倍率": str(attempt.factor),
        "得点": _points(past.result),
        "合格": past.result.passed if past.result and past.result.judged else None,
    }


def _points(result: Result | None) -> list[str]:
    """Points by field; nothing before the result may be seen."""
    return [f"{field.title} {field.correct}/{field.total}" for field in result.fields] if result else []


def _answers(person_id: int) -> list[Row]:
    rows = db.session.execute(
        select(Attempt.started_at, Answer)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.person_id == person_id)
        .order_by(Answer.attempt_id, Answer.number)
    )
    return [
        {
            "受験の開始": started_at,
            "問": answer.number,
            "選んだ肢": _positions(answer.choices),
            "消去法で消した肢": _positions(answer.struck),
            "あとで見直す": answer.flagged,
            "かけた秒数": answer.seconds,
            "保存した日時": answer.saved_at,
        }
        for started_at, answer in rows
    ]


def _late_answers(person_id: int) -> list[Row]:
    rows = db.session.scalars(
        select(LateAnswer)
        .join(Attempt, Attempt.id == LateAnswer.attempt_id)
        .where(Attempt.person_id == person_id)
        .order_by(LateAnswer.id)
    )
    return [
        {"問": row.number, "選んだ肢": _positions(row.choices), "届いた日時": row.received_at, "認めた": row.accepted}
        for row in rows
    ]


def _extra_time(person_id: int) -> list[Row]:
    rows = db.session.scalars(
        select(TimeChange)
        .join(Attempt, Attempt.id == TimeChange.attempt_id)
        .where(Attempt.person_id == person_id)
        .order_by(TimeChange.id)
    )
    return [{"延長した秒数": row.seconds, "理由": row.reason, "日時": row.made_at} for row in rows]


def _rulings(person_id: int) -> list[Row]:
    rows = db.session.execute(
        select(Paper.title, Ruling)
        .join(Paper, Paper.id == Ruling.paper_id)
        .where(Ruling.made_by_id == person_id)
        .order_by(Ruling.id)
    )
    return [
        {"試験": title, "訂正": RULING_LABELS[ruling.kind], "理由": ruling.reason, "日時": ruling.made_at}
        for title, ruling in rows
    ]


def _on_paper(person_id: int) -> list[Row]:
    typed = db.session.execute(
        select(Paper.title, TypedSheet)
        .join(Attempt, Attempt.id == TypedSheet.attempt_id)
        .join(Paper, Paper.id == Attempt.paper_id)
        .where((Attempt.person_id == person_id) | (TypedSheet.entered_by_id == person_id))
        .order_by(TypedSheet.attempt_id)
    )
    printed = db.session.execute(
        select(Paper.title, PaperPrint)
        .join(PaperEdition, PaperEdition.id == PaperPrint.edition_id)
        .join(Paper, Paper.id == PaperEdition.paper_id)
        .where(PaperPrint.asked_by_id == person_id)
        .order_by(PaperPrint.id)
    )
    rows: list[Row] = [{"紙の解答を入れた試験": title, "日時": row.entered_at} for title, row in typed]
    return rows + [
        {"作った印刷物": f"{title} {PRINT_LABELS[row.kind]}", "日時": row.asked_at} for title, row in printed
    ]


def _positions(mask: int) -> list[str]:
    return [str(position) for position in choices_of(mask)]


personal_data.register("受験", ["attempt", "section_score"], _attempts)
personal_data.register("解答", ["answer"], _answers)
personal_data.register("終了後に届いた解答", ["late_answer"], _late_answers)
personal_data.register("試験時間の延長", ["time_change"], _extra_time)
personal_data.register("自分が行った採点の訂正", ["ruling"], _rulings)
personal_data.register("紙の解答と印刷物", ["typed_sheet", "paper_print"], _on_paper)
