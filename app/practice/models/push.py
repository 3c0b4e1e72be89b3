"""Table: the devices on which somebody wants to be told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Id, Model


class PushDevice(Model):
    """知らせる端末: where a push to it is sent, and the keys by which it alone can read it.

    It belongs to one sign-in: who signs out on the device is told nothing there any more.
    """

    __tablename__ = "push_device"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("account_session.id", ondelete="CASCADE"), index=True)
    endpoint: Mapped[str] = mapped_column(String(1000), unique=True)
    public_key: Mapped[str] = mapped_column(String(100))
    secret: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
