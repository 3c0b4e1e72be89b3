"""Find how the people of a group stand: their results, their chances to pass, and who has not sat yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Organisation, Person
from app.accounts.rules import HOME_ORGANISATION
from app.clock import jst
from app.db import db
from app.exams.models import Attempt, Paper, PaperEdition, PaperField, PaperSection, SectionScoreRow
from app.exams.rules import AttemptState
from app.practice.models import PracticeDay
from app.questions.rules.words import PaperKind
from app.statistics.models import PaperReport, PassOutlook
from app.statistics.queries.groups import Group
from app.statistics.rules import Basis
from app.statistics.rules.warning import FIFTHS, Part, part, reasons

PEOPLE_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class FieldMean:
    title: str
    mean: float
    questions: int


@dataclass(frozen=True, slots=True)
class Sat:
    """What the group did at a paper, each the first time, beside all who sat it."""

    paper: Paper
    edition: int
    people: int
    passed: int
    fields: Sequence[FieldMean]
    mean: float
    all_mean: float | None
    all_pass_rate: float | None

    @property
    def pass_rate(self) -> float:
        return 100 * self.passed / self.people


def sat(group: Group) -> list[Sat]:
    """Papers of the group's organisation and of the site; those of other organisations are not theirs to see."""
    first = _first_attempts(group).subquery()
    counted = db.session.execute(
        select(Attempt.edition_id, func.count(), func.count().filter(Attempt.passed.is_(True)))
        .where(Attempt.id.in_(select(first.c.id)))
        .group_by(Attempt.edition_id)
    ).all()
    editions = _editions([row[0] for row in counted])
    fields = _fields(select(first.c.id))
    reports = _reports(editions)
    rows = [_sat(editions[id], people, passed, fields.get(id, []), reports.get(id)) for id, people, passed in counted]
    return sorted(rows, key=lambda row: (row.paper.slug, row.edition))


def _sat(edition: PaperEdition, people: int, passed: int, fields: list[FieldMean], report: PaperReport | None) -> Sat:
    total = report.total.figures if report is not None and report.scales else {}
    mean = sum(field.mean for field in fields)
    return Sat(edition.paper, edition.number, people, passed, fields, mean, total.get("mean"), total.get("pass_rate"))


def _first_attempts(group: Group) -> Select[int]:
    """Whose result cannot be reckoned yet is not counted."""
    return (
        select(func.min(Attempt.id).label("id"))
        .join(Paper, Paper.id == Attempt.paper_id)
        .where(
            Attempt.person_id.in_(group.people),
            Attempt.state != AttemptState.OPEN,
            Attempt.passed.is_not(None),
            Paper.kind == PaperKind.MOCK,
            _theirs(Paper.organisation_id.expression, group),
        )
        .group_by(Attempt.person_id, Attempt.paper_id)
    )


def _theirs(organisation_id: ColumnElement[int], group: Group) -> ColumnElement[bool]:
    home = select(Organisation.id).where(Organisation.slug == HOME_ORGANISATION)
    return or_(organisation_id == group.organisation.id, organisation_id.in_(home))


def _editions(ids: Sequence[int]) -> dict[int, PaperEdition]:
    found = db.session.scalars(
        select(PaperEdition).where(PaperEdition.id.in_(ids)).options(joinedload(PaperEdition.paper))
    )
    return {edition.id: edition for edition in found}


def _fields(attempts: Select[int]) -> dict[int, list[FieldMean]]:
    rows = db.session.execute(
        select(
            PaperField.edition_id,
            PaperField.title,
            func.sum(SectionScoreRow.correct),
            func.sum(SectionScoreRow.total),
            func.count(SectionScoreRow.attempt_id.distinct()),
        )
        .join(PaperSection, PaperSection.field_id == PaperField.id)
        .join(SectionScoreRow, SectionScoreRow.section_id == PaperSection.id)
        .where(SectionScoreRow.attempt_id.in_(attempts))
        .group_by(PaperField.id)
        .order_by(PaperField.edition_id, PaperField.position)
    )
    found: dict[int, list[FieldMean]] = {}
    for edition_id, title, correct, total, people in rows:
        found.setdefault(edition_id, []).append(FieldMean(title, correct / people, round(total / people)))
    return found


