"""What an edition prints, as values that never change: kept in the process, the same for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Organisation
from app.accounts.rules import HOME_ORGANISATION
from app.db import db
from app.exams import rules
from app.exams.models import Paper, PaperEdition, PaperField, PaperQuestion
from app.exams.rules import Audience, FieldPlan, SectionPlan, Treatment
from app.once import once
from app.questions.models import Citation, Question, QuestionVersion, Statement
from app.questions.rules.citations import place
from app.reading.rules import leaks

EDITIONS_KEPT = 64


@dataclass(frozen=True, slots=True)
class PrintedSource:
    """A source as it is read: 「介護保険法 第9条」, with the key of its own page, or else the official text.

    There is no key where a reader of this paper may not look into the bank that it comes from.
    """

    label: str
    key: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class PrintedStatement:
    position: int
    text: str
    correct: bool
    why: str
    plain: str | None
    sources: tuple[PrintedSource, ...]


@dataclass(frozen=True, slots=True)
class PrintedQuestion:
    """Question `number` of an edition with its key; `keys` are masks."""

    number: int
    external_id: str
    question_id: int
    version_id: int
    version: int
    section: str
    section_title: str
    field_title: str
    topic_title: str
    stem: str
    case: str | None
    image_sha: str | None
    image_alt: str | None
    choose: int
    treatment: Treatment
    keys: frozenset[int]
    statements: tuple[PrintedStatement, ...]

    def is_correct(self, mask: int) -> bool:
        return rules.is_correct(mask, self.keys, self.treatment)

    @property
    def asked(self) -> list[str]:
        """The texts that are read before the answer: never what explains."""
        return [*([self.case] if self.case else []), self.stem, *(statement.text for statement in self.statements)]

    @property
    def explained(self) -> list[str]:
        """The texts that are read after it."""
        return [text for said in self.statements for text in (said.why, said.plain) if text]

    def guard(self) -> leaks.Guard:
        """Where readings stay away until the question is answered."""
        return leaks.guard(self.stem, [statement.text for statement in self.statements])


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """An edition as judged in one revision."""

    edition_id: int
    revision: int
    fields: tuple[FieldPlan, ...]
    questions: tuple[PrintedQuestion, ...]

    def question(self, number: int) -> PrintedQuestion | None:
        """Question `number`, which counts from 1."""
        return self.questions[number - 1] if 1 <= number <= len(self.questions) else None


@once(most=EDITIONS_KEPT)
def printed(edition_id: int, revision: int) -> PrintedPaper:
    """The edition as it is judged since its `revision`-th ruling; asked of the database once a process."""
    fields = db.session.scalars(
        select(PaperField)
        .where(PaperField.edition_id == edition_id)
        .order_by(PaperField.position)
        .options(selectinload(PaperField.sections))
    ).all()
    sources_shown = _sources_shown(edition_id)
    titles = {section.id: (section.code, section.title, field.title) for field in fields for section in field.sections}
    questions = tuple(
        _printed_question(asked, titles[asked.section_id], sources_shown=sources_shown) for asked in _asked(edition_id)
    )
    return PrintedPaper(edition_id, revision, tuple(map(_plan, fields)), questions)


def printed_edition(edition: PaperEdition) -> PrintedPaper:
    """The edition as it is judged today."""
    return printed(edition.id, edition.revision)


def _sources_shown(edition_id: int) -> bool:
    """May everybody who sits this paper look into the bank that it comes from?

    They may where it is the site's own, or where only members of its organisation sit.
    """
    audience, slug = db.session.execute(
        select(Paper.audience, Organisation.slug)
        .join(Paper.organisation)
        .join(Paper.editions)
        .where(PaperEdition.id == edition_id)
    ).one()
    return slug == HOME_ORGANISATION or audience is not Audience.EVERYONE


def _asked(edition_id: int) -> Iterable[PaperQuestion]:
    version = joinedload(PaperQuestion.version)
    citations = version.selectinload(QuestionVersion.statements).selectinload(Statement.citations)
    return db.session.scalars(
        select(PaperQuestion)
        .where(PaperQuestion.edition_id == edition_id)
        .order_by(PaperQuestion.number)
        .options(
            selectinload(PaperQuestion.keys),
            version.joinedload(QuestionVersion.question).load_only(Question.external_id),
            version.joinedload(QuestionVersion.topic),
            version.joinedload(QuestionVersion.case_stem),
            version.joinedload(QuestionVersion.image),
            citations.joinedload(Citation.source),
        )
    )


def _plan(field: PaperField) -> FieldPlan:
    sections = tuple(SectionPlan(section.code, section.title) for section in field.sections)
    return FieldPlan(field.code, field.title, field.pass_mark, sections)


def _printed_question(asked: PaperQuestion, titles: tuple[str, str, str], *, sources_shown: bool) -> PrintedQuestion:
    version = asked.version
    section, section_title, field_title = titles
    return PrintedQuestion(
        number=asked.number,
        external_id=version.question.external_id,
        question_id=version.question_id,
        version_id=version.id,
        version=version.number,
        section=section,
        section_title=section_title,
        field_title=field_title,
        topic_title=version.topic.title,
        stem=version.stem,
        case=version.case_stem.text if version.case_stem else None,
        image_sha=version.image.sha256 if version.image else None,
        image_alt=version.image_alt,
        choose=version.choose,
        treatment=asked.treatment,
        keys=frozenset(key.mask for key in asked.keys),
        statements=tuple(
            _printed_statement(statement, sources_shown=sources_shown) for statement in version.statements
        ),
    )


def _printed_statement(statement: Statement, *, sources_shown: bool) -> PrintedStatement:
    return PrintedStatement(
        statement.position,
        statement.text,
        statement.correct,
        statement.why,
        statement.plain,
        tuple(_printed_source(citation, shown=sources_shown) for citation in statement.citations),
    )


def _printed_source(citation: Citation, *, shown: bool) -> PrintedSource:
    where = place(article=citation.article, paragraph=citation.paragraph, item=citation.item, suppl=citation.suppl)
    source = citation.source
    return PrintedSource(f"{source.title} {where}".strip(), source.key if shown else None, source.url)
