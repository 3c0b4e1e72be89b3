"""Stored files: bytes in the database, once for each organisation and content."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app import clock
from app.db import Id, Model, db, spoken_of


class StoredFile(Model):
    """The bytes of an upload, an image or a certificate."""

    __tablename__ = "stored_file"
    __table_args__ = (UniqueConstraint("organisation_id", "sha256"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    type: Mapped[str]
    size: Mapped[int]
    bytes: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    created_at: Mapped[datetime]


def store(data: bytes, *, type: str, organisation_id: int) -> StoredFile:
    """Keep these bytes for the organisation; the same bytes again are the same row."""
    sha256 = hashlib.sha256(data).hexdigest()
    found = db.session.scalar(
        select(StoredFile).where(StoredFile.organisation_id == organisation_id, StoredFile.sha256 == sha256)
    )
    if found is not None:
        return found
    made = StoredFile(
        organisation_id=organisation_id,
        sha256=sha256,
        type=type,
        size=len(data),
        bytes=data,
        created_at=clock.now(),
    )
    db.session.add(made)
    return made


def forget(file_id: int) -> None:
    """Take a file away that nothing speaks of any more; one that something else still needs stays."""
    if file_id not in spoken_of(StoredFile, [file_id]):
        db.session.execute(delete(StoredFile).where(StoredFile.id == file_id))
