"""What practice knows of a person. All of it goes when the account is erased: no law asks for it to be kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import Model, db
from app.practice.models import (
    CalendarFeed,
    MarkedDay,
    MemoryFit,
    Note,
    PracticeBag,
    PracticeDay,
    PracticeSet,
    PracticeSettings,
    PushDevice,
    ReviewCard,
    ReviewLog,
)
from app.practice.rules.words import (
    CARD_STATE_LABELS,
    CONFIDENCE_LABELS,
    DAY_KIND_LABELS,
    DRILL_LABELS,
    SET_KIND_LABELS,
)
from app.questions.models import Question


def _cards(person_id: int) -> list[Row]:
    rows = db.session.execute(
        select(Question.external_id, ReviewCard)
        .join(Question, Question.id == ReviewCard.question_id)
        .where(ReviewCard.person_id == person_id)
        .order_by(ReviewCard.id)
    )
    return [
        {
            "問題": external_id,
            "肢": card.identity,
            "状態": CARD_STATE_LABELS[card.state],
            "安定度（日）": card.stability,
            "難しさ": card.difficulty,
            "回数": card.reps,
            "忘れた回数": card.lapses,
            "最後に答えた日時": card.reviewed_at,
            "次の復習": card.due_at,
        }
        for external_id, card in rows
    ]


def _reviews(person_id: int) -> list[Row]:
    rows = db.session.scalars(
        select(ReviewLog)
        .where(ReviewLog.person_id == person_id)
        .order_by(ReviewLog.id)
        .options(joinedload(ReviewLog.statement))
    )
    return [
        {
            "肢": row.statement.text,
            "答え": "○" if row.said_correct else "×",
            "正解": row.right,
            "自信": CONFIDENCE_LABELS[row.confidence],
            "形式": DRILL_LABELS[row.drill],
            "秒": row.took_seconds,
            "答えた日時": row.answered_at,
            "届いた日時": row.recorded_at,
        }
        for row in rows
    ]


def _sets(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(PracticeSet).where(PracticeSet.person_id == person_id).order_by(PracticeSet.id))
    return [
        {
            "何を": SET_KIND_LABELS[row.kind],
            "対象": row.subject,
            "形式": DRILL_LABELS[row.drill],
            "分": row.minutes,
            "答えた数": row.answered,
            "正解": row.right,
            "開始": row.started_at,
            "終了": row.ended_at,
        }
        for row in rows
    ]


def _settings(person_id: int) -> list[Row]:
    row = db.session.get(PracticeSettings, person_id)
    if row is None:
        return []
    return [
        {
            "試験日": row.exam_on,
            "1日の時間（分）": row.minutes_a_day,
            "取っておく試験": row.spared_papers,
            "知らせる時刻（0時からの分）": row.remind_at,
            "知らせない時間（分）": [row.quiet_from, row.quiet_until],
        }
    ]


def _marked_days(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(MarkedDay).where(MarkedDay.person_id == person_id).order_by(MarkedDay.on))
    return [{"日": row.on, "種類": DAY_KIND_LABELS[row.kind]} for row in rows]


def _days(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(PracticeDay).where(PracticeDay.person_id == person_id).order_by(PracticeDay.on))
    return [{"日": row.on, "肢": row.cards, "問題": row.questions, "秒": row.seconds} for row in rows]


def _feeds(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(CalendarFeed).where(CalendarFeed.person_id == person_id).order_by(CalendarFeed.id))
    return [{"作った日時": row.created_at, "止めた日時": row.revoked_at} for row in rows]


def _notes(person_id: int) -> list[Row]:
    rows = db.session.execute(
        select(Question.external_id, Note)
        .join(Question, Question.id == Note.question_id)
        .where(Note.person_id == person_id)
        .order_by(Note.id)
    )
    return [
        {
            "問題": external_id,
            "肢": note.identity or "問題の全体",
            "しおり": note.starred,
            "メモ": note.text,
            "変えた日時": note.changed_at,
        }
        for external_id, note in rows
    ]


def _fits(person_id: int) -> list[Row]:
    row = db.session.get(MemoryFit, person_id)
    if row is None:
        return []
    return [
        {
            "係数": row.weights,
            "そのときまでの解答の数（五肢複択は1問を5と数えます）": row.answers,
            "計算した日時": row.fitted_at,
        }
    ]


def _devices(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(PushDevice).where(PushDevice.person_id == person_id).order_by(PushDevice.id))
    return [{"登録した日時": row.made_at, "最後に知らせた日時": row.told_at} for row in rows]


def _bags(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(PracticeBag).where(PracticeBag.person_id == person_id).order_by(PracticeBag.id))
    return [
        {
            "持っていった日時": row.taken_at,
            "肢・問題の数": len(row.items),
            "届いた解答": row.answered,
            "正解": row.right,
            "秒": row.spent_seconds,
        }
        for row in rows
    ]


def _eraser(model: type[Model]) -> personal_data.Eraser:
    def erase(person_id: int, _now: datetime) -> None:
        db.session.execute(delete(model).where(model.person_id == person_id))  # type: ignore[attr-defined]  # each has one

    return erase


def _register(name: str, model: type[Model], exporter: personal_data.Exporter) -> None:
    personal_data.register(name, [model.__tablename__], exporter, _eraser(model))


# Erasing goes from the last to the first: the history points at the sets.
_register("練習", PracticeSet, _sets)
_register("復習カード", ReviewCard, _cards)
_register("復習の記録", ReviewLog, _reviews)
_register("練習の設定", PracticeSettings, _settings)
_register("休みと夜勤の日", MarkedDay, _marked_days)
_register("学習した日", PracticeDay, _days)
_register("カレンダーの配信", CalendarFeed, _feeds)
_register("しおりとメモ", Note, _notes)
_register("知らせる端末", PushDevice, _devices)
_register("持っていった練習", PracticeBag, _bags)
_register("記憶に合わせた復習の間隔", MemoryFit, _fits)
