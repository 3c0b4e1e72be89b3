"""The minute in which a national mock examination ends: everybody is closed and scored at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, insert, select, text

from app import clock
from app.accounts.models import Person
from app.db import db, transaction
from app.exams import tasks
from app.exams.models import Attempt, Paper, SectionScoreRow
from app.exams.rules import AttemptState
from tests.load.figures import Table
from tests.load.scripts import PAPER, QUESTIONS
from tests.load.servers import cpu_seconds, stocked_application

# Half of the answers are right, the others are some two statements; a twentieth is left blank.
ANSWERS = """
INSERT INTO answer (attempt_id, number, choices, struck, flagged, seq, seconds, saved_at)
SELECT attempt.id, asked.number, CASE WHEN random() < 0.5 THEN key.mask ELSE 3 END, 0, false, 1, 60, :ended
FROM paper_question asked
JOIN accepted_key key ON key.edition_id = asked.edition_id AND key.number = asked.number
JOIN attempt ON attempt.edition_id = asked.edition_id
WHERE random() < 0.95
"""


def measure(table: Table, *, people: int) -> None:
    """Let so many sittings run out in the same minute, then do what the worker does."""
    with stocked_application() as (_, postgres, app), app.app_context():
        with transaction():
            sit(people)
        with postgres.connection("gakusha") as look:
            look.execute("VACUUM ANALYZE")
        spent, began = cpu_seconds([postgres.leader()]) + time.process_time(), time.perf_counter()
        tasks.close_and_score()
        took = time.perf_counter() - began
        spent = cpu_seconds([postgres.leader()]) + time.process_time() - spent
        with transaction():
            _check(people)
    table.add(f"{people:,}人の採点 秒", f"{took:.1f}", goal="≤ 300（53,699人）")
    table.add("採点 CPU ms/人", f"{spent / people * 1000:.2f}")


def sit(people: int, slugs: Sequence[str] = (PAPER,)) -> None:
    """Sittings of each of these papers by so many people, stored as open though their time is up, with answers."""
    ended = clock.now() - timedelta(minutes=1)
    began = ended - timedelta(hours=2)
    papers = db.session.scalars(select(Paper).where(Paper.slug.in_(slugs))).all()
    somebody = {"name": "計測 太郎", "kana": "ケイソク タロウ", "created_at": began}
    ids = db.session.scalars(insert(Person).returning(Person.id), [somebody] * people).all()
    for paper in papers:
        sitting = {
            "paper_id": paper.id,
            "edition_id": paper.editions[-1].id,
            "state": AttemptState.OPEN,
            "factor": Decimal(1),
            "aids": [],
            "started_at": began,
            "ends_at": ended,
        }
        db.session.execute(insert(Attempt), [{**sitting, "person_id": id} for id in ids])
    db.session.execute(text(ANSWERS), {"ended": ended.replace(tzinfo=None)})


def _check(people: int) -> None:
    """All are judged, and each by all of its questions."""
    scored = select(func.count()).select_from(Attempt).where(Attempt.passed.is_not(None))
    totals = select(func.sum(SectionScoreRow.total)).select_from(SectionScoreRow)
    if (db.session.scalar(scored), db.session.scalar(totals)) != (people, people * QUESTIONS):
        raise AssertionError("not everybody was judged by all questions")
