from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts.models import Person
from app.exams.models import PaperEdition
from app.exams.tasks import close_and_score
from app.notices.models import Notice
from app.notices.rules import NoticeKind
from app.questions.rules.words import Results
from tests.exams.factories import closed_attempt
from tests.exams.rulings import rekey, ruled, score_all


def test_the_worker_closes_and_scores_every_minute() -> None:
    periodic = tasks.PERIODIC["app.exams.tasks.close_and_score"]

    assert (periodic.minutes, tasks.REGISTRY[periodic.name]) == (1, close_and_score)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({1: (4, 5), 2: (2, 4), 3: (1, 2, 3)}, "得点は2点から3点になりました。"),
        ({1: (4, 5), 3: (1, 2, 3)}, "得点は1点から2点になりました。判定は「合格」に変わりました。"),
        ({1: (1, 3), 3: (1, 2, 3)}, "得点は2点から1点になりました。判定は「不合格」に変わりました。"),
    ],
    ids=["more points", "now passed", "now failed"],
)
def test_whoever_is_judged_otherwise_after_a_ruling_reads_how(
    db: Session, edition: PaperEdition, instructor: Person, answers: dict[int, tuple[int, ...]], told: str
) -> None:
    attempt = closed_attempt(edition, answers=answers)
    score_all(db)

    ruled(edition, 1, rekey((4, 5)), instructor)
    score_all(db)

    notice = db.scalars(select(Notice)).one()
    assert (notice.person_id, notice.kind, notice.body) == (attempt.person_id, NoticeKind.REGRADE, told)
    assert notice.link == f"/attempts/{attempt.id}/result"


def test_while_results_are_kept_back_a_notice_tells_no_points(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    edition.paper.results, edition.paper.closes_at = Results.AFTER_CLOSE, clock.now() + timedelta(hours=1)
    closed_attempt(edition, answers={1: (4, 5)})
    score_all(db)

    ruled(edition, 1, rekey((4, 5)), instructor)
    score_all(db)

    body = db.scalars(select(Notice.body)).one()
    assert body == f"「{edition.paper.title}」の採点に訂正がありました。結果は、公開されてから確かめられます。"
