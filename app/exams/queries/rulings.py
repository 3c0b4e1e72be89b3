"""What a ruling would change, before it is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.db import db
from app.errors import NotFound
from app.exams import rules
from app.exams.models import (
    Answer,
    Attempt,
    Paper,
    PaperEdition,
    PaperField,
    PaperQuestion,
    PaperSection,
    Ruling,
    SectionScoreRow,
)
from app.exams.rules import Change, Preview, Proposal, RulingKind, Treatment
from app.questions.models import QuestionVersion

NO_QUESTION = "この試験にその番号の問題はありません。"


@dataclass(slots=True)
class _Standing:
    """One attempt as it stands: points by field, and the mask for the question in doubt."""

    name: str
    passed: bool
    mask: int
    correct: dict[str, int] = field(default_factory=dict)


def question_of(paper: Paper, number: int) -> PaperQuestion:
    """Question `number` of the paper's newest edition."""
    newest = paper.editions[-1]
    if not 1 <= number <= newest.question_count:
        raise NotFound(NO_QUESTION)
    return db.session.get_one(PaperQuestion, (newest.id, number))


def pass_marks_of(edition_id: int) -> dict[str, int | None]:
    """The pass marks of an edition by the codes of its fields."""
    return {field.code: field.pass_mark for field in fields_of(edition_id)}


@dataclass(frozen=True, slots=True)
class Concerned:
    """The question in one edition that a ruling concerns, and what the ruling says there."""

    asked: PaperQuestion
    fields: list[PaperField]
    proposal: Proposal


def concerned(paper: Paper, asked: PaperQuestion, proposal: Proposal) -> list[Concerned]:
    """Every edition that the ruling concerns: another wording keeps its own key, and a field whose pass mark
    was another one keeps that.
    """
    found = [(one, fields_of(one.edition_id)) for one in _asked_in_editions(paper, asked, proposal.kind)]
    standard = {f.code: f.pass_mark for one, fields in found if one.edition_id == asked.edition_id for f in fields}
    return [Concerned(one, fields, _as_said_there(one, fields, asked, standard, proposal)) for one, fields in found]


def _as_said_there(
    there: PaperQuestion,
    fields: list[PaperField],
    asked: PaperQuestion,
    standard: dict[str, int | None],
    proposal: Proposal,
) -> Proposal:
    marks = {
        f.code: proposal.pass_marks[f.code]
        for f in fields
        if f.code in proposal.pass_marks and f.pass_mark == standard[f.code]
    }
    own = proposal.kind is RulingKind.REKEY and there.version_id != asked.version_id
    keys = frozenset(key.mask for key in there.keys) if own else proposal.keys
    return replace(proposal, keys=keys, pass_marks=marks)


def _asked_in_editions(paper: Paper, asked: PaperQuestion, kind: RulingKind) -> list[PaperQuestion]:
    """The question wherever a ruling of this kind concerns it: a void in every edition and version, a new key
    where the same version is asked, for in another the statements may stand otherwise.

    A new key also takes back, in every version, the void that was ruled on this one.
    """
    same = QuestionVersion.question_id == asked.version.question_id
    if kind is RulingKind.REKEY:
        this = PaperQuestion.version_id == asked.version_id
        void_here = same & (PaperQuestion.treatment != Treatment.COUNTED)
        same = this | void_here if _voided_on(paper, asked.version.question_id) == asked.version_id else this
    return list(
        db.session.scalars(
            select(PaperQuestion)
            .join(PaperEdition, PaperEdition.id == PaperQuestion.edition_id)
            .join(PaperQuestion.version)
            .where(PaperEdition.paper_id == paper.id, same)
            .order_by(PaperEdition.number)
            .options(selectinload(PaperQuestion.keys), joinedload(PaperQuestion.section))
        )
    )


def _voided_on(paper: Paper, question_id: int) -> int | None:
    """The version on which the question was declared void last."""
    void = Ruling.kind != RulingKind.REKEY
    wanted = select(Ruling.version_id).where(Ruling.paper_id == paper.id, Ruling.question_id == question_id, void)
    return db.session.scalar(wanted.order_by(Ruling.id.desc()).limit(1))


