"""Find two papers to compare: their questions on the scale of ability, by the reports of those who sat them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from app.accounts.models import Person
from app.accounts.queries import organisations_where
from app.accounts.rules import Permission
from app.db import db
from app.errors import NotFound
from app.exams.models import Paper, PaperEdition, PaperQuestion
from app.exams.rules import Treatment
from app.questions.models import Question, QuestionVersion
from app.questions.rules.words import PaperKind
from app.statistics.models import PaperReport, QuestionFigures
from app.statistics.rules import Basis, equating
from app.statistics.rules.curves import Item, from_facility
from app.statistics.rules.equating import Expected, Form, Link

NO_PAPER = "この試験は見つかりません。比べる試験を選び直してください。"
MODELS = ("2pl", "1pl")
VOID = (Treatment.VOID_CORRECT, Treatment.VOID_EXCLUDED)


def offered(person: Person) -> Sequence[Paper]:
    """The papers whose statistics the person may see."""
    return db.session.scalars(
        select(Paper)
        .where(
            Paper.organisation_id.in_(organisations_where(person, Permission.SEE_STATISTICS)),
            Paper.kind != PaperKind.TRIAL,
        )
        .order_by(Paper.slug)
    ).all()


@dataclass(frozen=True, slots=True)
class CommonQuestion:
    """A question in the same version in both papers, with how many got it right in each."""

    external_id: str
    old_number: int
    new_number: int
    old_facility: float | None
    new_facility: float | None


@dataclass(frozen=True, slots=True)
class FieldCompared:
    """A field of both papers: what the old pass mark means on the new one, and how the scores go together."""

    title: str
    mark: int
    new_mark: int | None
    questions: int
    sat: int
    link: Link
    expected: Expected | None
    scores: Sequence[tuple[int, float | None]]


@dataclass(frozen=True, slots=True)
class Side:
    """The newest edition of a paper that has a report, or else the newest: fields, and the report if there is one."""

    paper: Paper
    edition: PaperEdition
    report: PaperReport | None
    asked: Sequence[PaperQuestion]

    @property
    def people(self) -> int:
        return self.report.counted if self.report is not None else 0

    def facilities(self) -> dict[int, float | None]:
        rows = self.report.questions if self.report is not None else []
        return {row.version_id: row.figures.get("facility") for row in rows}


@dataclass(frozen=True, slots=True)
class Compared:
    """Two papers beside each other."""

    old: Side
    new: Side
    common: Sequence[CommonQuestion]
    fields: Sequence[FieldCompared]


def compared(old_slug: str, new_slug: str, person: Person) -> Compared:
    """By the attempts that count as the first of each person; of the new paper any question that was sat elsewhere."""
    papers = {paper.slug: paper for paper in offered(person)}
    if old_slug not in papers or new_slug not in papers:
        raise NotFound(NO_PAPER)
    old, new = _side(papers[old_slug]), _side(papers[new_slug])
    elsewhere = _elsewhere(new)
    return Compared(old, new, _common(old, new), _fields(old, new, elsewhere))


def _side(paper: Paper) -> Side:
    edition = db.session.scalars(
        select(PaperEdition)
        .outerjoin(PaperReport, (PaperReport.edition_id == PaperEdition.id) & (PaperReport.basis == Basis.FIRST))
        .where(PaperEdition.paper_id == paper.id)
        .order_by((func.coalesce(PaperReport.counted, 0) > 0).desc(), PaperEdition.number.desc())
        .limit(1)
        .options(selectinload(PaperEdition.fields))
    ).one()
    report = db.session.scalar(
        select(PaperReport)
        .where(PaperReport.edition_id == edition.id, PaperReport.basis == Basis.FIRST)
        .options(selectinload(PaperReport.questions), undefer(PaperReport.covariance))
    )
    asked = db.session.scalars(
        select(PaperQuestion)
        .where(PaperQuestion.edition_id == edition.id)
        .order_by(PaperQuestion.number)
        .options(joinedload(PaperQuestion.section), joinedload(PaperQuestion.version))
    ).all()
    return Side(paper, edition, report if report is not None and report.counted else None, asked)


def _elsewhere(side: Side) -> dict[int, tuple[Mapping[str, Any], int]]:
    """Figures of versions that were sat in any paper of the same organisation, by the report with most people."""
    rows = db.session.execute(
        select(QuestionFigures.version_id, QuestionFigures.figures, PaperReport.counted)
        .join(PaperReport, PaperReport.id == QuestionFigures.report_id)
        .join(PaperEdition, PaperEdition.id == PaperReport.edition_id)
        .join(Paper, Paper.id == PaperEdition.paper_id)
        .where(
            PaperReport.basis == Basis.FIRST,
            PaperReport.counted > 0,
            Paper.organisation_id == side.paper.organisation_id,
            QuestionFigures.version_id.in_([asked.version_id for asked in side.asked]),
        )
        .order_by(PaperReport.counted, PaperReport.id)
    )
    return {version: (figures, counted) for version, figures, counted in rows}


def _common(old: Side, new: Side) -> list[CommonQuestion]:
    numbers = {asked.version_id: asked for asked in new.asked}
    left, right = old.facilities(), new.facilities()
    names = _names([asked.version_id for asked in old.asked if asked.version_id in numbers])
    return [
        CommonQuestion(names[v], asked.number, numbers[v].number, left.get(v), right.get(v))
        for asked in old.asked
        if (v := asked.version_id) in numbers
    ]


def _names(versions: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(QuestionVersion.id, Question.external_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(QuestionVersion.id.in_(versions))
    )
    return {row[0]: row[1] for row in rows}


def _fields(old: Side, new: Side, elsewhere: Mapping[int, tuple[Mapping[str, Any], int]]) -> list[FieldCompared]:
    """The judged fields that both papers have, by their codes."""
    news = {field.code: field for field in new.edition.fields}
    sat = {row.version_id: (row.figures, old.people) for row in (old.report.questions if old.report else [])}
    own = {row.version_id: (row.figures, new.people) for row in (new.report.questions if new.report else [])}
    known = {**elsewhere, **own}
    return [
        _field(
            field.title,
            field.pass_mark,
            news[field.code].pass_mark,
            *_forms(_versions(old, field.id), sat, _versions(new, news[field.code].id), known, (old, new)),
        )
        for field in old.edition.fields
        if field.pass_mark is not None and field.code in news
    ]


def _field(title: str, mark: int, new_mark: int | None, old: Form, new: Form) -> FieldCompared:
    return FieldCompared(
        title,
        mark,
        new_mark,
        len(new.items),
        len(new.known),
        equating.link(old.known, new.known),
        equating.expected_mark(old, new, mark),
        equating.table(old, new),
    )


def _versions(side: Side, field_id: int) -> list[int]:
    """The questions of the field that count: a voided one measures nobody."""
    return [
        asked.version_id for asked in side.asked if asked.section.field_id == field_id and asked.treatment not in VOID
    ]


Known = Mapping[int, tuple[Mapping[str, Any], int]]


def _forms(
    old_versions: Sequence[int], sat: Known, new_versions: Sequence[int], known: Known, sides: tuple[Side, Side]
) -> tuple[Form, Form]:
    """Both by one model: 2PL where all that were sat have it, else 1PL, else from the shares alone."""
    rows = [sat[v] for v in old_versions if v in sat] + [known[v] for v in new_versions if v in known]
    model = next((m for m in MODELS if rows and all(_has(figures, m) for figures, _ in rows)), None)
    people = sides[1].people or sides[0].people
    left = Form({v: _item(sat.get(v), model) for v in old_versions}, sides[0].people, _together(sides[0], model))
    right = Form({v: _item(known.get(v), model) for v in new_versions}, people, _together(sides[1], model))
    return left, right


def _together(side: Side, model: str | None) -> dict[tuple[str, int, str, int], float] | None:
    """How the parameters of 2PL vary together, by the versions of the questions."""
    kept = side.report.covariance if side.report is not None and model == "2pl" else None
    if kept is None:
        return None
    versions = {row.number: row.version_id for row in side.report.questions} if side.report else {}
    names = [(name, versions[number]) for name in ("difficulty", "slope") for number in kept["numbers"]]
    return {
        (*one, *other): value
        for one, row in zip(names, kept["rows"], strict=True)
        for other, value in zip(names, row, strict=True)
    }


def _has(figures: Mapping[str, Any], model: str) -> bool:
    return figures.get(f"difficulty_{model}") is not None


def _item(found: tuple[Mapping[str, Any], int] | None, model: str | None) -> Item | None:
    if found is None or found[0].get("facility") is None:
        return None
    figures, people = found
    if model is None:
        return from_facility(figures["facility"], people)
    return Item(
        figures[f"slope_{model}"],
        figures[f"difficulty_{model}"],
        figures.get(f"slope_{model}_variance") or 0.0,
        figures.get(f"difficulty_{model}_variance") or 0.0,
        figures.get(f"covariance_{model}") or 0.0,
    )
