"""Which statements somebody may practise: published, of the site or the own organisations, and spoiling no paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Membership, Organisation, Person
from app.accounts.queries import organisations_of
from app.accounts.rules import HOME_ORGANISATION
from app.clock import jst
from app.db import db
from app.exams.models import Answer, Attempt, Paper, PaperEdition, PaperQuestion, Ruling
from app.exams.queries.attempts import lost_in_weak_topics
from app.exams.rules import GRACE, AttemptState, Audience
from app.practice.models import Note, ReviewCard
from app.practice.rules.choosing import Candidate
from app.practice.rules.notes import WHOLE_QUESTION
from app.practice.rules.words import Confidence, SetKind
from app.questions.models import Citation, Question, QuestionVersion, Statement, Topic
from app.questions.queries import lasts, may_be_asked
from app.questions.rules.words import PaperKind, Results


def newest() -> Select[int | None]:
    """The newest published version of each question; what is still being written reaches nobody."""
    published = QuestionVersion.published_at.is_not(None)
    return select(func.max(QuestionVersion.id)).where(published).group_by(QuestionVersion.question_id)


def is_newest() -> ColumnElement[bool]:
    """A condition on QuestionVersion: `newest` of one version, where few are asked or all are read through.

    A planner knows that nearly all versions pass; of an IN over all it expects two hundred, and joins them one by one.
    """
    newer = aliased(QuestionVersion)
    superseded = exists().where(
        newer.question_id == QuestionVersion.question_id,
        newer.id > QuestionVersion.id,
        newer.published_at.is_not(None),
    )
    return QuestionVersion.published_at.is_not(None) & ~superseded


def visible_to(person_id: ColumnElement[int] | int, on: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Over a Question and a version of it: of the site's own stock or an organisation of the person, in use on the day.

    While a question is being revised its published wording goes on being asked.
    """
    home = select(Organisation.id).where(Organisation.slug == HOME_ORGANISATION)
    own = select(Membership.organisation_id).where(Membership.person_id == person_id)
    place = Question.organisation_id.in_(home) | Question.organisation_id.in_(own)
    return place & may_be_asked(on) & lasts(on)


def practisable(person: Person, spared: Sequence[str], now: datetime) -> ColumnElement[bool]:
    """For a query over Question and its newest QuestionVersion: may the person practise it now?

    Not while a paper with it is being sat, not while its paper keeps results back, not while a ruling has put
    this very wording in doubt, and not of a paper that the person wants to keep fresh and has not sat yet.
    """
    in_doubt = select(Ruling.version_id)
    return (
        visible_to(person.id, jst(now).date())
        & is_newest()
        & QuestionVersion.id.not_in(in_doubt)
        & Question.id.not_in(held_back(person, spared, now))
    )


def held_back(person: Person, spared: Sequence[str], now: datetime) -> Select[int]:
    """Ids of the questions of papers that must not be spoiled for the person now."""
    return (
        select(QuestionVersion.question_id)
        .join(PaperQuestion, PaperQuestion.version_id == QuestionVersion.id)
        .join(PaperEdition, PaperEdition.id == PaperQuestion.edition_id)
        .where(PaperEdition.paper_id.in_(papers_held_back(person.id, spared, now, now - GRACE)))
    )


def papers_held_back(
    person_id: ColumnElement[int] | int,
    spared: Sequence[str],
    now: ColumnElement[datetime] | datetime,
    still: ColumnElement[datetime] | datetime,
) -> Select[int]:
    """Ids of the papers that must not be spoiled for the person; whose time ended before `still` sits no longer."""
    own = exists().where(Attempt.paper_id == Paper.id, Attempt.person_id == person_id)
    open_now = (Attempt.state == AttemptState.OPEN) & (Attempt.ends_at >= still)
    somebody_sits = exists().where(Attempt.paper_id == Paper.id, open_now)
    not_out = (Paper.results == Results.AFTER_CLOSE) & or_(Paper.closes_at > now, somebody_sits)
    member_of = select(Membership.organisation_id).where(Membership.person_id == person_id)
    may_sit = (Paper.audience == Audience.EVERYONE) | Paper.organisation_id.in_(member_of)
    kept_fresh = Paper.slug.in_(spared) & ~own
    return select(Paper.id).where(or_(own.where(open_now), not_out & may_sit, kept_fresh))


def papers_being_sat(person_id: int, now: datetime) -> list[str]:
    """Titles of the papers that the person is sitting: their questions stay away from practice."""
    wanted = (
        select(Paper.title)
        .join(Attempt, Attempt.paper_id == Paper.id)
        .where(Attempt.person_id == person_id, Attempt.state == AttemptState.OPEN, Attempt.ends_at >= now - GRACE)
        .order_by(Paper.slug)
    )
    return list(db.session.scalars(wanted))


