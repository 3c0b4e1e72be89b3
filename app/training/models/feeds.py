"""Table: the secret address from which a calendar reads the dates of a learner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Id, Model


class TrainingFeed(Model):
    """日程の配信: kept as a hash; calendars read it until it is taken back."""

    __tablename__ = "training_feed"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
