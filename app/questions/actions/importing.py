"""Take a package of questions in, part by part; the same again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from mimetypes import guess_type

from app import audit, files
from app.accounts.models import Person
from app.clock import jst
from app.db import db
from app.questions.actions.versions import Shelf, Written, add_version, highest_identities
from app.questions.actions.workflow import keep_back, went_out
from app.questions.actions.writing import shelf_of
from app.questions.models import CaseStem, Question, QuestionMove, QuestionVersion, Source, Topic
from app.questions.queries import bank, exchanges
from app.questions.queries.exchange import newest_by_id, says_the_same
from app.questions.rules import stock
from app.questions.rules.content import content_hash
from app.questions.rules.exchange.package import Package
from app.questions.rules.loading import LoadReport, Outcome
from app.questions.rules.words import QuestionStatus, SourceKind

IMPORTED = "読み込みで変わりました。"
SERVED = (QuestionStatus.PUBLISHED, QuestionStatus.DOUBTED)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one question of a package, with what is needed to undo it."""

    question: Question
    version: QuestionVersion | None
    outcome: Outcome
    status_before: QuestionStatus | None


def make_room(package: Package, organisation_id: int, report: LoadReport, *, now: datetime) -> None:
    """Make the topics, sources and cases that the package rests on and the organisation lacks."""
    _add_topics(package, organisation_id, report)
    _add_sources(package, organisation_id, report)
    _add_cases(package, organisation_id, now, report)
    db.session.flush()  # the versions need their ids


def take_part(
    package: Package,
    part: Sequence[stock.Question],
    *,
    organisation_id: int,
    default: QuestionStatus,
    report: LoadReport,
    by: Person | None,
    now: datetime,
) -> tuple[list[Taken], dict[str, Outcome]]:
    """Take in these questions of the package; a question that stands as the file says is left alone.

    One that somebody is writing on now is left out: its id is among the second, with what it would have become.
    """
    shelf = shelf_of(organisation_id)
    present = newest_by_id(organisation_id, [question.id for question in part])
    highest = highest_identities([version.question_id for version in present.values()])
    begun = exchanges.begun([question.id for question in part], organisation_id)
    taken: list[Taken] = []
    left: dict[str, Outcome] = {}
    for question in part:
        step = _Step(package, shelf, organisation_id, package.statuses.get(question.id, default), by, now)
        before = present.get(question.id)
        known = highest.get(before.question_id, 0) if before else 0
        spared = question.id in begun
        done = _take_in(package.beside(question, before.as_of if before else None), before, known, step, spared=spared)
        if done is None:
            left[question.id] = Outcome.UPDATED if before else Outcome.ADDED
            continue
        report.note("問題", done.outcome)
        taken.append(done)
    db.session.flush()  # what has been written need not stay in memory
    return taken, left


def record(organisation_id: int, report: LoadReport, *, by: Person | None) -> None:
    """Write into the audit trail what an import has changed, if anything."""
    if report.changed:
        after = {kind: dict(tally) for kind, tally in report.counts.items()}
        place = f"organisation:{organisation_id}"
        audit.record("questions.import", place, by=by.id if by else None, organisation=organisation_id, after=after)


class _Step:
    """What the taking in of one question needs to know."""

    def __init__(
        self,
        package: Package,
        shelf: Shelf,
        organisation_id: int,
        status: QuestionStatus,
        by: Person | None,
        now: datetime,
    ) -> None:
        self.package, self.shelf, self.organisation_id = package, shelf, organisation_id
        self.status, self.by, self.now = status, by, now


def _take_in(
    question: stock.Question, before: QuestionVersion | None, highest: int, step: _Step, *, spared: bool
) -> Taken | None:
    image = step.package.images.get(question.image.file) if question.image else None
    case_text = step.shelf.case_texts.get(question.case or "")
    digest = content_hash(question, case_text=case_text, image=image)
    status = before.question.status if before else None
    if before is not None and says_the_same(before, digest):
        return Taken(before.question, None, _settle(before.question, before, step), status)
    if spared:
        return None
    row = before.question if before else _new(question, step)
    target = _status_of_the_new(row, step)
    written = Written(
        digest, _stored(question, image, step), step.by.id if step.by else None, step.now, target in SERVED
    )
    version = add_version(step.shelf, question, written, row, before, highest)
    if before is not None:
        _go_to(target, row, version, step)
    return Taken(row, version, Outcome.UPDATED if before else Outcome.ADDED, status)


def _status_of_the_new(question: Question, step: _Step) -> QuestionStatus:
    """A wording of which the file says no status stands where new ones do: nobody has looked at it.

    A retired question stays retired.
    """
    if question.external_id not in step.package.statuses and question.status is QuestionStatus.RETIRED:
        return QuestionStatus.RETIRED
    return step.status


