"""What the worker does for examinations: closes what has run out, stores scores, tells of changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app import clock
from app.db import transaction
from app.exams.actions import scoring
from app.exams.actions.scoring import Rejudged
from app.exams.models import Paper
from app.exams.queries import attempts as find
from app.notices.actions import notify
from app.notices.rules import NoticeKind
from app.tasks import every

KEPT_BACK = "「{title}」の採点に訂正がありました。結果は、公開されてから確かめられます。"


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
            _tell_all(scoring.store_scores(ids), now)
    return bool(ids)


def _tell_all(rejudged: Sequence[Rejudged], now: datetime) -> None:
    if not rejudged:
        return
    papers = find.papers_of([changed.attempt_id for changed in rejudged])
    for changed in rejudged:
        _tell(changed, papers[changed.attempt_id], now)


def _tell(changed: Rejudged, paper: Paper, now: datetime) -> None:
    notify(
        changed.person_id,
        kind=NoticeKind.REGRADE,
        title="採点の訂正により、結果が変わりました",
        body=_said(changed) if find.result_is_out(paper, now) else KEPT_BACK.format(title=paper.title),
        link=f"/attempts/{changed.attempt_id}/result",
        now=now,
    )


def _said(changed: Rejudged) -> str:
    points = f"得点は{changed.correct_before}点から{changed.correct_after}点になりました。"
    if changed.passed_before == changed.passed_after:
        return points
    return f"{points}判定は「{'合格' if changed.passed_after else '不合格'}」に変わりました。"
