"""Tables: what search reads, the words of questions and explanations as they are looked for, away from all else.

They are written with the version itself, whoever makes it, and like it never change.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, event
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.db import Model
from app.questions.models import CaseStem, Question, QuestionVersion, Statement
from app.search import twin


class SearchedQuestion(Model):
    """Case, stem and statements of one version: what may be seen without spoiling anything."""

    __tablename__ = "searched_question"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("question_version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]

    version: Mapped[QuestionVersion] = relationship()
    question: Mapped[Question] = relationship()


class SearchedWhy(Model):
    """The explanation of one statement: looked through only for those who have answered it."""

    __tablename__ = "searched_why"

    statement_id: Mapped[int] = mapped_column(
        ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text: Mapped[str]

    statement: Mapped[Statement] = relationship()


@event.listens_for(Session, "before_flush")
def _write_with_the_version(session: Session, _context: Any, _instances: Any) -> None:
    for version in [one for one in session.new if isinstance(one, QuestionVersion)]:
        texts = [_case_text(session, version), version.stem, *(statement.text for statement in version.statements)]
        line = "\n".join(twin(text) for text in texts if text)
        place = {"question": version.question} if version.question else {"question_id": version.question_id}
        session.add(SearchedQuestion(version=version, text=line, **place))
        for statement in version.statements:
            session.add(SearchedWhy(statement=statement, text=twin(f"{statement.why}{statement.plain or ''}")))


def _case_text(session: Session, version: QuestionVersion) -> str:
    case = version.case_stem or (session.get(CaseStem, version.case_stem_id) if version.case_stem_id else None)
    return case.text if case else ""