def _settle(question: Question, version: QuestionVersion, step: _Step) -> Outcome:
    """The status that the file says, when it says one; the same wording keeps its own otherwise."""
    target = step.package.statuses.get(question.external_id, question.status)
    if target is question.status:
        return Outcome.UNCHANGED
    _go_to(target, question, version, step)
    return Outcome.UPDATED


def _go_to(target: QuestionStatus, question: Question, version: QuestionVersion, step: _Step) -> None:
    """As the steps on the way do: what is published is in doubt no longer, what was retired is kept back."""
    before = question.status
    if target is not before:
        move(question, version, target, note=IMPORTED, by=step.by, now=step.now)
    if target in SERVED:
        version.published_at = version.published_at or step.now
    if target is QuestionStatus.PUBLISHED:
        went_out(question, by_id=step.by.id if step.by else None, now=step.now)
    elif target is QuestionStatus.DOUBTED or (before is QuestionStatus.RETIRED and target is not before):
        keep_back(question, jst(step.now).date())


def move(
    question: Question,
    version: QuestionVersion | None,
    target: QuestionStatus,
    *,
    note: str,
    by: Person | None,
    now: datetime,
) -> None:
    """A step on the question's way, taken by a file; the file itself stands in the audit trail."""
    db.session.flush()  # the step names the version
    db.session.add(
        QuestionMove(
            question_id=question.id,
            version_id=version.id if version else None,
            from_status=question.status,
            to_status=target,
            note=note,
            by_id=by.id if by else None,
            at=now,
        )
    )
    question.status = target


def _new(question: stock.Question, step: _Step) -> Question:
    row = Question(
        organisation_id=step.organisation_id, external_id=question.id, status=step.status, created_at=step.now
    )
    db.session.add(row)
    return row


def _stored(question: stock.Question, image: bytes | None, step: _Step) -> int | None:
    if question.image is None or image is None:
        return None
    kind = guess_type(question.image.file)[0] or "application/octet-stream"
    stored = files.store(image, type=kind, organisation_id=step.organisation_id)
    db.session.flush()  # the version needs the id of a new file
    return stored.id


def _add_topics(package: Package, organisation_id: int, report: LoadReport) -> None:
    present = {topic.code for topic in bank.topics(organisation_id)}
    wanted = dict(package.topics)
    for question in package.questions:
        wanted.setdefault(question.topic, _topic_for(question.topic))
    for code, topic in wanted.items():
        if code not in present:
            db.session.add(
                Topic(
                    organisation_id=organisation_id,
                    code=code,
                    title=topic.title,
                    aliases=list(topic.aliases),
                    field_code=topic.field,
                    field_title=topic.field_title,
                    section_code=topic.section,
                    section_title=topic.section_title,
                    group_title=topic.group,
                    position=topic.position,
                    always=topic.always,
                )
            )
        report.note("出題項目", Outcome.UNCHANGED if code in present else Outcome.ADDED)


def _topic_for(code: str) -> stock.Topic:
    """A place for questions from elsewhere, whose topic nobody has said."""
    title = "読み込んだ問題"
    section = code.partition(".")[0]
    return stock.Topic(code, "", title, (), title, section, title, section, title, 9_999)


def _add_sources(package: Package, organisation_id: int, report: LoadReport) -> None:
    present = {source.key for source in bank.sources(organisation_id)}
    wanted = dict(package.sources)
    for question in package.questions:
        for key in {one.source for statement in question.statements for one in statement.sources}:
            wanted.setdefault(key, stock.Source(key, SourceKind.GUIDELINE, key))
    for key, source in wanted.items():
        if key not in present:
            edition = source.edition.isoformat() if source.edition else None
            db.session.add(
                Source(
                    organisation_id=organisation_id,
                    key=key,
                    kind=source.kind,
                    title=source.title,
                    law_id=source.law_id,
                    edition=edition,
                    url=source.url,
                )
            )
        report.note("根拠", Outcome.UNCHANGED if key in present else Outcome.ADDED)


def _add_cases(package: Package, organisation_id: int, now: datetime, report: LoadReport) -> None:
    newest = shelf_of(organisation_id).case_texts
    for case in package.cases.values():
        if newest.get(case.id) == case.text:
            report.note("事例", Outcome.UNCHANGED)
            continue
        rows = db.session.query(CaseStem).filter_by(organisation_id=organisation_id, external_id=case.id).count()
        made = CaseStem(external_id=case.id, number=rows + 1, text=case.text, created_at=now)
        made.organisation_id = organisation_id
        db.session.add(made)
        report.note("事例", Outcome.UPDATED if case.id in newest else Outcome.ADDED)
