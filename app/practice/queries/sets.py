"""Find sets, the statement or question that comes next, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload, load_only, selectinload

from app.accounts.models import Person
from app.db import db
from app.errors import NotFound
from app.exams.models import Attempt, Paper
from app.practice.models import PracticeSet, ReviewLog
from app.practice.queries.pool import visible_to
from app.practice.rules.words import SET_KIND_LABELS, WITH_SUBJECT, Drill, SetKind
from app.questions.models import CaseStem, QuestionVersion, Source, Statement, Topic
from app.questions.queries import versions_with_sources

NO_SET = "この練習は見つかりません。練習のページから始めてください。"
NO_ANSWER = "この解答は見つかりません。練習のページからつづけてください。"


_TITLED = (joinedload(QuestionVersion.topic), joinedload(QuestionVersion.question))
# The next card asks these three: built once, so that only the values are new.
OWN = select(PracticeSet).where(PracticeSet.id == bindparam("set_id"), PracticeSet.person_id == bindparam("person_id"))
TO_CHANGE = OWN.with_for_update()
_NEWEST = (
    select(func.max(QuestionVersion.id))
    .where(QuestionVersion.question_id == bindparam("question_id"), QuestionVersion.published_at.is_not(None))
    .scalar_subquery()
)
_VISIBLE = visible_to(bindparam("person_id"), bindparam("on", type_=Date))
# What is asked shows no more than this: why it is right, and who wrote it when, comes with the answer.
_VERSION = (QuestionVersion.question_id, QuestionVersion.stem, QuestionVersion.choose)
_STATEMENTS = (Statement.position, Statement.text)
CARD = (
    select(Statement)
    .join(Statement.version)
    .join(QuestionVersion.question)
    .join(QuestionVersion.topic)
    .outerjoin(QuestionVersion.case_stem)
    .where(QuestionVersion.id == _NEWEST, Statement.identity == bindparam("identity"), _VISIBLE)
    .options(
        load_only(Statement.identity, Statement.text),
        contains_eager(Statement.version).options(
            load_only(*_VERSION),
            contains_eager(QuestionVersion.topic).load_only(Topic.title),
            contains_eager(QuestionVersion.case_stem).load_only(CaseStem.text),
            joinedload(QuestionVersion.statements).load_only(*_STATEMENTS),
        ),
    )
)
NEWEST_VISIBLE = (
    select(QuestionVersion.id).join(QuestionVersion.question).where(QuestionVersion.id == _NEWEST, _VISIBLE)
)
WHOLE = (
    select(QuestionVersion)
    .join(QuestionVersion.question)
    .where(QuestionVersion.id == _NEWEST, _VISIBLE)
    .options(
        load_only(*_VERSION),
        joinedload(QuestionVersion.topic).load_only(Topic.title),
        joinedload(QuestionVersion.case_stem).load_only(CaseStem.text),
        joinedload(QuestionVersion.statements).load_only(*_STATEMENTS),
    )
)


def own_set(set_id: int, person_id: int, *, to_change: bool = False) -> PracticeSet:
    """The person's set; somebody else's is not found. `to_change` makes a second device wait its turn."""
    wanted = {"set_id": set_id, "person_id": person_id}
    found = db.session.scalars(TO_CHANGE if to_change else OWN, wanted).one_or_none()
    if found is None:
        raise NotFound(NO_SET)
    return found


def open_set(person_id: int) -> PracticeSet | None:
    """The set that the person can go on with."""
    return db.session.scalar(
        select(PracticeSet).where(PracticeSet.person_id == person_id, PracticeSet.ended_at.is_(None))
    )


def card(item: Sequence[int], person: Person, on: date) -> Statement | None:
    """The newest wording of the statement with all that its card shows, in one query; None when it was withdrawn.

    The other statements of its question come along: what is asked beside it says where furigana would tell too much.
    """
    question_id, identity = item
    wanted = {"question_id": question_id, "identity": identity, "person_id": person.id, "on": on}
    return db.session.scalars(CARD, wanted).unique().one_or_none()


def whole_question(item: Sequence[int], person: Person, on: date) -> QuestionVersion | None:
    """The newest version of the question with its statements, in one query; None when it was withdrawn."""
    wanted = {"question_id": item[0], "person_id": person.id, "on": on}
    return db.session.scalars(WHOLE, wanted).unique().one_or_none()


def asked_statement(statement_id: int) -> Statement | None:
    """A statement of any version, with its version and that one's other statements."""
    return db.session.scalar(
        select(Statement)
        .where(Statement.id == statement_id)
        .options(joinedload(Statement.version).selectinload(QuestionVersion.statements))
    )


