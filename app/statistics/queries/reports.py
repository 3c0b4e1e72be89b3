"""Find reports: of the papers of one's own places, of one question, and one's own place in a cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.accounts.queries import organisations_where
from app.accounts.rules import Permission
from app.db import db
from app.errors import NotFound
from app.exams.models import Attempt, Paper, PaperEdition, PaperField, PaperQuestion, PaperSection
from app.exams.queries import papers
from app.exams.queries.attempts import Past, past
from app.exams.rules import AttemptState
from app.questions.models import QuestionVersion
from app.questions.rules.words import PaperKind
from app.statistics.models import PaperReport, QuestionFigures
from app.statistics.rules import Basis, Scale, standing
from app.statistics.rules.curves import Item, ability_of, told

AGED = timedelta(hours=24)
NO_EDITION = "この版は見つかりません。試験の統計から選び直してください。"
NO_QUESTION = "この問題の統計は見つかりません。試験の統計から選び直してください。"


def stale_editions(now: datetime) -> list[int]:
    """Editions at which more or others have finished than their report knows, ruled on since, or a day old.

    After a day everything is reckoned once more: answers that were accepted late, accounts that became staff.
    """
    ended = (
        select(Attempt.edition_id, func.count().label("finished"), func.max(Attempt.closed_at).label("last_closed_at"))
        .where(Attempt.state != AttemptState.OPEN)
        .group_by(Attempt.edition_id)
        .subquery()
    )
    kept = (PaperReport.edition_id == ended.c.edition_id) & (PaperReport.basis == Basis.FIRST)
    return list(
        db.session.scalars(
            select(ended.c.edition_id)
            .join(PaperEdition, PaperEdition.id == ended.c.edition_id)
            .outerjoin(PaperReport, kept)
            .where(
                or_(
                    PaperReport.id.is_(None),
                    PaperReport.finished != ended.c.finished,
                    PaperReport.last_closed_at != ended.c.last_closed_at,
                    PaperReport.revision != PaperEdition.revision,
                    PaperReport.computed_at < now - AGED,
                )
            )
            .order_by(ended.c.edition_id)
        )
    )


def organisations_of_editions(edition_ids: Sequence[int]) -> list[int]:
    """The organisations whose papers these are."""
    wanted = select(Paper.organisation_id).join(PaperEdition, PaperEdition.paper_id == Paper.id).distinct()
    return list(db.session.scalars(wanted.where(PaperEdition.id.in_(edition_ids)).order_by(Paper.organisation_id)))


@dataclass(frozen=True, slots=True)
class Overview:
    """A paper with the report of the edition that was last sat, if there is one."""

    paper: Paper
    report: PaperReport | None


def overviews(person: Person) -> list[Overview]:
    """The papers of the places whose statistics the person may see, in the order of their slugs."""
    seen = list(
        db.session.scalars(
            select(Paper)
            .where(
                Paper.organisation_id.in_(organisations_where(person, Permission.SEE_STATISTICS)),
                Paper.kind != PaperKind.TRIAL,
            )
            .order_by(Paper.slug)
        )
    )
    reports = db.session.scalars(
        select(PaperReport)
        .join(PaperReport.edition)
        .where(PaperReport.basis == Basis.FIRST, PaperEdition.paper_id.in_([paper.id for paper in seen]))
        .order_by(PaperEdition.number)
        .options(joinedload(PaperReport.edition), selectinload(PaperReport.scales))
    )
    newest = {report.edition.paper_id: report for report in reports}
    return [Overview(paper, newest.get(paper.id)) for paper in seen]


@dataclass(frozen=True, slots=True)
class Reported:
    """An edition of a paper with its report on a basis; no report until the worker has been there."""

    paper: Paper
    edition: PaperEdition
    basis: Basis
    report: PaperReport | None
    numbers: Mapping[str, frozenset[int]]


def reported(slug: str, person: Person, *, number: int | None, basis: Basis) -> Reported:
    """The report of a paper of one's own places: of the edition with this number, else the newest with a report."""
    paper = papers.paper_where(slug, person, Permission.SEE_STATISTICS)
    reports = {
        report.edition_id: report
        for report in db.session.scalars(
            select(PaperReport)
            .where(PaperReport.basis == basis, PaperReport.edition_id.in_([e.id for e in paper.editions]))
            .options(
                selectinload(PaperReport.scales),
                selectinload(PaperReport.questions)
                .joinedload(QuestionFigures.version)
                .options(joinedload(QuestionVersion.question), joinedload(QuestionVersion.topic)),
            )
        )
    }
    editions = [edition for edition in paper.editions if number in (None, edition.number)]
    if not editions:
        raise NotFound(NO_EDITION)
    edition = max(editions, key=lambda edition: (edition.id in reports, edition.number))
    return Reported(paper, edition, basis, reports.get(edition.id), _numbers(edition.id))


