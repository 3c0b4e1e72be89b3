"""Take papers into the database: a change of what is asked makes a new edition, never alters one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import Conflict
from app.exams.models import (
    AcceptedKey,
    Paper,
    PaperEdition,
    PaperField,
    PaperQuestion,
    PaperSection,
)
from app.exams.queries import rulings
from app.exams.rules import Audience, RulingKind, Treatment, mask_of
from app.questions.models import Question, QuestionVersion
from app.questions.rules import stock
from app.questions.rules.loading import LoadReport, Outcome

OWN = "own"
SLUG_TAKEN = "試験の名前「{slug}」は別の団体が使っています。別の slug にしてください。"
NOT_PUBLISHED = "「{title}」に、公開されていない問題があります（{ids}）。公開してから入れてください。"


def load_papers(papers: Iterable[stock.Paper], *, organisation_id: int, now: datetime, report: LoadReport) -> None:
    """Bring these papers up to date; the same content again changes nothing.

    Raises Conflict for a slug that another organisation uses, and for a question that has not been published.
    """
    papers = list(papers)
    versions = _published_versions({id for paper in papers for id in paper.questions}, organisation_id)
    for paper in papers:
        report.note("試験", _load(paper, versions, organisation_id=organisation_id, now=now))


def make(given: stock.Paper, versions: Mapping[str, QuestionVersion], *, organisation_id: int, now: datetime) -> Paper:
    """A new paper of these versions, named as the paper names them; they may be of several organisations."""
    _load(given, versions, organisation_id=organisation_id, now=now)
    return db.session.scalars(select(Paper).where(Paper.slug == given.slug)).one()


def _published_versions(external_ids: set[str], organisation_id: int) -> dict[str, QuestionVersion]:
    """The newest published version of each; a paper that lives keeps a question that has since been doubted."""
    found = db.session.scalars(
        select(QuestionVersion)
        .join(QuestionVersion.question)
        .where(
            Question.organisation_id == organisation_id,
            Question.external_id.in_(external_ids),
            QuestionVersion.published_at.is_not(None),
        )
        .order_by(QuestionVersion.number)
        .options(joinedload(QuestionVersion.question), selectinload(QuestionVersion.statements))
    )
    return {version.question.external_id: version for version in found}


def _load(
    given: stock.Paper, versions: Mapping[str, QuestionVersion], *, organisation_id: int, now: datetime
) -> Outcome:
    paper = db.session.scalar(select(Paper).where(Paper.slug == given.slug))
    if paper is not None and paper.organisation_id != organisation_id:
        raise Conflict(SLUG_TAKEN.format(slug=given.slug))
    if paper is None:
        paper = Paper(slug=given.slug, organisation_id=organisation_id, created_at=now)
        db.session.add(paper)
    if unpublished := [id for id in given.questions if id not in versions]:
        raise Conflict(NOT_PUBLISHED.format(title=given.title, ids="、".join(unpublished)))
    restricted = any(versions[id].rights != OWN for id in given.questions)
    _describe(paper, given, restricted=restricted)
    db.session.flush()  # editions need the id
    newest = paper.editions[-1] if paper.editions else None
    content_hash = _content_hash(given, versions)
    if newest is not None and newest.content_hash == content_hash:
        return Outcome.UNCHANGED
    _new_edition(paper, given, versions, content_hash, now)
    return Outcome.UPDATED if newest else Outcome.ADDED


def _describe(paper: Paper, given: stock.Paper, *, restricted: bool) -> None:
    """Other people's texts are for the organisation that may use them, whatever the paper says."""
    paper.kind = given.kind
    paper.title = given.title
    paper.results = given.results
    paper.opens_at, paper.closes_at = given.opens_at, given.closes_at
    paper.entry_until, paper.attempts_allowed = given.entry_until, given.attempts_allowed
    for_all = given.audience in (None, "everyone") and not restricted
    paper.audience = Audience.EVERYONE if for_all else Audience.ORGANISATION


def _content_hash(given: stock.Paper, versions: Mapping[str, QuestionVersion]) -> str:
    """A name for what an edition pins: its time, its pass marks, its questions in their versions."""
    fields = [
        [field.code, field.title, field.pass_mark]
        + [[section.code, section.title, [versions[id].id for id in section.questions]] for section in field.sections]
        for field in given.fields
    ]
    said = json.dumps([str(given.as_of), given.minutes, fields], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _new_edition(
    paper: Paper,
    given: stock.Paper,
    versions: Mapping[str, QuestionVersion],
    content_hash: str,
    now: datetime,
) -> None:
    edition = PaperEdition(
        paper=paper,
        number=len(paper.editions) + 1,
        as_of=given.as_of,
        minutes=given.minutes,
        question_count=len(given.questions),
        revision=0,
        content_hash=content_hash,
        created_at=now,
    )
    number = 0
    for place, given_field in enumerate(given.fields, 1):
        field = PaperField(
            code=given_field.code, title=given_field.title, position=place, pass_mark=given_field.pass_mark
        )
        edition.fields.append(field)
        for rank, given_section in enumerate(given_field.sections, 1):
            section = PaperSection(code=given_section.code, title=given_section.title, position=rank)
            field.sections.append(section)
            db.session.add(edition)
            db.session.flush()  # the questions need the ids of edition and section
            for id in given_section.questions:
                number += 1
                db.session.add(_asked(edition, section, number, versions[id]))
    _replay_rulings(edition)


def _replay_rulings(edition: PaperEdition) -> None:
    """What was ruled on a question stays ruled in the next edition; a new key only for the same wording, but
    a void that was taken back with it is over for every wording.
    """
    db.session.flush()  # the rulings are matched against the questions just added
    asked = {row.version.question_id: row for row in rulings.asked_in(edition.id)}
    for ruling in rulings.rulings_in_order(edition.paper_id):
        if ruling.question_id not in asked:
            continue
        now_asked = asked[ruling.question_id]
        rekeyed = ruling.kind is RulingKind.REKEY
        reworded = ruling.version_id != now_asked.version_id
        if rekeyed and reworded and now_asked.treatment is Treatment.COUNTED:
            continue
        now_asked.treatment = Treatment.COUNTED if rekeyed else Treatment(ruling.kind.value)
        if rekeyed and not reworded:
            now_asked.keys = [AcceptedKey(mask=mask_of(key)) for key in ruling.accepted_keys]
        for field in edition.fields:
            field.pass_mark = ruling.pass_marks.get(field.code, field.pass_mark)


def _asked(edition: PaperEdition, section: PaperSection, number: int, version: QuestionVersion) -> PaperQuestion:
    return PaperQuestion(
        edition_id=edition.id,
        number=number,
        section_id=section.id,
        version_id=version.id,
        choose=version.choose,
        statement_count=len(version.statements),
        keys=[AcceptedKey(mask=mask_of(key)) for key in version.accepted_keys],
    )
