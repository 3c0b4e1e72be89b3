"""What the question bank knows of a person: what they wrote, checked, said and reported."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.questions.models import (
    Amendment,
    AmendmentTask,
    Correction,
    ErrorReport,
    ExchangeJob,
    Question,
    QuestionDraft,
    QuestionMove,
    QuestionVersion,
    QuestionWriter,
    StatementComment,
)
from app.questions.rules.exchanges import DIRECTION_LABELS, state_label
from app.questions.rules.reports import REPORT_KIND_LABELS, REPORT_STATE_LABELS
from app.questions.rules.words import QUESTION_STATUS_LABELS


def _written(person_id: int) -> list[Row]:
    versions = db.session.scalars(
        select(QuestionVersion)
        .where(QuestionVersion.written_by_id == person_id)
        .order_by(QuestionVersion.id)
        .options(joinedload(QuestionVersion.question))
    )
    return [
        {"問題": v.question.external_id, "版": v.number, "問題文": v.stem, "書いた日時": v.created_at} for v in versions
    ]


def _drafts(person_id: int) -> list[Row]:
    rows = db.session.execute(
        select(Question.id, Question.external_id, QuestionWriter.number, QuestionDraft.saved_at)
        .join(QuestionWriter, QuestionWriter.question_id == Question.id)
        .outerjoin(
            QuestionDraft,
            (QuestionDraft.question_id == Question.id) & (QuestionDraft.base_number < QuestionWriter.number),
        )
        .where(or_(QuestionWriter.person_id == person_id, QuestionDraft.editing_by_id == person_id))
        .order_by(Question.id, QuestionWriter.number)
        .distinct()
    )
    return [
        {"問題": name, "書くのに加わった版": number, "下書きの保存": saved_at} for _, name, number, saved_at in rows
    ]


def _steps(person_id: int) -> list[Row]:
    rows = db.session.execute(
        select(Question.external_id, QuestionMove)
        .join(Question, Question.id == QuestionMove.question_id)
        .where(QuestionMove.by_id == person_id)
        .order_by(QuestionMove.id)
    )
    return [
        {"問題": name, "移した先": QUESTION_STATUS_LABELS[move.to_status], "ことば": move.note, "日時": move.at}
        for name, move in rows
    ]


def _comments(person_id: int) -> list[Row]:
    mine = or_(StatementComment.by_id == person_id, StatementComment.settled_by_id == person_id)
    rows = db.session.execute(
        select(Question.external_id, StatementComment)
        .join(QuestionVersion, QuestionVersion.id == StatementComment.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(mine)
        .order_by(StatementComment.id)
    )
    return [{"問題": name, "肢": row.position, "コメント": row.text, "日時": row.at} for name, row in rows]


def _reports(person_id: int) -> list[Row]:
    mine = or_(ErrorReport.reported_by_id == person_id, ErrorReport.decided_by_id == person_id)
    rows = db.session.scalars(
        select(ErrorReport).where(mine).order_by(ErrorReport.id).options(joinedload(ErrorReport.question))
    )
    return [
        {
            "問題": row.question.external_id,
            "種類": REPORT_KIND_LABELS[row.kind],
            "内容": row.text,
            "報告した日時": row.reported_at,
            "状態": REPORT_STATE_LABELS[row.state],
            "回答": row.answer,
        }
        for row in rows
    ]


def _corrections(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(Correction).where(Correction.made_by_id == person_id).order_by(Correction.id))
    return [{"訂正": row.summary, "日時": row.made_at} for row in rows]


def _amendments(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(Amendment).where(Amendment.registered_by_id == person_id).order_by(Amendment.id))
    done = db.session.scalars(
        select(AmendmentTask).where(AmendmentTask.done_by_id == person_id).order_by(AmendmentTask.id)
    )
    found: list[Row] = [
        {"登録した法改正": row.summary, "施行日": row.in_force_on, "日時": row.registered_at} for row in rows
    ]
    found += [{"確かめた肢の番号": row.statement_id, "日時": row.done_at} for row in done]
    return found


def _exchanges(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(ExchangeJob).where(ExchangeJob.by_id == person_id).order_by(ExchangeJob.id))
    return [
        {
            "したこと": DIRECTION_LABELS[row.direction],
            "ファイル": row.file_name,
            "結果": state_label(row.direction, row.state),
            "日時": row.asked_at,
        }
        for row in rows
    ]


personal_data.register("自分が書いた問題", ["question_version"], _written)
personal_data.register("問題の下書き", ["question_draft", "question_writer"], _drafts)
personal_data.register("問題の査読と公開", ["question_move"], _steps)
personal_data.register("問題へのコメント", ["statement_comment"], _comments)
personal_data.register("間違いの報告", ["error_report"], _reports)
personal_data.register("問題の訂正", ["correction"], _corrections)
personal_data.register("法改正の登録", ["amendment", "amendment_task"], _amendments)
personal_data.register("問題の読み込みと書き出し", ["exchange_job"], _exchanges)