def asked_version(version_id: int) -> QuestionVersion | None:
    """A version with its statements."""
    return db.session.scalar(
        select(QuestionVersion)
        .where(QuestionVersion.id == version_id)
        .options(selectinload(QuestionVersion.statements))
    )


def logs_of(person_id: int, client_id: str) -> Sequence[ReviewLog]:
    """What was stored of one sending: a row, or one for each statement of a whole question."""
    return db.session.scalars(
        select(ReviewLog)
        .where(ReviewLog.person_id == person_id, ReviewLog.client_id == client_id)
        .order_by(ReviewLog.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer as it is read afterwards; `now` is today's wording where it is another, None where it is gone."""

    logs: Sequence[ReviewLog]
    version: QuestionVersion
    now: QuestionVersion | None

    @property
    def drill(self) -> Drill:
        return self.logs[0].drill

    @property
    def right(self) -> bool:
        return all(log.right for log in self.logs)

    @property
    def set_id(self) -> int | None:
        return self.logs[0].set_id

    @property
    def chosen(self) -> tuple[int, ...]:
        """Positions that were marked as right."""
        marked = {log.statement_id for log in self.logs if log.said_correct}
        return tuple(statement.position for statement in self.version.statements if statement.id in marked)

    @property
    def statement(self) -> Statement:
        """The statement of a ○× card, in the wording that was answered."""
        return next(one for one in self.version.statements if one.id == self.logs[0].statement_id)

    @property
    def statement_now(self) -> Statement | None:
        """Today's wording of it, where that says something else."""
        before = self.statement
        today = (
            next((one for one in self.now.statements if one.identity == before.identity), None) if self.now else None
        )
        return today if today and (today.text, today.correct) != (before.text, before.correct) else None

    @property
    def withdrawn(self) -> bool:
        return self.now is None

    @property
    def texts(self) -> list[str]:
        """All that is read on its page."""
        whole = self.drill is Drill.QUESTION
        read = [*self.version.statements] if whole else [self.statement, *filter(None, [self.statement_now])]
        return [self.version.stem, *(text for one in read for text in (one.text, one.why, one.plain) if text)]


def answered(person: Person, client_id: str, on: date) -> Answered:
    """The person's answer with explanations and sources; somebody else's is not found."""
    logs = logs_of(person.id, client_id)
    if not logs:
        raise NotFound(NO_ANSWER)
    asked = db.session.execute(
        select(Statement.version_id, QuestionVersion.question_id)
        .join(Statement.version)
        .where(Statement.id == logs[0].statement_id)
    ).one()
    wanted = {"question_id": asked.question_id, "person_id": person.id, "on": on}
    today = db.session.scalar(NEWEST_VISIBLE, wanted)
    versions = versions_with_sources({asked.version_id, today or asked.version_id})
    return Answered(logs, versions[asked.version_id], versions[today] if today else None)


def missed(set_id: int) -> Sequence[ReviewLog]:
    """What went wrong or was guessed in the set, in the order in which it was asked, with its explanations."""
    return db.session.scalars(
        select(ReviewLog)
        .where(ReviewLog.set_id == set_id, ~ReviewLog.right)
        .order_by(ReviewLog.id)
        .options(joinedload(ReviewLog.statement).joinedload(Statement.version).options(*_TITLED))
    ).all()


def title_of(kind: SetKind, subject: str | None) -> str:
    """What the set is about, in words."""
    if kind not in WITH_SUBJECT or subject is None:
        return SET_KIND_LABELS[kind]
    if kind is SetKind.FIELD:
        found = db.session.scalar(select(Topic.field_title).where(Topic.field_code == subject).limit(1))
    elif kind is SetKind.EXAM:
        wanted = select(Paper.title).join(Attempt, Attempt.paper_id == Paper.id).where(Attempt.id == int(subject))
        found = f"{db.session.scalar(wanted)}で落とした項目"
    else:
        model = Topic if kind is SetKind.TOPIC else Source
        found = db.session.scalar(select(model.title).where(model.id == int(subject)))
    return found or SET_KIND_LABELS[kind]
