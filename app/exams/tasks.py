"""What the worker does for examinations: closes what has run out, stores scores, tells of changes."""

from __future__ import annotations

from datetime import datetime

from app import clock
from app.db import transaction
from app.exams.actions import scoring
from app.exams.actions.scoring import Rejudged
from app.notices.actions import notify
from app.notices.rules import NoticeKind
from app.tasks import every


@every(minutes=1)
def close_and_score() -> None:
    """Close, then score in pieces, each committed by itself, until nothing is left."""
    with transaction():
        scoring.close_overdue(now=clock.now())
    while _score_some(clock.now()):
        pass


def _score_some(now: datetime) -> bool:
    with transaction():
        ids = scoring.to_score()
        if ids:
            for changed in scoring.store_scores(ids):
                _tell(changed, now)
    return bool(ids)


def _tell(changed: Rejudged, now: datetime) -> None:
    judgement = ""
    if changed.passed_before != changed.passed_after:
        judgement = f"判定は「{'合格' if changed.passed_after else '不合格'}」に変わりました。"
    points = f"得点は{changed.correct_before}点から{changed.correct_after}点になりました。"
    notify(
        changed.person_id,
        kind=NoticeKind.REGRADE,
        title="採点の訂正により、結果が変わりました",
        body=points + judgement,
        link=f"/attempts/{changed.attempt_id}/result",
        now=now,
    )
