"""The minute in which a national mock examination ends: everybody is closed and scored at once."""

from __future__ import annotations

import time
from datetime import timedelta

from sqlalchemy import func, select, text

from app import clock
from app.db import db, transaction
from app.exams import tasks
from app.exams.models import Attempt, Paper, SectionScoreRow
from tests.load.figures import Table
from tests.load.scripts import PAPER
from tests.load.servers import cpu_seconds, stocked_application

# Half of the answers are right, the others are some two statements; a twentieth is left blank.
PEOPLE = """
WITH made AS (
  INSERT INTO person (name, kana, created_at)
  SELECT '計測 太郎', 'ケイソク タロウ', :now FROM generate_series(1, :count) RETURNING id
)
INSERT INTO attempt (paper_id, edition_id, person_id, state, factor, started_at, ends_at, scored_revision)
SELECT paper.id, edition.id, made.id, 'open', 1, :began, :ended, -1
FROM made, paper JOIN paper_edition edition ON edition.paper_id = paper.id
WHERE paper.slug = :paper
"""
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
        ended = (clock.now() - timedelta(minutes=1)).replace(tzinfo=None)
        times = {"now": ended, "began": ended - timedelta(hours=2), "ended": ended}
        with transaction():
            db.session.execute(text(PEOPLE), {**times, "count": people, "paper": PAPER})
            db.session.execute(text(ANSWERS), {"ended": ended})
        with postgres.connection("gakusha") as look:
            look.execute("VACUUM ANALYZE")
        spent, began = cpu_seconds([postgres.leader()]) + time.process_time(), time.perf_counter()
        tasks.close_and_score()
        took = time.perf_counter() - began
        spent = cpu_seconds([postgres.leader()]) + time.process_time() - spent
        _check(people)
    table.add(f"{people:,}人の採点 秒", f"{took:.1f}", goal="≤ 300（53,699人）")
    table.add("採点 CPU ms/人", f"{spent / people * 1000:.2f}")


def _check(people: int) -> None:
    """All are judged, and each by all of its questions."""
    scored = select(func.count()).select_from(Attempt).where(Attempt.passed.is_not(None))
    totals = select(func.sum(SectionScoreRow.total)).select_from(SectionScoreRow)
    papers = select(func.count()).select_from(Paper).where(Paper.slug == PAPER)
    with transaction():
        assert db.session.scalar(papers) == 1
        assert (db.session.scalar(scored), db.session.scalar(totals)) == (people, people * 60)