def counted_in_fields(asked: PaperQuestion, proposal: Proposal) -> dict[str, int]:
    """How many questions each field of the edition would count under the proposal."""
    counted = PaperQuestion.treatment != Treatment.VOID_EXCLUDED
    if proposal.kind is RulingKind.VOID_EXCLUDED:
        counted &= PaperQuestion.number != asked.number
    else:
        counted |= PaperQuestion.number == asked.number
    rows = db.session.execute(
        select(PaperField.code, func.count())
        .join(PaperSection, PaperSection.field_id == PaperField.id)
        .join(PaperQuestion, PaperQuestion.section_id == PaperSection.id)
        .where(PaperField.edition_id == asked.edition_id, counted)
        .group_by(PaperField.code)
    )
    return {row[0]: row[1] for row in rows}


def fields_of(edition_id: int) -> list[PaperField]:
    """The fields of an edition in their order."""
    return list(
        db.session.scalars(select(PaperField).where(PaperField.edition_id == edition_id).order_by(PaperField.position))
    )


def preview(paper: Paper, asked: PaperQuestion, proposal: Proposal) -> Preview:
    """Who would score or be judged otherwise, among all whose score is stored by the rulings so far."""
    changes: list[Change] = []
    attempts = 0
    for wherever in concerned(paper, asked, proposal):
        standings = _standings(wherever.asked)
        attempts += len(standings)
        changes += _changes(wherever, standings)
    return Preview(tuple(changes), attempts)


def _standings(asked: PaperQuestion) -> dict[int, _Standing]:
    rows = db.session.execute(
        select(
            Attempt.id,
            Person.name,
            Attempt.passed,
            func.coalesce(Answer.choices, 0),
            PaperField.code,
            func.sum(SectionScoreRow.correct),
        )
        .join(Person, Person.id == Attempt.person_id)
        .join(SectionScoreRow, SectionScoreRow.attempt_id == Attempt.id)
        .join(PaperSection, PaperSection.id == SectionScoreRow.section_id)
        .join(PaperField, PaperField.id == PaperSection.field_id)
        .outerjoin(Answer, (Answer.attempt_id == Attempt.id) & (Answer.number == asked.number))
        .join(PaperEdition, PaperEdition.id == Attempt.edition_id)
        .where(Attempt.edition_id == asked.edition_id, Attempt.scored_revision >= PaperEdition.revision)
        .group_by(Attempt.id, Person.name, Attempt.passed, Answer.choices, PaperField.code)
        .order_by(Attempt.id)
    )
    standings: defaultdict[int, _Standing] = defaultdict(lambda: _Standing("", False, 0))
    for attempt_id, name, passed, mask, code, correct in rows:
        standing = standings[attempt_id]
        standing.name, standing.passed, standing.mask = name, bool(passed), mask
        standing.correct[code] = correct
    return standings


def _changes(wherever: Concerned, standings: dict[int, _Standing]) -> Iterator[Change]:
    asked, fields, proposal = wherever.asked, wherever.fields, wherever.proposal
    keys = frozenset(key.mask for key in asked.keys)
    judged_in = next(f.code for f in fields if f.id == asked.section.field_id)
    pass_marks = {f.code: proposal.pass_marks.get(f.code, f.pass_mark) for f in fields}
    excluded = asked.treatment is Treatment.VOID_EXCLUDED
    for attempt_id, standing in standings.items():
        had = not excluded and rules.is_correct(standing.mask, keys, asked.treatment)
        gained = proposal.point(standing.mask) - had
        after = {**standing.correct, judged_in: standing.correct.get(judged_in, 0) + gained}
        passes = rules.reaches(after, pass_marks)
        if gained or passes != standing.passed:
            before = sum(standing.correct.values())
            yield Change(attempt_id, standing.name, before, before + gained, standing.passed, passes)


def asked_in(edition_id: int) -> list[PaperQuestion]:
    """All questions of an edition with their versions and keys."""
    return list(
        db.session.scalars(
            select(PaperQuestion)
            .where(PaperQuestion.edition_id == edition_id)
            .order_by(PaperQuestion.number)
            .options(selectinload(PaperQuestion.keys), joinedload(PaperQuestion.version))
        )
    )


def rulings_in_order(paper_id: int) -> list[Ruling]:
    """What was ruled on the paper, oldest first."""
    return list(db.session.scalars(select(Ruling).where(Ruling.paper_id == paper_id).order_by(Ruling.id)))
