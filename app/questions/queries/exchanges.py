"""Find the files that came in and went out, what they would change, and what stands in the way of undoing them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Organisation, Person
from app.accounts.queries import organisations_where
from app.accounts.rules import Permission
from app.db import db
from app.errors import NotFound
from app.questions.models import (
    ExchangeItem,
    ExchangeJob,
    ExchangePiece,
    Question,
    QuestionDraft,
    QuestionVersion,
    Source,
    Statement,
    Topic,
)
from app.questions.queries.exchange import newest_by_id, newest_versions, says_the_same
from app.questions.rules import near
from app.questions.rules.content import content_hash
from app.questions.rules.exchange.package import Package
from app.questions.rules.exchanges import Direction, Foreseen, JobState
from app.questions.rules.loading import Outcome

NO_JOB = "この読み込み・書き出しは見つかりません。一覧から選んでください。"
NO_IMPORT = "番号 {} の読み込みはありません。questions import が言った番号を使ってください。"
BEGUN = "書きかけの下書きがあります。先に査読へ出すか、下書きを捨ててください"
MOST_JOBS = 50
ROWS_AT_A_TIME = 2_000
OWN_ROWS = frozenset(
    {"question_version", "statement", "citation", "question_move", "question_tag", "question_writer", "exchange_item"}
)
COPIES = frozenset({"searched_question", "searched_why"})
"""What is derived from a version and goes with it by itself."""


def jobs(person: Person) -> Sequence[ExchangeJob]:
    """The newest files of the organisations in which the person writes or publishes questions."""
    return db.session.scalars(
        select(ExchangeJob)
        .where(_places(person))
        .order_by(ExchangeJob.id.desc())
        .limit(MOST_JOBS)
        .options(joinedload(ExchangeJob.by))
    ).all()


def job_where(job_id: int, person: Person) -> ExchangeJob:
    """The job, if it is one of an organisation in which the person may exchange questions."""
    found = db.session.scalar(select(ExchangeJob).where(ExchangeJob.id == job_id, _places(person)))
    if found is None:
        raise NotFound(NO_JOB)
    return found


def job(job_id: int) -> ExchangeJob:
    """The job, for the worker, who asks for nobody's permission."""
    return db.session.get_one(ExchangeJob, job_id)


def imported(number: int) -> ExchangeJob:
    """The file that came in under this number, for whoever has the shell."""
    found = db.session.get(ExchangeJob, number)
    if found is None or found.direction is not Direction.IN:
        raise NotFound(NO_IMPORT.format(number))
    return found


def _places(person: Person) -> ColumnElement[bool]:
    return ExchangeJob.organisation_id.in_(organisations_where(person, Permission.WRITE_QUESTION)) | (
        ExchangeJob.organisation_id.in_(organisations_where(person, Permission.PUBLISH_QUESTION))
    )


def organisations(person: Person) -> Sequence[Organisation]:
    """Where the person may take questions in and out."""
    return db.session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(organisations_where(person, Permission.WRITE_QUESTION)))
        .order_by(Organisation.id)
    ).all()


def content_of(job_id: int) -> bytes:
    """The whole file, put together again."""
    pieces = db.session.execute(
        select(ExchangePiece.data).where(ExchangePiece.job_id == job_id).order_by(ExchangePiece.number)
    )
    return b"".join(row[0] for row in pieces)


def piece(job_id: int, number: int) -> bytes | None:
    """One part of the file; None after the last."""
    return db.session.scalar(
        select(ExchangePiece.data).where(ExchangePiece.job_id == job_id, ExchangePiece.number == number)
    )


def foresee(package: Package, external_ids: Sequence[str], organisation_id: int) -> dict[str, Foreseen]:
    """What the questions of these ids would become; reads alone."""
    wanted = {question.id: question for question in package.questions if question.id in set(external_ids)}
    present = newest_by_id(organisation_id, list(wanted))
    being_written = begun(list(wanted), organisation_id)
    found = {}
    for id, asked in wanted.items():
        before = present.get(id)
        question = package.beside(asked, before.as_of if before else None)
        image = package.images.get(question.image.file) if question.image else None
        case = package.cases[question.case].text if question.case in package.cases else None
        if before and says_the_same(before, content_hash(question, case_text=case, image=image)):
            found[id] = Foreseen(Outcome.UNCHANGED)
        else:
            outcome = Outcome.UPDATED if before else Outcome.ADDED
            found[id] = Foreseen(outcome, BEGUN if id in being_written else "")
    return found


