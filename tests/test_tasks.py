from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from huey import MemoryHuey
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import clock, tasks, worker
from app.db import db as database_of_the_app
from app.db import transaction
from app.tasks import LEASE, TRIES, Outbox, OutboxState

Freeze = Callable[[datetime], None]


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What the task "test.job" does, one act after the other; counts how often it was run by what is left."""
    acts: list[Callable[[], object]] = []
    monkeypatch.setitem(tasks.REGISTRY, "test.job", lambda: acts.pop(0)())  # noqa: PLW0108  # the next one each time
    return acts


def claim(now: datetime, at_most: int = tasks.AT_A_TIME) -> list[int]:
    with transaction():
        return tasks.claim_due(now, at_most)


def asked_for(db: Session) -> Outbox:
    row = tasks.enqueue("test.job")
    db.commit()
    return row


def die() -> None:
    raise SystemExit("killed")


def fail() -> None:
    raise OSError("mail server busy")


def test_a_task_that_kills_its_worker_fails_after_some_tries(
    db: Session, job: list[Callable[[], object]], freeze: Freeze
) -> None:
    row = asked_for(db)
    job += [die] * (TRIES + 1)
    now = clock.now()

    for _ in range(TRIES):
        freeze(now)
        assert claim(now) == [row.id]
        with pytest.raises(SystemExit):
            tasks.run(row.id)
        assert claim(now + LEASE - timedelta(seconds=1)) == []
        now += LEASE

    assert claim(now) == []
    db.refresh(row)
    assert (row.state, row.tries, row.error) == (OutboxState.FAILED, TRIES, tasks.WORKER_LOST)
    tasks.run(row.id)
    assert len(job) == 1


def test_waiting_in_the_queue_is_no_try(db: Session, job: list[Callable[[], object]]) -> None:
    row = asked_for(db)
    job.append(fail)
    now = clock.now()
    for number in range(2 * TRIES):
        assert claim(now + number * LEASE) == [row.id]

    with pytest.raises(OSError, match="busy"):
        tasks.run(row.id)

    db.refresh(row)
    assert (row.state, row.tries, row.error) == (OutboxState.WAITING, 1, "OSError: mail server busy")


def test_failures_are_tried_again_ever_later_until_they_are_too_many(
    db: Session, job: list[Callable[[], object]], freeze: Freeze
) -> None:
    row = asked_for(db)
    job += [fail] * TRIES
    now = clock.now()
    waits = []

    while row.state is not OutboxState.FAILED:
        freeze(now)
        assert claim(now) == [row.id]
        with pytest.raises(OSError, match="busy"):
            tasks.run(row.id)
        db.refresh(row)
        waits.append(row.due_at - now)
        now = row.due_at

    assert (len(waits), job) == (TRIES, [])
    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]


@pytest.mark.parametrize("state", [OutboxState.WAITING, OutboxState.DONE, OutboxState.FAILED])
def test_only_a_row_that_is_claimed_is_run(db: Session, job: list[Callable[[], object]], state: OutboxState) -> None:
    row = asked_for(db)
    row.state, row.done_at = state, clock.now() if state is OutboxState.DONE else None
    db.commit()
    job.append(die)

    tasks.run(row.id)
    tasks.run(row.id + 1)

    db.refresh(row)
    assert (row.state, row.tries, job) == (state, 0, [die])


def test_a_row_that_the_queue_holds_twice_is_done_once(db: Session, job: list[Callable[[], object]]) -> None:
    row = asked_for(db)
    job.append(lambda: None)
    claim(clock.now())

    for _ in range(3):
        tasks.run(row.id)

    db.refresh(row)
    assert (row.state, row.tries, job) == (OutboxState.DONE, 1, [])


def test_a_task_with_its_own_transactions_keeps_none_open(
    db: Session, job: list[Callable[[], object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "OWN_TRANSACTIONS", {"test.job"})
    row = asked_for(db)
    seen = []
    job.append(lambda: seen.append(database_of_the_app.session().in_transaction()))

    tasks.run_due()

    db.refresh(row)
    assert (seen, row.state) == ([False], OutboxState.DONE)


@pytest.mark.parametrize("minutes", [1, 10, 30, 60, 120, 12 * 60, 24 * 60])
def test_what_comes_round_is_due_once_in_so_many_minutes(minutes: int) -> None:
    midnight = datetime(2026, 11, 22)  # noqa: DTZ001  # as the queue asks, in UTC
    due = worker.by_minutes(minutes)

    times = [n for n in range(2 * 24 * 60) if due(midnight + timedelta(minutes=n))]

    assert len(times) == 2 * 24 * 60 // minutes
    assert {later - earlier for earlier, later in pairwise(times)} == {minutes}


@pytest.mark.parametrize("minutes", [0, -1, 45, 90, 7 * 60, 48 * 60])
def test_what_cannot_come_round_by_the_clock_is_refused_at_once(minutes: int) -> None:
    with pytest.raises(ValueError, match=f"every {minutes} minutes"):
        tasks.every(minutes=minutes)(lambda: None)


def test_what_such_a_task_leaves_open_goes_with_its_failure(
    db: Session, job: list[Callable[[], object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "OWN_TRANSACTIONS", {"test.job"})
    asked_for(db)

    def half() -> None:
        tasks.enqueue("test.half")
        fail()

    job.append(half)
    with pytest.raises(OSError, match="busy"):
        tasks.run_due()

    assert set(db.scalars(select(Outbox.task))) == {"test.job"}


def test_no_more_are_claimed_than_asked_for_however_the_database_looks_for_them(db: Session) -> None:
    """A nested loop asks for the waiting rows again and again, each time with others locked."""
    for _ in range(5):
        tasks.enqueue("test.job")
    db.commit()
    if database_of_the_app.engine.dialect.name == "postgresql":
        for other in ("hashjoin", "mergejoin", "hashagg", "sort", "material"):
            db.execute(text(f"SET LOCAL enable_{other} = off"))

    assert len(tasks.claim_due(clock.now(), 3)) == 3


def test_no_more_is_claimed_than_the_queue_has_room_for(app: Flask, db: Session) -> None:
    queue = MemoryHuey("test")
    run_row = queue.task()(lambda _row_id: None)
    for _ in range(5):
        tasks.enqueue("test.job")
    db.commit()

    def look() -> tuple[int, int]:
        """How many the queue holds and how many still wait, after one look at the outbox."""
        db.rollback()
        Context().run(worker.hand_over, app, queue, run_row, room=3)
        waiting = db.scalars(select(Outbox.id).where(Outbox.state == OutboxState.WAITING)).all()
        return queue.pending_count(), len(waiting)

    first, second = look(), look()
    queue.flush()

    assert (first, second, look()) == ((3, 2), (3, 2), (2, 0))
