from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import AccountSession, Person
from app.db import _write_beside
from app.errors import Conflict, NotFound, Refusal, RefusalError, Unauthenticated
from app.exams.actions.attempts import Mark, Saved, save_answer, submit
from app.exams.models import Answer, Attempt, LateAnswer
from app.exams.queries.attempts import answers_of
from app.exams.rules import GRACE, AttemptState, mask_of
from tests.exams.factories import AttemptFactory
from tests.factories import AccountSessionFactory, member

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def person(db: Session) -> Person:
    return member()


@pytest.fixture
def device(person: Person) -> AccountSession:
    made: AccountSession = AccountSessionFactory(account__person=person)
    return made


@pytest.fixture
def attempt(person: Person) -> Attempt:
    made: Attempt = AttemptFactory(person=person)
    return made


@pytest.fixture
def save(db: Session, attempt: Attempt, device: AccountSession) -> Any:
    """Save choices for question 1 as number `seq`, now or at another time."""

    def saved(*choices: int, seq: int = 1, number: int = 1, **about: Any) -> Saved:
        now, session_id = about.pop("now", clock.now()), about.pop("session_id", device.id)
        attempt_id = about.pop("attempt_id", attempt.id)
        mark = Mark(mask_of(choices), about.pop("flagged", False), seq, **about)
        db.commit()
        return save_answer(attempt_id, number, mark, session_id=session_id, now=now)

    return saved


def refusal(kind: type[RefusalError], save: Any, *choices: int, **about: Any) -> RefusalError:
    with pytest.raises(kind) as refused:
        save(*choices, **about)
    return refused.value


# ── What is kept ─────────────────────────────────────────────────────────────────────────────


def test_a_save_is_on_disk_when_it_returns(db: Session, attempt: Attempt, save: Any) -> None:
    now = clock.now()

    saved = save(3, 1, flagged=True, struck=mask_of([2]), seconds=12, now=now)
    db.rollback()

    assert saved == Saved(1, now, attempt.ends_at)
    kept = db.get_one(Answer, (attempt.id, 1))
    assert (kept.choices, kept.struck, kept.flagged, kept.seq, kept.seconds) == (0b101, 0b10, True, 1, 12)
    assert kept.saved_at == now


def test_a_save_is_one_statement(save: Any, queries: list[str], device: AccountSession, attempt: Attempt) -> None:
    mark = Mark(0b101, flagged=False, seq=1)
    attempt_id, session_id = attempt.id, device.id
    save(1, number=2)
    queries.clear()

    save_answer(attempt_id, 1, mark, session_id=session_id, now=clock.now())

    assert len(queries) == 1, queries


def test_a_newer_save_replaces_the_older_even_with_a_gap(attempt: Attempt, save: Any) -> None:
    save(1, 2, seq=1)

    assert save(1, 3, seq=9).seq == 9
    assert (answers_of(attempt.id)[1].choices, answers_of(attempt.id)[1].seq) == (0b101, 9)


def test_marks_can_be_taken_away_again(attempt: Attempt, save: Any) -> None:
    save(1, 3)
    save(seq=2)

    assert answers_of(attempt.id)[1].choices == 0


def test_the_same_save_again_is_answered_as_the_first_time(attempt: Attempt, save: Any) -> None:
    save(1, 3, seq=4, seconds=10)

    assert save(1, 3, seq=4, seconds=25).seq == 4
    assert answers_of(attempt.id)[1].seconds == 10


@pytest.mark.parametrize(
    ("choices", "about"),
    [((1, 2), {"seq": 3}), ((1, 3), {"seq": 4, "flagged": True}), ((2, 4), {"seq": 4}), ((), {"seq": 1})],
    ids=["older", "same seq, other flag", "same seq, other choices", "much older"],
)
def test_what_is_not_newer_is_refused_with_what_is_stored(
    attempt: Attempt, save: Any, choices: tuple[int, ...], about: dict[str, Any]
) -> None:
    save(1, 3, seq=4)

    refused = refusal(Conflict, save, *choices, **about)

    assert refused.details == {"stored": {"choices": [1, 3], "struck": [], "flagged": False, "seq": 4}, "seq": 4}
    assert answers_of(attempt.id)[1].choices == 0b101


def test_each_question_counts_its_own_saves(attempt: Attempt, save: Any) -> None:
    save(1, 3, seq=5)
    save(2, 4, seq=1, number=2)

    assert {number: kept.seq for number, kept in answers_of(attempt.id).items()} == {1: 5, 2: 1}


# ── What is refused ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("choices", "about", "sentence"),
    [
        ((1, 2, 3), {}, "選べるのは2つまでです"),
        ((6,), {}, "その番号の選択肢はありません"),
        ((1,), {"struck": mask_of([6])}, "その番号の選択肢はありません"),
        ((1,), {"number": 5}, "その番号の問題はありません"),
        ((1,), {"number": 0}, "その番号の問題はありません"),
        ((1,), {"number": 61}, "その番号の問題はありません"),
        ((1,), {"number": 99_999}, "その番号の問題はありません"),
        ((1,), {"number": 2**31 - 1}, "その番号の問題はありません"),
    ],
)
def test_what_the_paper_does_not_ask_is_refused(
    attempt: Attempt, save: Any, choices: tuple[int, ...], about: dict[str, Any], sentence: str
) -> None:
    assert sentence in refusal(Refusal, save, *choices, **about).message
    assert answers_of(attempt.id) == {}


