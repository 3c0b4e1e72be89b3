"""Find what was printed of a paper, who may sit it on paper, and what was typed in for whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, undefer

from app.accounts.models import Account, Membership, Person
from app.db import db
from app.errors import NotFound
from app.exams.models import Answer, Attempt, Paper, PaperEdition, PaperQuestion
from app.exams.models.on_paper import PaperPrint, TypedSheet
from app.exams.rules.printing import Print
from app.files import StoredFile
from app.questions.models import QuestionVersion

NOT_PRINTED = "このPDFはまだありません。「作る」を押して、少しお待ちください。"
MOST_PEOPLE = 2_000


def prints(edition: PaperEdition) -> dict[Print, PaperPrint]:
    """The newest print of each kind that was asked for."""
    newest = select(func.max(PaperPrint.id)).where(PaperPrint.edition_id == edition.id).group_by(PaperPrint.kind)
    return {one.kind: one for one in db.session.scalars(select(PaperPrint).where(PaperPrint.id.in_(newest)))}


def printed_file(edition: PaperEdition, kind: Print) -> StoredFile:
    """The newest PDF of the kind, with its bytes; NotFound while there is none."""
    found = db.session.scalars(
        select(StoredFile)
        .join(PaperPrint, PaperPrint.file_id == StoredFile.id)
        .where(PaperPrint.edition_id == edition.id, PaperPrint.kind == kind)
        .order_by(PaperPrint.id.desc())
        .limit(1)
        .options(undefer(StoredFile.bytes))
    ).first()
    if found is None:
        raise NotFound(NOT_PRINTED)
    return found


def images(edition_id: int) -> dict[str, tuple[str, bytes]]:
    """The images of the edition's questions, with type and bytes, by their hash."""
    found = db.session.scalars(
        select(StoredFile)
        .join(QuestionVersion, QuestionVersion.image_id == StoredFile.id)
        .join(PaperQuestion, PaperQuestion.version_id == QuestionVersion.id)
        .where(PaperQuestion.edition_id == edition_id)
        .options(undefer(StoredFile.bytes))
    )
    return {image.sha256: (image.type, image.bytes) for image in found}


def statements(edition_id: int) -> list[int]:
    """How many statements each question has, in the order of their numbers."""
    return list(
        db.session.scalars(
            select(PaperQuestion.statement_count)
            .where(PaperQuestion.edition_id == edition_id)
            .order_by(PaperQuestion.number)
        )
    )


def members(organisation_id: int) -> Sequence[tuple[str, str]]:
    """Address and name of the people of the organisation, for the table to be filled in."""
    rows = db.session.execute(
        select(Account.email, Person.name)
        .join(Person, Person.id == Account.person_id)
        .where(Person.id.in_(_of(organisation_id)), Account.email.is_not(None))
        .order_by(Person.kana, Account.email)
        .limit(MOST_PEOPLE)
    )
    return [(row[0] or "", row[1]) for row in rows]


def people(organisation_id: int, emails: Collection[str]) -> dict[str, int]:
    """Ids of the organisation's people by their address; somebody else's member is not there."""
    rows = db.session.execute(
        select(Account.email, Account.person_id).where(
            Account.email.in_(emails), Account.person_id.in_(_of(organisation_id))
        )
    )
    return {row[0] or "": row[1] for row in rows}


def _of(organisation_id: int) -> Select[int]:
    return select(Membership.person_id).where(Membership.organisation_id == organisation_id)


def attempts(paper: Paper, person_ids: Collection[int]) -> Sequence[tuple[Attempt, bool]]:
    """What these people have sat of the paper, and whether it was typed in from a sheet."""
    rows = db.session.execute(
        select(Attempt, TypedSheet.attempt_id)
        .outerjoin(TypedSheet, TypedSheet.attempt_id == Attempt.id)
        .where(Attempt.paper_id == paper.id, Attempt.person_id.in_(person_ids))
        .order_by(Attempt.id)
    )
    return [(row[0], row[1] is not None) for row in rows]


def answers(attempt_ids: Collection[int]) -> Mapping[int, dict[int, Answer]]:
    """The stored answers by attempt and number."""
    found: dict[int, dict[int, Answer]] = {}
    for answer in db.session.scalars(select(Answer).where(Answer.attempt_id.in_(attempt_ids))):
        found.setdefault(answer.attempt_id, {})[answer.number] = answer
    return found


def typed(paper: Paper) -> int:
    """How many sheets of the paper have been typed in."""
    wanted = select(func.count()).select_from(TypedSheet).join(TypedSheet.attempt).where(Attempt.paper_id == paper.id)
    return db.session.scalar(wanted) or 0


def print_to_do(print_id: int) -> PaperPrint:
    """What the worker is asked to draw."""
    return db.session.scalars(
        select(PaperPrint)
        .where(PaperPrint.id == print_id)
        .options(joinedload(PaperPrint.edition).joinedload(PaperEdition.paper).joinedload(Paper.organisation))
    ).one()