def unsat_mocks(person: Person) -> list[tuple[str, str]]:
    """Slug and title of the mock examinations that the person sees and has not begun."""
    own = exists().where(Attempt.paper_id == Paper.id, Attempt.person_id == person.id)
    mine = (Paper.audience == Audience.EVERYONE) | Paper.organisation_id.in_(organisations_of(person))
    wanted = select(Paper.slug, Paper.title).where(Paper.kind == PaperKind.MOCK, mine, ~own).order_by(Paper.slug)
    return [(slug, title) for slug, title in db.session.execute(wanted)]


def flagged_questions(person_id: int) -> Select[int]:
    """Ids of the questions that the person flagged in an examination that is over."""
    return (
        sat_questions(person_id)
        .join(Answer, (Answer.attempt_id == Attempt.id) & (Answer.number == PaperQuestion.number))
        .where(Answer.flagged)
    )


def starred(person_id: int) -> ColumnElement[bool]:
    """Bookmarked by the person, by itself or with its whole question."""
    return exists().where(
        Note.person_id == person_id,
        Note.question_id == QuestionVersion.question_id,
        Note.identity.in_([Statement.identity, WHOLE_QUESTION]),
        Note.starred,
    )


def sat_questions(person_id: int) -> Select[int]:
    """Ids of the questions of the examinations that the person has sat to the end."""
    return (
        select(QuestionVersion.question_id)
        .join(PaperQuestion, PaperQuestion.version_id == QuestionVersion.id)
        .join(Attempt, Attempt.edition_id == PaperQuestion.edition_id)
        .where(Attempt.person_id == person_id, Attempt.state != AttemptState.OPEN)
    )


def answered(person_id: int) -> ColumnElement[bool]:
    """Beside `own_card`: answered in practice, or sat with in an examination that is over."""
    return ReviewCard.id.is_not(None) | QuestionVersion.question_id.in_(sat_questions(person_id))


def candidates(
    person: Person, kind: SetKind, subject: str | None, *, spared: Sequence[str], now: datetime
) -> list[Candidate]:
    """The statements of a set of this kind with the person's memory of each, in one query; in no order."""
    rows = db.session.execute(
        select(QuestionVersion.question_id, Statement.identity, QuestionVersion.topic_id, ReviewCard)
        .join(QuestionVersion, QuestionVersion.id == Statement.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .outerjoin(ReviewCard, own_card(person.id))
        .where(practisable(person, spared, now), *_of_kind(person.id, kind, subject, now))
        .order_by(Statement.id)
    )
    return [
        Candidate(question_id, identity, topic_id)
        if card is None
        else Candidate(question_id, identity, topic_id, card.memory, card.last_right, card.last_confidence)
        for question_id, identity, topic_id, card in rows
    ]


def own_card(person_id: int) -> ColumnElement[bool]:
    """Joins a statement of a version to the person's card of it."""
    return (
        (ReviewCard.question_id == QuestionVersion.question_id)
        & (ReviewCard.identity == Statement.identity)
        & (ReviewCard.person_id == person_id)
    )


def lucky() -> ColumnElement[bool]:
    """Right the last time, by a guess."""
    return ReviewCard.last_right & (ReviewCard.last_confidence == Confidence.GUESS)


def overconfident() -> ColumnElement[bool]:
    """Wrong the last time, and sure of it."""
    return ~ReviewCard.last_right & (ReviewCard.last_confidence == Confidence.SURE)


def _like_the_lost(attempt_id: int, person_id: int, now: datetime) -> ColumnElement[bool]:
    """In the topics that cost the person most in this attempt."""
    lost = lost_in_weak_topics(attempt_id, of=person_id, now=now)
    topics = select(QuestionVersion.topic_id).where(QuestionVersion.question_id.in_(lost))
    return QuestionVersion.topic_id.in_(topics)


def _of_kind(person_id: int, kind: SetKind, subject: str | None, now: datetime) -> list[ColumnElement[bool]]:
    number = int(subject) if subject and subject.isascii() and subject.isdigit() and len(subject) < 10 else 0
    if kind is SetKind.EXAM:
        return [_like_the_lost(number, person_id, now)]
    in_field = select(Topic.id).where(Topic.field_code == subject)
    cites = select(Citation.statement_id).where(Citation.source_id == number)
    conditions: dict[SetKind, list[ColumnElement[bool]]] = {
        SetKind.DUE: [ReviewCard.due_at <= now],
        SetKind.UNSEEN: [ReviewCard.id.is_(None)],
        SetKind.WRONG: [~ReviewCard.last_right],
        SetKind.LUCKY: [lucky()],
        SetKind.OVERCONFIDENT: [overconfident()],
        SetKind.FLAGGED: [QuestionVersion.question_id.in_(flagged_questions(person_id))],
        SetKind.STARRED: [starred(person_id)],
        SetKind.FIELD: [QuestionVersion.topic_id.in_(in_field)],
        SetKind.TOPIC: [QuestionVersion.topic_id == number],
        SetKind.SOURCE: [Statement.id.in_(cites)],
    }
    return conditions.get(kind, [])
