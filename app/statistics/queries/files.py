"""Find the files that were asked for: what the worker is to make, and what somebody may fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from app.accounts.models import Person
from app.accounts.queries import organisations_where
from app.accounts.rules import Permission
from app.db import db
from app.errors import Conflict, NotFound
from app.exams.models import Paper, PaperEdition
from app.files import StoredFile
from app.statistics.models import ReportFile
from app.statistics.rules import Basis
from app.statistics.rules.columns import FileKind

NO_FILE = "このファイルは見つかりません。試験の統計から作り直してください。"
NOT_YET = "ファイルはまだできていません。しばらくしてから、試験の統計を開き直してください。"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file is to hold, as plain values."""

    edition_id: int
    basis: Basis
    kind: FileKind
    organisation_id: int


def wanted(file_id: int) -> Wanted | None:
    """None when it has gone, or has been made since it was asked for."""
    row = db.session.get(ReportFile, file_id, options=[joinedload(ReportFile.edition).joinedload(PaperEdition.paper)])
    if row is None or not row.waiting:
        return None
    return Wanted(row.edition_id, row.basis, row.kind, row.edition.paper.organisation_id)


def files_of(edition_id: int, basis: Basis) -> Sequence[ReportFile]:
    """The files of an edition on a basis, made or waiting."""
    return db.session.scalars(
        select(ReportFile)
        .where(ReportFile.edition_id == edition_id, ReportFile.basis == basis)
        .order_by(ReportFile.kind)
        .options(joinedload(ReportFile.file))
    ).all()


def file_where(file_id: int, person: Person) -> ReportFile:
    """A file with its bytes, of an organisation whose statistics the person may see."""
    row = db.session.scalar(
        select(ReportFile)
        .join(ReportFile.edition)
        .join(PaperEdition.paper)
        .where(
            ReportFile.id == file_id,
            Paper.organisation_id.in_(organisations_where(person, Permission.SEE_STATISTICS)),
        )
        .options(
            joinedload(ReportFile.edition).joinedload(PaperEdition.paper),
            joinedload(ReportFile.file).options(undefer(StoredFile.bytes)),
        )
    )
    if row is None:
        raise NotFound(NO_FILE)
    if row.file is None:
        raise Conflict(NOT_YET)
    return row
