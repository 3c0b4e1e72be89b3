"""A bank on its way out: everything that an organisation has, as values; and what is there already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer

from app.accounts.models import Organisation
from app.db import db
from app.files import StoredFile
from app.questions.models import Citation, Question, QuestionVersion, Statement, Topic
from app.questions.queries import bank, values
from app.questions.rules.content import content_hash
from app.questions.rules.exchange.package import Package
from app.questions.rules.stock import CaseStem as Case
from app.questions.rules.words import QuestionStatus

AT_A_TIME = 300
PREFIX = re.compile(r"([A-Z]{2}-[A-Z]{4})-\d+")


def package_of(organisation: Organisation, status: QuestionStatus | None = None) -> Package:
    """All questions of the organisation in their newest wording, or those that stand at the status."""
    package, external_ids = empty_package(organisation.id, status)
    for start in range(0, len(external_ids), AT_A_TIME):
        pack(package, organisation.id, external_ids[start : start + AT_A_TIME])
    return package


def empty_package(organisation_id: int, status: QuestionStatus | None = None) -> tuple[Package, list[str]]:
    """What the questions rest on, and the ids of those to be packed, part by part."""
    names = _names(organisation_id, status)
    prefixes = _prefixes(names)
    package = Package(
        topics={
            topic.code: values.topic_value(topic, prefixes.get(topic.code) or _made_up(topic.position))
            for topic in bank.topics(organisation_id)
        },
        sources={source.key: values.source_value(source) for source in bank.sources(organisation_id)},
    )
    return package, [name for name, _ in names]


def pack(package: Package, organisation_id: int, external_ids: Sequence[str]) -> None:
    """Put these questions into the package."""
    _pack(package, _newest(organisation_id, external_ids))


def _pack(package: Package, versions: Iterable[QuestionVersion]) -> None:
    """Rows become values piece by piece: ten thousand questions as rows would not fit."""
    for version in versions:
        question = values.question_value(version, version.image)
        package.questions.append(question)
        package.statuses[question.id] = version.question.status
        if version.case_stem is not None:
            package.cases[version.case_stem.external_id] = Case(version.case_stem.external_id, version.case_stem.text)
        if question.image is not None and version.image is not None:
            package.images[question.image.file] = version.image.bytes


def _names(organisation_id: int, status: QuestionStatus | None) -> list[tuple[str, str]]:
    """Every question that has a version, with the code of its topic, in the order of the ids."""
    newest = select(func.max(QuestionVersion.id)).group_by(QuestionVersion.question_id)
    wanted = (
        select(Question.external_id, Topic.code)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(Topic, Topic.id == QuestionVersion.topic_id)
        .where(Question.organisation_id == organisation_id, QuestionVersion.id.in_(newest))
        .order_by(Question.external_id)
    )
    if status is not None:
        wanted = wanted.where(Question.status == status)
    return [(row[0], row[1]) for row in db.session.execute(wanted)]


def _prefixes(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for external_id, topic in names:
        match = PREFIX.fullmatch(external_id)
        if match is not None:
            found.setdefault(topic, match[1])
    return found


def _made_up(position: int) -> str:
    """A prefix for a topic without questions: the files want one, different for each."""
    letters = [chr(ord("A") + position // 26**power % 26) for power in range(3)]
    return "ZZ-Z" + "".join(reversed(letters))


def _newest(organisation_id: int, external_ids: Sequence[str]) -> list[QuestionVersion]:
    newest = select(func.max(QuestionVersion.id)).group_by(QuestionVersion.question_id)
    wanted = select(QuestionVersion).join(QuestionVersion.question).join(QuestionVersion.topic)
    wanted = wanted.where(
        Question.organisation_id == organisation_id,
        Question.external_id.in_(external_ids),
        QuestionVersion.id.in_(newest),
    )
    statements = selectinload(QuestionVersion.statements)
    return list(
        db.session.scalars(
            wanted.order_by(Question.external_id).options(
                contains_eager(QuestionVersion.question),
                contains_eager(QuestionVersion.topic),
                joinedload(QuestionVersion.case_stem),
                joinedload(QuestionVersion.image).options(undefer(StoredFile.bytes)),
                statements.selectinload(Statement.citations).joinedload(Citation.source),
            )
        )
    )


def newest_versions() -> Select[int]:
    """Ids of the newest version of every question, for use inside a query."""
    return select(func.max(QuestionVersion.id)).group_by(QuestionVersion.question_id)


def newest_by_id(organisation_id: int, external_ids: Sequence[str]) -> dict[str, QuestionVersion]:
    """The newest version, with all that it says, of each of these questions that is there."""
    return {version.question.external_id: version for version in _newest(organisation_id, external_ids)}


def says_the_same(version: QuestionVersion, digest: str) -> bool:
    """As loaded, or as it would be written out now: images have another name there."""
    if version.content_hash == digest:
        return True
    case = version.case_stem.text if version.case_stem else None
    image = version.image.bytes if version.image else None
    return content_hash(values.question_value(version, version.image), case_text=case, image=image) == digest
