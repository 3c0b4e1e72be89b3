from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

import app.practice.listeners
import app.practice.own_data  # noqa: F401  # registers itself
from app import clock, events
from app.accounts import personal_data
from app.exams.events import QuestionRuled
from app.practice.actions import answers, cards, notes, wishes
from app.practice.actions.answers import Sent
from app.practice.models import MarkedDay, PracticeSet, ReviewCard, ReviewLog
from app.practice.rules.calendar import japanese_day, morning_of
from app.practice.rules.words import CardState, Confidence, DayKind, Drill
from tests.factories import member
from tests.practice.factories import card, new_version, practice_set, questions, statements_of

HEADINGS = (
    "練習",
    "復習カード",
    "復習の記録",
    "練習の設定",
    "休みと夜勤の日",
    "学習した日",
    "カレンダーの配信",
    "しおりとメモ",
)


def sent(found: PracticeSet, name: str = "1", confidence: Confidence = Confidence.SURE) -> Sent:
    return Sent(found.position, confidence, name)


def test_an_answer_moves_the_card_to_the_morning_of_another_day(db: Session) -> None:
    person, versions, now = member(), questions(1), clock.now()
    found = practice_set(person)
    asked = statements_of(found.items, versions)[0]

    answers.answer_card(found, asked.id, said_correct=asked.correct, sent=sent(found), now=now)
    db.flush()

    kept = db.scalars(select(ReviewCard)).one()
    assert kept.due_at == morning_of(japanese_day(now + timedelta(days=2)))
    assert (kept.state, kept.lapses) == (CardState.REVIEW, 0)


def test_a_statement_answered_again_keeps_one_card_and_two_rows_of_history(db: Session) -> None:
    person, versions = member(), questions(1)
    for place in range(2):
        found = practice_set(person)
        found.items = [[versions[0].question_id, 1]]
        answers.answer_card(
            found, versions[0].statements[0].id, said_correct=True, sent=sent(found, str(place)), now=clock.now()
        )
        db.flush()

    assert db.scalars(select(ReviewCard)).one().reps == 2
    assert len(db.scalars(select(ReviewLog)).all()) == 2


def test_the_history_only_grows(db: Session) -> None:
    person, versions = member(), questions(1)
    found = practice_set(person, drill=Drill.QUESTION)
    answers.answer_question(found, versions[0].id, choices=(1, 3), sent=sent(found), now=clock.now())
    db.flush()

    with pytest.raises(DatabaseError, match="review_log only grows"):
        db.execute(update(ReviewLog).values(right=False))
    db.rollback()


@pytest.mark.parametrize(
    ("change", "forgotten", "due"),
    [
        ({"why": "別の解説。"}, False, False),
        ({"text": "言い直した文。"}, False, True),
        ({"correct": False}, True, True),
    ],
)
def test_a_changed_statement_comes_again_and_one_turned_round_begins_anew(
    db: Session, change: dict[str, object], forgotten: bool, due: bool
) -> None:
    version = questions(1)[0]
    kept, other = (card(member(), one, due_in=30) for one in version.statements[:2])
    new_version(version, **change)

    cards.reschedule_changed(now=clock.now())
    cards.reschedule_changed(now=clock.now())
    db.expire_all()

    assert (kept.stability is None, kept.state is CardState.LEARNING) == (forgotten, forgotten)
    assert (kept.due_at <= clock.now()) == due
    assert other.due_at > clock.now()


def test_a_ruling_makes_the_cards_of_the_question_begin_anew(db: Session) -> None:
    first, second = questions(2)
    ruled, other = card(member(), first.statements[0]), card(member(), second.statements[0])

    events.send(QuestionRuled(first.question_id, first.id, clock.now()))
    db.expire_all()

    assert ruled.stability is None
    assert other.stability is not None


def test_days_are_marked_and_unmarked(db: Session) -> None:
    person, today = member(), clock.today()
    tomorrow = today + timedelta(days=1)
    wishes.mark_days(person, {today: DayKind.NIGHT, tomorrow: DayKind.OFF})
    db.flush()

    wishes.mark_days(person, {today: None})
    db.flush()

    assert [(row.on, row.kind) for row in db.scalars(select(MarkedDay))] == [(tomorrow, DayKind.OFF)]


def test_all_is_handed_out_and_all_goes_with_the_account(db: Session) -> None:
    person, versions = member(), questions(1)
    found = practice_set(person, drill=Drill.QUESTION)
    answers.answer_question(found, versions[0].id, choices=(1, 3), sent=sent(found), now=clock.now())
    wishes.open_feed(person, now=clock.now())
    notes.write(person, versions[0].question_id, 0, "あとで条文を読む", now=clock.now())
    wishes.mark_days(person, {clock.today(): DayKind.OFF})
    said = wishes.Wishes(None, 20, (), None, True, 0, 0)
    wishes.save_settings(person, said, now=clock.now())
    db.flush()

    before = {name: len(rows) for name, rows in personal_data.export(person.id).items() if name in HEADINGS}
    personal_data.erase(person.id, clock.now())
    after = {name: len(rows) for name, rows in personal_data.export(person.id).items() if name in HEADINGS}

    assert before == dict(zip(HEADINGS, (1, 5, 5, 1, 1, 1, 1, 1), strict=True))
    assert set(after.values()) == {0}
