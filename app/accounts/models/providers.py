"""Table: where the people of an organisation sign in, beside this site."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation
from app.db import Id, Model


class IdentityProvider(Model):
    """提供元: an OpenID Connect provider of one organisation; its secret is sealed with the site's key."""

    __tablename__ = "identity_provider"
    __table_args__ = (UniqueConstraint("organisation_id"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(300))
    client_id: Mapped[str] = mapped_column(String(200))
    client_secret: Mapped[str]
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship()
