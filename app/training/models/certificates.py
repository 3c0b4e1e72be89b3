"""Tables: how an organisation words its certificates, and the certificates themselves, each with its stored bytes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person
from app.db import Id, Model
from app.files import StoredFile
from app.training.models.running import Enrolment
from app.training.rules import certificates as rules
from app.training.rules.certificates import CertificateState


class CertificateTemplate(Model):
    """様式: how an organisation words its certificates; what was printed before does not change with it."""

    __tablename__ = "certificate_template"

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    title: Mapped[str]
    body: Mapped[str]
    issuer: Mapped[str]
    signer: Mapped[str]
    number_pattern: Mapped[str]
    japanese_era: Mapped[bool]
    shows_birth: Mapped[bool]
    shows_number: Mapped[bool]
    seal_mark: Mapped[bool]
    changed_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship()


class Certificate(Model):
    """修了証明書: what was printed stays as it was; issuing it again is a row of its own, revoking a mark on it."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("organisation_id", "fiscal_year", "serial", "edition"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("serial > 0 AND edition > 0", name="counts_from_one"),
        CheckConstraint("(edition = 1) = (replaces_id IS NULL)", name="first_replaces_nothing"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_reason IS NULL)", name="revoked_has_reason"),
        Index(
            "uq_certificate_first",
            "enrolment_id",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
    )

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("training_job.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    fiscal_year: Mapped[int]
    serial: Mapped[int]
    edition: Mapped[int]
    number: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    printed: Mapped[dict[str, Any]]
    completed_on: Mapped[date]
    issued_on: Mapped[date]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime]
    reason: Mapped[str | None]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoked_reason: Mapped[str | None]
    problem: Mapped[str | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    organisation: Mapped[Organisation] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    issued_by: Mapped[Person] = relationship(foreign_keys=[issued_by_id])
    file: Mapped[StoredFile | None] = relationship()
    replaces: Mapped[Certificate | None] = relationship(remote_side="Certificate.id", back_populates="replaced_by")
    replaced_by: Mapped[Certificate | None] = relationship(back_populates="replaces", uselist=False)

    @property
    def state(self) -> CertificateState:
        return rules.state(revoked=self.revoked_at is not None, replaced=self.replaced_by is not None)