def tell_repetitions(package: Package, changed: Collection[str], organisation_id: int) -> None:
    """Put into the report which statements nearly repeat one of the bank or of the file; the bank is only read past."""
    if not changed:
        return
    of_file, own = near.OfFile(package.questions), {question.id for question in package.questions}
    rows = db.session.execute(
        select(Question.external_id, Statement.position, Statement.text)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(Statement, Statement.version_id == QuestionVersion.id)
        .where(Question.organisation_id == organisation_id, QuestionVersion.id.in_(newest_versions()))
        .order_by(Statement.id)
        .execution_options(yield_per=ROWS_AT_A_TIME)
    )
    for external_id, position, text in rows:
        if external_id not in own:
            of_file.meet(external_id, position, text)
    of_file.tell(package, changed)


def begun(external_ids: Sequence[str], organisation_id: int) -> set[str]:
    """Which of the questions somebody is writing on: an import would be overwritten by what they hand in."""
    return set(
        db.session.scalars(
            select(Question.external_id)
            .join(QuestionDraft, QuestionDraft.question_id == Question.id)
            .where(
                Question.organisation_id == organisation_id,
                Question.external_id.in_(external_ids),
                QuestionDraft.changed | (QuestionDraft.base_number == 0),
            )
        )
    )


def items(job_id: int, at_most: int) -> Sequence[ExchangeItem]:
    """What is left to be undone of the job, the last first."""
    return db.session.scalars(
        select(ExchangeItem)
        .where(ExchangeItem.job_id == job_id)
        .order_by(ExchangeItem.id.desc())
        .limit(at_most)
        .options(joinedload(ExchangeItem.question), joinedload(ExchangeItem.version))
    ).all()


def counts(job_id: int) -> Counter[Outcome]:
    """What the job has done so far."""
    rows = db.session.scalars(select(ExchangeItem.outcome).where(ExchangeItem.job_id == job_id))
    return Counter(rows)


def used(version_ids: Collection[int]) -> set[int]:
    """Versions that anything but the bank itself rests on: a paper, an answer, a comment, a report."""
    statements = dict(
        db.session.execute(
            select(Statement.id, Statement.version_id).where(Statement.version_id.in_(version_ids))
        ).all()
    )
    found = set(_referred(QuestionVersion.__table__.c.id, version_ids))
    return found | {statements[id] for id in _referred(Statement.__table__.c.id, statements)}


def questions_used(question_ids: Collection[int]) -> set[int]:
    """Questions that anything but the bank itself rests on, drafts included."""
    return set(_referred(Question.__table__.c.id, question_ids))


def pointed_at(table: type[Topic] | type[Source], ids: Collection[int]) -> set[int]:
    """Topics or sources that anything rests on."""
    return _referred(table.__table__.c.id, ids, own=frozenset())


def undone_that_left_something(job: ExchangeJob) -> list[ExchangeJob]:
    """This file and those undone before it, of which topics or sources may still be there."""
    undone = select(ExchangeJob).where(
        ExchangeJob.organisation_id == job.organisation_id,
        (ExchangeJob.state == JobState.UNDONE) | (ExchangeJob.id == job.id),
    )
    return [one for one in db.session.scalars(undone) if any(one.report.get("made", {}).values())]


def _referred(target: ColumnElement[int], ids: Collection[int], own: frozenset[str] = OWN_ROWS | COPIES) -> set[int]:
    """Which of the rows are pointed at from outside; every table is asked, those of rooms above too."""
    found: set[int] = set()
    for table in db.metadata.sorted_tables:
        if table.name in own:
            continue
        for column in table.columns:
            if any(key.column is target for key in column.foreign_keys):
                found |= set(db.session.scalars(select(column).where(column.in_(ids)).distinct()))
    return found
