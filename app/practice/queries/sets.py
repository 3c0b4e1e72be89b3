"""Find sets, the statement or question that comes next, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Date, Row, bindparam, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, load_only, selectinload

from app.accounts.models import Person
from app.clock import jst
from app.db import db
from app.errors import Conflict, NotFound
from app.exams.models import Attempt, Paper, PaperEdition, PaperQuestion, Ruling
from app.exams.rules import GRACE
from app.practice.models import PracticeSet, ReviewLog
from app.practice.queries.pool import papers_held_back, visible_to
from app.practice.rules.words import SET_KIND_LABELS, WITH_SUBJECT, Away, Drill, SetKind
from app.questions.models import CaseStem, QuestionVersion, Source, Statement, Topic
from app.questions.queries import versions_with_sources

NO_SET = "この練習は見つかりません。練習のページから始めてください。"
NO_ANSWER = "この解答は見つかりません。練習のページからつづけてください。"
NOT_EXPLAINED_NOW = "受けている試験か、結果がまだ公開されていない試験の問題です。解説は、試験のあとで見られます。"

Model = TypeVar("Model", Statement, QuestionVersion)
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
# Looked up with what is asked: a question of a paper that the set must not spoil, also where it began before.
_elsewhere = aliased(QuestionVersion)
_INSTANT = Attempt.ends_at.type
_KEPT_BACK = exists().where(
    _elsewhere.question_id == QuestionVersion.question_id,
    PaperQuestion.version_id == _elsewhere.id,
    PaperEdition.id == PaperQuestion.edition_id,
    PaperEdition.paper_id.in_(
        papers_held_back(
            bindparam("person_id"), (), bindparam("now", type_=_INSTANT), bindparam("still", type_=_INSTANT)
        )
    ),
)
_IN_DOUBT = exists().where(Ruling.version_id == QuestionVersion.id)
# What is asked shows no more than this: why it is right, and who wrote it when, comes with the answer.
_VERSION = (QuestionVersion.question_id, QuestionVersion.stem, QuestionVersion.choose)
_STATEMENTS = (Statement.position, Statement.text)
CARD = (
    select(Statement, _KEPT_BACK, _IN_DOUBT)
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
    select(QuestionVersion, _KEPT_BACK, _IN_DOUBT)
    .join(QuestionVersion.question)
    .where(QuestionVersion.id == _NEWEST, _VISIBLE)
    .options(
        load_only(*_VERSION),
        joinedload(QuestionVersion.topic).load_only(Topic.title),
        joinedload(QuestionVersion.case_stem).load_only(CaseStem.text),
        joinedload(QuestionVersion.statements).load_only(*_STATEMENTS),
    )
)
ANSWERED_CARD = (
    select(Statement, _KEPT_BACK, _IN_DOUBT)
    .join(Statement.version)
    .where(Statement.id == bindparam("id"))
    .options(contains_eager(Statement.version).selectinload(QuestionVersion.statements))
)
ANSWERED_WHOLE = (
    select(QuestionVersion, _KEPT_BACK, _IN_DOUBT)
    .where(QuestionVersion.id == bindparam("id"))
    .options(selectinload(QuestionVersion.statements))
)
WHAT_WAS_ANSWERED = (
    select(Statement.version_id, QuestionVersion.question_id, _KEPT_BACK)
    .join(Statement.version)
    .where(Statement.id == bindparam("id"))
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


def card(item: Sequence[int], person: Person, now: datetime) -> Statement | Away:
    """The newest wording of the statement with all that its card shows, in one query; or why it is not asked.

    The other statements of its question come along: what is asked beside it says where furigana would tell too much.
    """
    question_id, identity = item
    wanted = {"question_id": question_id, "identity": identity, **_asked_by(person.id, now)}
    return _to_ask(db.session.execute(CARD, wanted).unique().one_or_none())


def whole_question(item: Sequence[int], person: Person, now: datetime) -> QuestionVersion | Away:
    """The newest version of the question with its statements, in one query; or why it is not asked."""
    wanted = {"question_id": item[0], **_asked_by(person.id, now)}
    return _to_ask(db.session.execute(WHOLE, wanted).unique().one_or_none())


def _asked_by(person_id: int, now: datetime) -> dict[str, object]:
    return {"person_id": person_id, "on": jst(now).date(), "now": now, "still": now - GRACE}


def _to_ask(found: Row[Model, bool, bool] | None) -> Model | Away:
    if found is None:
        return Away.WITHDRAWN
    asked, kept_back, in_doubt = found
    if kept_back:
        return Away.KEPT_BACK
    return Away.IN_DOUBT if in_doubt else asked


def asked_statement(statement_id: int, person_id: int, now: datetime) -> Statement | Away:
    """A statement of any version, with its version and that one's other statements; or why it takes no answer."""
    return _to_ask(db.session.execute(ANSWERED_CARD, {"id": statement_id, **_asked_by(person_id, now)}).one_or_none())


def asked_version(version_id: int, person_id: int, now: datetime) -> QuestionVersion | Away:
    """A version with its statements; or why it takes no answer."""
    return _to_ask(db.session.execute(ANSWERED_WHOLE, {"id": version_id, **_asked_by(person_id, now)}).one_or_none())


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


def answered(person: Person, client_id: str, now: datetime) -> Answered:
    """The person's answer with explanations and sources; somebody else's is not found.

    Raises Conflict while the question stands in a paper that must not be spoiled.
    """
    logs = logs_of(person.id, client_id)
    if not logs:
        raise NotFound(NO_ANSWER)
    by = _asked_by(person.id, now)
    version_id, question_id, kept_back = db.session.execute(WHAT_WAS_ANSWERED, {"id": logs[0].statement_id, **by}).one()
    if kept_back:
        raise Conflict(NOT_EXPLAINED_NOW)
    today = db.session.scalar(NEWEST_VISIBLE, {"question_id": question_id, **by})
    versions = versions_with_sources({version_id, today or version_id})
    return Answered(logs, versions[version_id], versions[today] if today else None)


def missed(found: PracticeSet, now: datetime) -> Sequence[ReviewLog]:
    """What went wrong or was guessed in the set, in the order in which it was asked, with its explanations.

    Without what stands in a paper that must not be spoiled now.
    """
    return db.session.scalars(
        select(ReviewLog)
        .join(ReviewLog.statement)
        .join(Statement.version)
        .where(ReviewLog.set_id == found.id, ~ReviewLog.right, ~_KEPT_BACK)
        .order_by(ReviewLog.id)
        .options(contains_eager(ReviewLog.statement).contains_eager(Statement.version).options(*_TITLED)),
        _asked_by(found.person_id, now),
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
