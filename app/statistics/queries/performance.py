"""Find how one question did, in every version and at every paper that was reckoned."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Person
from app.accounts.queries import organisations_where
from app.accounts.rules import Permission
from app.db import db
from app.exams.models import Paper, PaperEdition
from app.questions.models import QuestionVersion
from app.questions.queries.usage import Measured
from app.statistics.models import PaperReport, QuestionFigures
from app.statistics.rules import Basis


def of_question(question_id: int, person: Person) -> list[Measured]:
    """Its figures by first attempts, the newest edition of each paper first, where the person may see them."""
    rows = db.session.execute(
        select(Paper, PaperEdition.number, QuestionFigures, QuestionVersion.number, PaperReport.counted)
        .join(PaperReport, PaperReport.id == QuestionFigures.report_id)
        .join(PaperEdition, PaperEdition.id == PaperReport.edition_id)
        .join(Paper, Paper.id == PaperEdition.paper_id)
        .join(QuestionVersion, QuestionVersion.id == QuestionFigures.version_id)
        .where(
            QuestionVersion.question_id == question_id,
            PaperReport.basis == Basis.FIRST,
            PaperReport.counted > 0,
            Paper.organisation_id.in_(organisations_where(person, Permission.SEE_STATISTICS)),
        )
        .order_by(Paper.slug, PaperEdition.number.desc())
    )
    return [
        Measured(
            paper.title,
            paper.slug,
            edition,
            row.number,
            version,
            counted,
            row.figures.get("facility"),
            row.figures.get("discrimination_index"),
        )
        for paper, edition, row, version, counted in rows
    ]
