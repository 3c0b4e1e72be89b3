"""Extra time during a sitting, for one or for all: the only thing that moves an end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app import audit
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, Refusal
from app.exams.models import Attempt, Paper, TimeChange
from app.exams.rules import EXTRA_MINUTES
from app.notices.actions import notify_all
from app.notices.rules import NoticeKind

NOBODY_SITS = "いま受験中の人はいません。"
NOT_SO_LONG = f"延長は{EXTRA_MINUTES.start}分から{EXTRA_MINUTES.stop - 1}分までにしてください。"


def extend(paper: Paper, attempts: Sequence[Attempt], *, minutes: int, reason: str, by: Person, now: datetime) -> None:
    """Move the end of these open attempts by so many minutes; recorded for each, told, and
    one row of the audit trail for all.

    Raises Conflict when none of them is open any more, Refusal for minutes out of EXTRA_MINUTES.
    """
    if minutes not in EXTRA_MINUTES:
        raise Refusal(NOT_SO_LONG)
    still_open = [attempt for attempt in attempts if attempt.accepts_answers(now)]
    if not still_open:
        raise Conflict(NOBODY_SITS)
    moved = timedelta(minutes=minutes)
    before = {str(attempt.id): attempt.ends_at.isoformat() for attempt in still_open}
    for attempt in still_open:
        attempt.ends_at += moved
    made = {"seconds": minutes * 60, "reason": reason, "made_by_id": by.id, "made_at": now}
    db.session.add_all([TimeChange(attempt_id=attempt.id, **made) for attempt in still_open])
    audit.record(
        "exams.extend",
        f"attempt:{still_open[0].id}" if len(still_open) == 1 else f"paper:{paper.id}",
        by=by.id,
        organisation=paper.organisation_id,
        before={"ends_at": before},
        after={"ends_at": {str(attempt.id): attempt.ends_at.isoformat() for attempt in still_open}},
    )
    notify_all(
        [attempt.person_id for attempt in still_open],
        kind=NoticeKind.EXTRA_TIME,
        title=f"試験時間が{minutes}分延長されました",
        body=f"「{paper.title}」の終了時刻が{minutes}分延びました。理由：{reason}",
        link="/exams",
        now=now,
    )