def _reports(editions: dict[int, PaperEdition]) -> dict[int, PaperReport]:
    found = db.session.scalars(
        select(PaperReport)
        .where(PaperReport.edition_id.in_(editions), PaperReport.basis == Basis.FIRST)
        .options(joinedload(PaperReport.scales))
    ).unique()
    return {report.edition_id: report for report in found}


@dataclass(frozen=True, slots=True)
class Warned:
    """Somebody with the chance to pass and what stands in the way."""

    outlook: PassOutlook
    fields: Sequence[Part]
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Prospects:
    """A page of people, those who need help most first; `fifths` counts all of them by their chance."""

    rows: Sequence[Warned]
    fifths: Sequence[int]
    size: int

    @property
    def known(self) -> int:
        return sum(self.fifths)

    @property
    def pages(self) -> int:
        return max(1, -(-self.known // PEOPLE_A_PAGE))


def prospects(group: Group, today: date, *, page: int | None) -> Prospects:
    """With the newest outlook of each; without a page, everybody."""
    newest = _newest(group)
    each = select(_fifth().label("fifth")).where(PassOutlook.id.in_(newest)).subquery()
    rows = db.session.execute(select(each.c.fifth, func.count()).group_by(each.c.fifth))
    counts = {int(row[0]): int(row[1]) for row in rows}
    fifths = [counts.get(place, 0) + (counts.get(FIFTHS, 0) if place == FIFTHS - 1 else 0) for place in range(FIFTHS)]
    wanted = (
        select(PassOutlook)
        .where(PassOutlook.id.in_(newest))
        .order_by(PassOutlook.chance, PassOutlook.person_id)
        .options(joinedload(PassOutlook.person), joinedload(PassOutlook.edition).joinedload(PaperEdition.paper))
    )
    if page is not None:
        wanted = wanted.limit(PEOPLE_A_PAGE).offset((page - 1) * PEOPLE_A_PAGE)
    found = list(db.session.scalars(wanted))
    practised = _practised([row.person_id for row in found])
    size = db.session.scalar(select(func.count()).select_from(group.people.distinct().subquery())) or 0
    return Prospects([_warned(row, practised.get(row.person_id), today) for row in found], fifths, size)


def _fifth() -> ColumnElement[int]:
    return func.floor(PassOutlook.chance * FIFTHS)


def _newest(group: Group) -> Select[int]:
    """One outlook of each person: of the papers that they sat last."""
    other = aliased(PassOutlook)
    newer = (
        select(other.id)
        .where(
            other.person_id == PassOutlook.person_id,
            _theirs(other.organisation_id.expression, group),
            (other.last_sat_at > PassOutlook.last_sat_at)
            | ((other.last_sat_at == PassOutlook.last_sat_at) & (other.id > PassOutlook.id)),
        )
        .exists()
    )
    return select(PassOutlook.id).where(
        PassOutlook.person_id.in_(group.people), _theirs(PassOutlook.organisation_id.expression, group), ~newer
    )


def _practised(people: Sequence[int]) -> dict[int, date]:
    rows = db.session.execute(
        select(PracticeDay.person_id, func.max(PracticeDay.on))
        .where(PracticeDay.person_id.in_(people))
        .group_by(PracticeDay.person_id)
    )
    return {row[0]: row[1] for row in rows}


def _warned(outlook: PassOutlook, practised_on: date | None, today: date) -> Warned:
    fields = [part(stored) for stored in outlook.parts["fields"]]
    sections = [part(stored) for stored in outlook.parts["sections"]]
    found = reasons(
        fields,
        sections,
        not_reached=outlook.parts["not_reached"],
        questions=outlook.parts["questions"],
        sat_on=jst(outlook.last_sat_at).date(),
        practised_on=practised_on,
        today=today,
    )
    return Warned(outlook, fields, found)


def not_sat(group: Group) -> tuple[list[Person], int]:
    """Who has not ended a mock examination yet: some of them by name, and how many they are."""
    ended = (
        select(Attempt.person_id)
        .join(Paper, Paper.id == Attempt.paper_id)
        .where(
            Attempt.state != AttemptState.OPEN,
            Paper.kind == PaperKind.MOCK,
            _theirs(Paper.organisation_id.expression, group),
        )
    )
    wanted = select(Person).where(Person.id.in_(group.people), Person.id.not_in(ended))
    some = list(db.session.scalars(wanted.order_by(Person.kana, Person.id).limit(PEOPLE_A_PAGE)))
    return some, db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
