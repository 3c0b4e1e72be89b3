"""Work beside the request: an outbox row in the request's own transaction, drained by the worker.

A feature registers what its worker can do with `@task("feature.verb")` in its tasks.py, and asks
for it from an action with `enqueue("feature.verb", ids…)`. Nothing is enqueued that may not be
committed, and nothing that was committed is lost: a row stays until its task has ended well, or has
failed or taken its worker down with it TRIES times. A task may run twice after a crash, so it must
not mind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, case, literal, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.db import Id, Model, db, roll_back, transaction

LEASE = timedelta(minutes=15)
FIRST_RETRY = timedelta(seconds=30)
TRIES = 8
AT_A_TIME = 100
HOUR = 60
DAY = 24 * HOUR
NO_ROUND = "nothing comes round every {} minutes: a part of an hour, or of a day in hours"
WORKER_LOST = "裏で動くプログラム（ワーカー）が途中で止まりました。"

Task = Callable[..., object]


class OutboxState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


OUTBOX_STATE_LABELS = {
    OutboxState.WAITING: "待機中",
    OutboxState.RUNNING: "実行中",
    OutboxState.DONE: "完了",
    OutboxState.FAILED: "失敗",
}


class Outbox(Model):
    """One piece of work that a request has asked for."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_time"),
        Index("ix_outbox_waiting", "state", "due_at"),
    )

    id: Mapped[Id]
    task: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    state: Mapped[OutboxState] = mapped_column(default=OutboxState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    error: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task that the worker runs by itself every so many minutes."""

    name: str
    minutes: int


REGISTRY: dict[str, Task] = {}
OWN_TRANSACTIONS: set[str] = set()
PERIODIC: dict[str, Periodic] = {}


def task(name: str, *, own_transactions: bool = False) -> Callable[[Task], Task]:
    """Register what the worker does for outbox rows of this name.

    It runs in one transaction with the row's end; one that waits for somebody else, such as a mail
    server, opens and ends `own_transactions` instead, so that no lock waits with it.
    """

    def register(function: Task) -> Task:
        REGISTRY[name] = function
        if own_transactions:
            OWN_TRANSACTIONS.add(name)
        return function

    return register


def every(*, minutes: int) -> Callable[[Task], Task]:
    """Run the function, which takes nothing, every so many minutes in a transaction of its own.

    The minutes part an hour evenly, or are hours and part a day evenly: nothing else comes round by the clock.
    """
    if minutes < 1 or (HOUR % minutes and (minutes % HOUR or DAY % minutes)):
        raise ValueError(NO_ROUND.format(minutes))

    def register(function: Task) -> Task:
        name = f"{function.__module__}.{function.__name__}"
        REGISTRY[name] = function
        PERIODIC[name] = Periodic(name, minutes)
        return function

    return register


def enqueue(name: str, *, due_at: datetime | None = None, **arguments: int | str | None) -> Outbox:
    """Ask the worker for this task once the present transaction is committed; ids only, no objects."""
    now = clock.now()
    row = Outbox(task=name, arguments=arguments, created_at=now, due_at=due_at or now)
    db.session.add(row)
    return row


def claim_due(now: datetime, at_most: int = AT_A_TIME) -> list[int]:
    """Take the rows whose time has come, oldest first, for as long as LEASE; give their ids.

    A row whose worker died on it is due again when its lease ends, until it has done so TRIES times:
    then it has failed. Two workers never take the same.
    """
    killed_again = (Outbox.state == OutboxState.RUNNING) & (Outbox.tries >= TRIES)
    kind = Outbox.state.type
    waiting = (
        select(Outbox.id)
        .where(Outbox.state.in_((OutboxState.WAITING, OutboxState.RUNNING)), Outbox.due_at <= now)
        .order_by(Outbox.id)
        .limit(at_most)
        .with_for_update(skip_locked=True)
        .cte("waiting")  # looked up once; PostgreSQL may ask a subquery again for each row, and take others each time
    )
    taken = (
        update(Outbox)
        .where(Outbox.id.in_(select(waiting.c.id)))
        .values(
            state=case((killed_again, literal(OutboxState.FAILED, kind)), else_=literal(OutboxState.RUNNING, kind)),
            error=case((killed_again, WORKER_LOST), else_=Outbox.error),
            due_at=now + LEASE,
        )
        .returning(Outbox.id, Outbox.state)
        .execution_options(synchronize_session=False)
    )
    return sorted(row_id for row_id, state in db.session.execute(taken) if state is OutboxState.RUNNING)


def run(row_id: int) -> None:
    """Do a claimed row's work; a failure is kept, and tried again later.

    A row that is not claimed, or not any more, is left alone: the queue may hold it twice.
    """
    with transaction():
        begun = _begin(row_id, clock.now())
    if begun is None:
        return
    name, arguments, tries = begun
    try:
        if name in OWN_TRANSACTIONS:
            REGISTRY[name](**arguments)
            with transaction():
                _end(row_id)
        else:
            with transaction():
                REGISTRY[name](**arguments)
                _end(row_id)
    except Exception as error:  # whatever a task stumbles over: its row is put back, and the error goes on
        roll_back()
        with transaction():
            _put_back(row_id, tries, f"{type(error).__name__}: {error}")
        raise


def run_due() -> int:
    """Drain what is due now, one after the other, and say how many; for tests and small commands."""
    with transaction():
        ids = claim_due(clock.now())
    for row_id in ids:
        run(row_id)
    return len(ids)


def _begin(row_id: int, now: datetime) -> tuple[str, dict[str, Any], int] | None:
    """Count the try before it is made, since it may end the worker; the lease begins anew."""
    begun = (
        update(Outbox)
        .where(Outbox.id == row_id, Outbox.state == OutboxState.RUNNING)
        .values(tries=Outbox.tries + 1, due_at=now + LEASE)
        .returning(Outbox.task, Outbox.arguments, Outbox.tries)
        .execution_options(synchronize_session=False)
    )
    row = db.session.execute(begun).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def _end(row_id: int) -> None:
    _mark(row_id, state=OutboxState.DONE, done_at=clock.now(), error=None)


def _put_back(row_id: int, tries: int, error: str) -> None:
    if tries >= TRIES:
        _mark(row_id, state=OutboxState.FAILED, error=error)
    else:
        later = clock.now() + FIRST_RETRY * 2 ** (tries - 1)
        _mark(row_id, state=OutboxState.WAITING, due_at=later, error=error)


def _mark(row_id: int, **values: object) -> None:
    running = (Outbox.id == row_id) & (Outbox.state == OutboxState.RUNNING)
    db.session.execute(update(Outbox).where(running).values(**values))
