from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import app.exams.own_data  # noqa: F401  # registers itself
from app import clock
from app.accounts import personal_data
from app.exams.models import Answer, Attempt, LateAnswer, PaperQuestion, Ruling, TimeChange
from app.exams.queries.content import printed
from app.exams.rules import RulingKind
from app.questions.rules.words import Results
from tests.exams.factories import AttemptFactory, exam
from tests.factories import member

HEADINGS = ("受験", "解答", "終了後に届いた解答", "試験時間の延長", "自分が行った採点の訂正")


@pytest.fixture(autouse=True)
def _nothing_printed() -> None:
    printed.cache_clear()


def exported(person_id: int) -> dict[str, list[personal_data.Row]]:
    data = personal_data.export(person_id)
    return {heading: data[heading] for heading in HEADINGS}


def test_a_sitting_is_handed_out_with_answers_and_points(db: Session) -> None:
    person = member()
    begun = clock.now() - timedelta(hours=5)
    edition = exam(title="模擬試験 第1回")
    attempt = AttemptFactory(
        person=person, edition=edition, closed=True, started_at=begun, factor=Decimal("1.30"), answers={1: (1, 3)}
    )
    db.add(LateAnswer(attempt_id=attempt.id, number=2, choices=0b1010, seq=1, received_at=begun))
    organiser = member()
    db.add(TimeChange(attempt_id=attempt.id, seconds=600, reason="停電", made_by_id=organiser.id, made_at=begun))
    db.flush()

    data = exported(person.id)

    assert data["受験"] == [
        {
            "試験": "模擬試験 第1回",
            "開始": begun,
            "終了": begun + timedelta(minutes=90),
            "状態": "提出済み",
            "試験時間の倍率": "1.30",
            "得点": ["分野1 1/2", "分野2 0/2"],
            "合格": False,
        }
    ]
    assert [(row["問"], row["選んだ肢"], row["保存した日時"]) for row in data["解答"]] == [(1, ["1", "3"], begun)]
    assert data["終了後に届いた解答"] == [{"問": 2, "選んだ肢": ["2", "4"], "届いた日時": begun, "認めた": None}]
    assert data["試験時間の延長"] == [{"延長した秒数": 600, "理由": "停電", "日時": begun}]


def test_points_stay_hidden_until_the_result_may_be_seen(db: Session) -> None:
    person = member()
    edition = exam(results=Results.AFTER_CLOSE, closes_at=datetime(2099, 1, 1, tzinfo=UTC))
    AttemptFactory(person=person, edition=edition, closed=True, started_at=clock.now() - timedelta(hours=5))

    (row,) = exported(person.id)["受験"]

    assert (row["得点"], row["合格"]) == ([], None)


def test_what_somebody_has_ruled_is_theirs_and_others_are_left_out(db: Session) -> None:
    person, other = member(), member()
    edition = exam(title="模擬試験 第1回")
    AttemptFactory(person=other, edition=edition, answers={1: (1, 3)})
    now = clock.now()
    db.add(
        Ruling(
            paper_id=edition.paper_id,
            question_id=printed(edition.id, 0).questions[0].question_id,
            version_id=db.get_one(PaperQuestion, (edition.id, 1)).version_id,
            kind=RulingKind.VOID_CORRECT,
            accepted_keys=[],
            pass_marks={},
            reason="二つの解釈がある",
            made_by_id=person.id,
            made_at=now,
        )
    )
    db.flush()

    data = exported(person.id)

    assert data["自分が行った採点の訂正"] == [
        {"試験": "模擬試験 第1回", "訂正": "全員正解にする", "理由": "二つの解釈がある", "日時": now}
    ]
    assert (data["受験"], data["解答"]) == ([], [])


def test_attempts_stay_when_an_account_is_erased(db: Session) -> None:
    person = member()
    AttemptFactory(person=person, closed=True, answers={1: (1, 3)})

    personal_data.erase(person.id, clock.now())

    assert [attempt.person_id for attempt in db.scalars(select(Attempt))] == [person.id]
    assert len(db.scalars(select(Answer)).all()) == 1
