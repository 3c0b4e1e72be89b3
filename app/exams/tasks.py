"""What the worker does for examinations: closes what has run out, stores scores, tells of changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from app import clock
from app.db import transaction
from app.exams import printing
from app.exams.actions import on_paper, scoring
from app.exams.actions.scoring import Rejudged
from app.exams.models import Paper
from app.exams.queries import attempts as find
from app.exams.queries import on_paper as find_print
from app.exams.queries.content import printed_edition
from app.notices.actions import notify
from app.notices.rules import NoticeKind
from app.tasks import every, task

log = structlog.get_logger(__name__)
KEPT_BACK = "「{title}」の採点に訂正がありました。結果は、公開されてから確かめられます。"


@every(minutes=1)
def close_and_score() -> None:
    """Close, then score in pieces, each committed by itself, until nothing is left."""
    with transaction():
        scoring.close_overdue(now=clock.now())
    while _score_some(clock.now()):
        pass


@task(on_paper.PRINT, own_transactions=True)
def print_paper(print_id: int) -> None:
    """Draw a booklet or an answer sheet: nothing is locked while the engine draws."""
    with transaction():
        asked = find_print.print_to_do(print_id)
        kind, edition = asked.kind, asked.edition
        printed, images = printed_edition(edition), find_print.images(edition.id)
        said = printing.worded(edition, printed, images)
    try:
        drawn = printing.draw(kind, said, images)
    except printing.Unprintable:
        log.exception("print_broke", print=print_id)
        drawn = None
    with transaction():
        on_paper.keep_print(find_print.print_to_do(print_id), drawn)


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