def _numbers(edition_id: int) -> dict[str, frozenset[int]]:
    """The question numbers of each field, by its code."""
    rows = db.session.execute(
        select(PaperField.code, PaperQuestion.number)
        .join(PaperSection, PaperSection.field_id == PaperField.id)
        .join(PaperQuestion, PaperQuestion.section_id == PaperSection.id)
        .where(PaperField.edition_id == edition_id)
    ).all()
    return {code: frozenset(number for other, number in rows if other == code) for code, _ in rows}


def items_of(report: PaperReport | None) -> dict[int, Item]:
    """The questions by number on the scale of ability: all by 2PL, or all by 1PL; none where neither is known."""
    rows = report.questions if report is not None else []
    for model in ("2pl", "1pl"):
        found = {
            row.number: Item(row.figures[f"slope_{model}"], row.figures[f"difficulty_{model}"])
            for row in rows
            if row.figures.get(f"slope_{model}") is not None and row.figures.get(f"difficulty_{model}") is not None
        }
        if found:
            return found
    return {}


@dataclass(frozen=True, slots=True)
class AtMark:
    """The ability at which the pass mark of a field is to be expected, and how surely the paper measures there."""

    title: str
    mark: int
    ability: float
    error: float


def abilities_at_marks(found: Reported, items: Mapping[int, Item]) -> list[AtMark]:
    """For each field with a pass mark that its questions can tell of."""
    places = []
    for scale in found.report.scales if found.report else []:
        numbers = found.numbers.get(scale.code, frozenset())
        own = [item for number, item in items.items() if number in numbers]
        mark: int | None = scale.figures.get("pass_mark")
        ability = ability_of(own, mark) if mark is not None else None
        if mark is not None and ability is not None:
            places.append(AtMark(scale.title, mark, ability, told(own, [ability])[0].error))
    return places


def question_in(found: Reported, number: int) -> QuestionFigures:
    """One question of the report, with the text of its statements."""
    row = db.session.scalar(
        select(QuestionFigures)
        .where(
            QuestionFigures.report_id == (found.report.id if found.report else None), QuestionFigures.number == number
        )
        .options(joinedload(QuestionFigures.version).selectinload(QuestionVersion.statements))
    )
    if row is None:
        raise NotFound(NO_QUESTION)
    return row


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands in one total: `above` percent of the cohort have more."""

    title: str
    score: int
    questions: int
    mean: float
    above: float


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """An attempt of one's own beside a cohort; no standings where the cohort is too small."""

    past: Past
    counted: int
    computed_at: datetime | None
    standings: list[Standing]


def own_places(person: Person, now: datetime) -> list[OwnPlace]:
    """Each finished attempt whose result is out, against the first attempts of all at the same edition."""
    shown = [found for found in past(person.id, now) if found.result is not None and found.state != AttemptState.OPEN]
    reports = {
        report.edition_id: report
        for report in db.session.scalars(
            select(PaperReport)
            .where(PaperReport.basis == Basis.FIRST, PaperReport.edition_id.in_([f.attempt.edition_id for f in shown]))
            .options(selectinload(PaperReport.scales), joinedload(PaperReport.edition))
        )
    }
    return [_own_place(found, reports.get(found.attempt.edition_id)) for found in shown]


def _own_place(found: Past, report: PaperReport | None) -> OwnPlace:
    if report is None or found.result is None or report.revision != report.edition.revision:
        return OwnPlace(found, 0, None, [])
    scores = {field.code: field.correct for field in found.result.fields} | {"": found.result.correct}
    standings = [
        Standing(scale.title, scores[scale.code], scale.questions, scale.figures["mean"], above)
        for scale in report.scales
        if scale.kind is not Scale.SECTION and scale.code in scores
        for above in (standing(scale.figures["distribution"], scores[scale.code]),)
        if above is not None
    ]
    return OwnPlace(found, report.counted, report.computed_at, standings)
