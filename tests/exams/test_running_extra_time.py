from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.audit import AuditEntry
from app.exams.models import PaperEdition, TimeChange
from app.notices.models import Notice
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, closed_attempt, exam

EXTRA = {"minutes": "10", "reason": "停電のため"}


def test_extra_time_for_all_moves_every_open_end_records_it_and_tells(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    open_ones = AttemptFactory.create_batch(2, edition=edition)
    done, elsewhere = closed_attempt(edition), AttemptFactory()
    before = [attempt.ends_at for attempt in (*open_ones, done, elsewhere)]

    answer = client.post("/exams/mock-x/board/extra-time", data=EXTRA)

    assert (answer.status_code, answer.location) == (303, "/exams/mock-x/board")
    ten = timedelta(minutes=10)
    assert [a.ends_at for a in (*open_ones, done, elsewhere)] == [before[0] + ten, before[1] + ten, *before[2:]]
    changes = db.scalars(select(TimeChange).order_by(TimeChange.attempt_id)).all()
    assert [(c.attempt_id, c.seconds, c.reason, c.made_by_id) for c in changes] == [
        (attempt.id, 600, "停電のため", organiser.id) for attempt in open_ones
    ]
    assert set(db.scalars(select(Notice.person_id))) == {attempt.person_id for attempt in open_ones}
    entries = db.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.subject) for entry in entries] == [("exams.extend", f"paper:{edition.paper_id}")]
    assert entries[0].after == {"ends_at": {str(a.id): a.ends_at.isoformat() for a in open_ones}}
    assert "停電" not in str([entry.after for entry in entries])


def test_extra_time_for_one_leaves_the_others(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    one, other = AttemptFactory.create_batch(2, edition=edition)
    before = one.ends_at, other.ends_at
    address = f"/exams/mock-x/board/attempts/{one.id}"
    assert one.person.name in client.get(address).text

    answer = client.post(f"{address}/extra-time", data={**EXTRA, "minutes": "１２０"})

    assert answer.status_code == 303
    assert (one.ends_at, other.ends_at) == (before[0] + timedelta(minutes=120), before[1])


def test_minutes_that_are_none_are_refused_and_what_was_typed_is_kept(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    attempt = AttemptFactory(edition=edition)
    before = attempt.ends_at

    for minutes in ("0", "121", "-5", "10.5", "十", "", "1e2", "9" * 5000, "1_0"):
        typed = {"minutes": minutes, "reason": "停電のため"}
        for address in ("/exams/mock-x/board", f"/exams/mock-x/board/attempts/{attempt.id}"):
            answer = client.post(f"{address}/extra-time", data=typed)
            assert answer.status_code == 422, minutes
            assert "延長は1分から120分までの数で入力してください。" in answer.text
            assert "停電のため" in answer.text

    assert attempt.ends_at == before


@pytest.mark.parametrize("reason", ["", "　 ", "あ" * 501])
def test_extra_time_needs_a_reason(client: StrictClient, edition: PaperEdition, organiser: Person, reason: str) -> None:
    AttemptFactory(edition=edition)

    answer = client.post("/exams/mock-x/board/extra-time", data={"minutes": "10", "reason": reason})

    assert answer.status_code == 422


def test_extra_time_when_nobody_sits_is_a_conflict(
    client: StrictClient, edition: PaperEdition, organiser: Person
) -> None:
    done = closed_attempt(edition)

    for_all = client.post("/exams/mock-x/board/extra-time", data=EXTRA)
    for_one = client.post(f"/exams/mock-x/board/attempts/{done.id}/extra-time", data=EXTRA)

    assert (for_all.status_code, for_one.status_code) == (409, 409)
    assert "いま受験中の人はいません" in for_all.text


def test_an_attempt_at_another_paper_cannot_be_extended_from_this_board(
    client: StrictClient, edition: PaperEdition, organiser: Person
) -> None:
    elsewhere = AttemptFactory(edition=exam(organisation=edition.paper.organisation))
    before = elsewhere.ends_at
    address = f"/exams/mock-x/board/attempts/{elsewhere.id}"

    assert client.get(address).status_code == 404
    assert client.post(f"{address}/extra-time", data=EXTRA).status_code == 404
    assert elsewhere.ends_at == before