def test_somebody_else_s_attempt_is_not_found(db: Session, save: Any) -> None:
    theirs = AttemptFactory()

    refusal(NotFound, save, 1, 3, attempt_id=theirs.id)
    refusal(NotFound, save, 1, 3, attempt_id=2**31 - 1)

    assert answers_of(theirs.id) == {}


def test_a_device_that_was_signed_out_saves_nothing(attempt: Attempt, device: AccountSession, save: Any) -> None:
    device.ended_at = clock.now()

    assert "解答は失われていません" in refusal(Unauthenticated, save, 1, 3).message
    assert answers_of(attempt.id) == {}


def test_a_session_that_has_expired_saves_nothing(device: AccountSession, save: Any) -> None:
    refusal(Unauthenticated, save, 1, 3, now=device.expires_at)


def test_signing_out_everywhere_holds_for_the_next_save(device: AccountSession, save: Any) -> None:
    save(1, 3)
    device.account.auth_version += 1

    refusal(Unauthenticated, save, 2, 4, seq=2)


def test_a_session_that_does_not_exist_saves_nothing(save: Any) -> None:
    refusal(Unauthenticated, save, 1, 3, session_id=2**31 - 1)


# ── The end ──────────────────────────────────────────────────────────────────────────────────


def test_what_was_on_its_way_when_time_was_up_is_kept(attempt: Attempt, save: Any) -> None:
    save(1, 3, now=attempt.ends_at + GRACE)

    assert answers_of(attempt.id)[1].choices == 0b101


def late_ones(db: Session) -> list[tuple[int, int, int, bool | None]]:
    """What has been kept aside, once the request has ended."""
    db.rollback()
    _write_beside(g.pop("beside", []))
    kept = db.scalars(select(LateAnswer).order_by(LateAnswer.id))
    return [(late.number, late.choices, late.seq, late.accepted) for late in kept]


def test_what_comes_after_the_grace_is_refused_and_kept_aside(db: Session, attempt: Attempt, save: Any) -> None:
    save(1, 2)

    refused = refusal(Conflict, save, 1, 3, seq=2, now=attempt.ends_at + GRACE + SECOND)

    assert "試験時間が終了している" in refused.message
    assert (refused.details["closed"], refused.details["seq"]) == (True, 1)
    assert late_ones(db) == [(1, 0b101, 2, None)]
    assert answers_of(attempt.id)[1].choices == 0b11


def test_the_same_late_answer_sent_again_is_kept_once(db: Session, attempt: Attempt, save: Any) -> None:
    for _ in range(3):
        refusal(Conflict, save, 1, 3, now=attempt.ends_at + HOUR)
        late_ones(db)

    assert late_ones(db) == [(1, 0b101, 1, None)]


def test_of_many_late_answers_the_newest_of_each_question_is_kept(db: Session, attempt: Attempt, save: Any) -> None:
    for seq, choice in ((1, 2), (3, 4), (2, 3)):
        refusal(Conflict, save, 1, choice, seq=seq, now=attempt.ends_at + HOUR)
        late_ones(db)

    assert late_ones(db) == [(1, 0b1001, 3, None)]


def test_a_late_answer_that_changes_nothing_is_not_kept(db: Session, attempt: Attempt, save: Any) -> None:
    save(1, 3)

    refusal(Conflict, save, 1, 3, seq=2, flagged=True, now=attempt.ends_at + HOUR)
    refusal(Conflict, save, 2, 4, seq=1, now=attempt.ends_at + HOUR)

    assert late_ones(db) == []


def test_a_save_that_had_been_kept_in_time_is_answered_so_after_the_end(attempt: Attempt, save: Any) -> None:
    save(1, 3)

    assert save(1, 3, now=attempt.ends_at + HOUR).seq == 1


@pytest.mark.parametrize("about", [{"number": 61}, {"seq": 2}], ids=["no such question", "too many marks"])
def test_a_late_answer_that_could_never_count_is_not_kept(
    db: Session, attempt: Attempt, save: Any, about: dict[str, Any]
) -> None:
    refusal(Refusal, save, 1, 2, 3, now=attempt.ends_at + HOUR, **about)

    assert late_ones(db) == []


def test_nothing_is_saved_after_handing_in(db: Session, attempt: Attempt, person: Person, save: Any) -> None:
    save(1, 3)
    submit(attempt.id, by=person, now=clock.now())

    refused = refusal(Conflict, save, 2, 4, seq=2)

    assert "提出済み" in refused.message
    assert answers_of(attempt.id)[1].choices == 0b101


def test_extra_time_opens_the_save_again(db: Session, attempt: Attempt, save: Any) -> None:
    late = attempt.ends_at + HOUR
    refusal(Conflict, save, 1, 3, now=late)
    attempt.ends_at += 2 * HOUR

    assert save(1, 3, now=late).seq == 1


def test_an_attempt_stored_as_timed_out_saves_nothing(db: Session, attempt: Attempt, save: Any) -> None:
    attempt.state, attempt.closed_at = AttemptState.TIMED_OUT, clock.now()

    assert "試験時間が終了している" in refusal(Conflict, save, 1, 3).message
