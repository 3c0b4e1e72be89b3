"""A whole night of statistics: a hundred papers, each sat by a thousand people, read, reckoned and stored."""

from __future__ import annotations

import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select

from app import clock
from app.db import db, transaction
from app.exams.actions.papers import make
from app.exams.models import Paper, PaperEdition, PaperQuestion
from app.exams.tasks import close_and_score
from app.questions.models import QuestionVersion
from app.questions.rules import stock
from app.questions.rules.words import PaperKind
from app.statistics.models import PaperReport
from app.statistics.tasks import refresh
from tests.load import nation
from tests.load.figures import Table
from tests.load.servers import stocked_application

PAPERS, PEOPLE = 100, 1_000


def measure(table: Table) -> None:
    """Copies of the stocked papers, in a PostgreSQL of its own; all by the same people, as the worker does it."""
    with stocked_application() as (_, postgres, app), app.app_context():
        with transaction():
            slugs = list(_copies(PAPERS))
        with transaction():
            nation.sit(PEOPLE, slugs)
        with postgres.connection("gakusha") as look:
            look.execute("VACUUM ANALYZE")
        close_and_score()
        began = time.perf_counter()
        refresh()
        took = time.perf_counter() - began
        with transaction():
            reported = db.session.scalars(select(PaperReport.edition_id).distinct()).all()
    if len(reported) < PAPERS:
        raise AssertionError(f"only {len(reported)} papers have a report")
    table.add(f"夜の計算 分（{PEOPLE:,}人の試験{PAPERS}、読み出しと保存も）", f"{took / 60:.1f}")
    table.add("最大メモリ MB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")


def _copies(count: int) -> Iterator[str]:
    """Slugs of new papers with the questions of the stocked ones, one after the other."""
    stocked = db.session.scalars(select(Paper).where(Paper.kind == PaperKind.MOCK).order_by(Paper.slug)).all()
    for number in range(count):
        paper = stocked[number % len(stocked)]
        given, versions = _as_stock(paper.editions[-1])
        slug = f"night-{number + 1}"
        make(replace(given, slug=slug), versions, organisation_id=paper.organisation_id, now=clock.now())
        yield slug


def _as_stock(edition: PaperEdition) -> tuple[stock.Paper, dict[str, QuestionVersion]]:
    """The paper as its file says it, and which wording each of its ids means."""
    asked = db.session.scalars(
        select(PaperQuestion).where(PaperQuestion.edition_id == edition.id).order_by(PaperQuestion.number)
    ).all()
    ids = defaultdict[int, list[str]](list)
    for one in asked:
        ids[one.section_id].append(one.version.question.external_id)
    fields = tuple(
        stock.PaperField(
            field.code,
            field.title,
            field.pass_mark,
            tuple(stock.PaperSection(one.code, one.title, tuple(ids[one.id])) for one in field.sections),
        )
        for field in edition.fields
    )
    paper = edition.paper
    given = stock.Paper(paper.slug, paper.kind, paper.title, edition.as_of, edition.minutes, fields)
    return given, {one.version.question.external_id: one.version for one in asked}
