"""Table: what offices say for those who work there when they apply for a training."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Office, Person
from app.db import Id, Model
from app.training.models.running import Cohort
from app.training.rules.recommendations import LONGEST_WORDS


class Recommendation(Model):
    """推薦: an office speaks for somebody; it ends when it is taken back, or their consent is."""

    __tablename__ = "recommendation"
    __table_args__ = (
        Index(
            "uq_recommendation_once",
            "cohort_id",
            "person_id",
            "office_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    office: Mapped[Office] = relationship()
    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id])
