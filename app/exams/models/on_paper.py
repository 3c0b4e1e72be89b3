"""Tables: a paper sat in a room without computers: what was printed, and whose marks were typed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.db import Id, Model
from app.exams.models import Attempt, PaperEdition
from app.exams.rules.printing import Print, PrintState
from app.files import StoredFile


class PaperPrint(Model):
    """問題冊子・解答用紙: a PDF of an edition that somebody has asked for."""

    __tablename__ = "paper_print"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (file_id IS NOT NULL)", name="done_has_file"),
        Index("ix_paper_print_edition", "edition_id", "kind"),
    )

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("paper_edition.id"))
    kind: Mapped[Print]
    state: Mapped[PrintState]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]

    edition: Mapped[PaperEdition] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class TypedSheet(Model):
    """紙の解答: an attempt whose answers somebody has typed in from a sheet."""

    __tablename__ = "typed_sheet"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True, autoincrement=False)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]

    attempt: Mapped[Attempt] = relationship()
    entered_by: Mapped[Person] = relationship()
