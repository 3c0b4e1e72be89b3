"""Tables: settings that are data, and how an organisation looks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model


class Setting(Model):
    """設定: one value that an administrator has chosen; what has no row holds as `rules.settings` says."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class OrganisationLook(Model):
    """The colour and the logo of an organisation, and whom its people may ask."""

    __tablename__ = "organisation_look"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, autoincrement=False)
    colour: Mapped[str | None] = mapped_column(String(7))
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    contact: Mapped[str] = mapped_column(String(200), default="")
