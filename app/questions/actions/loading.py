"""Change the question bank: load it from its files, a new version only for what has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from mimetypes import guess_type
from typing import Any

from sqlalchemy import select

from app import audit, events, files
from app.accounts.models import Organisation, Person
from app.db import db
from app.questions import queries
from app.questions.actions.amendments import came_out_anew
from app.questions.actions.versions import Shelf, Written, add_version, highest_identities
from app.questions.actions.workflow import doubt_ends
from app.questions.models import CaseStem, Question, QuestionMove, QuestionVersion, Source, Topic
from app.questions.rules import stock
from app.questions.rules.content import content_hash
from app.questions.rules.loading import LoadReport, Outcome
from app.questions.rules.words import QuestionStatus


@dataclass(frozen=True, slots=True)
class BankLoaded(events.Event):
    """A bank has been loaded into the organisation; whoever keeps more of it (its papers) goes on.

    Sent inside the transaction of the load; a listener notes in `report` what it did.
    """

    bank: stock.Bank
    organisation_id: int
    by_id: int | None
    now: datetime
    report: LoadReport


def load_bank(bank: stock.Bank, *, organisation: Organisation, by: Person | None, now: datetime) -> LoadReport:
    """Bring the organisation's bank to what the files say; the same files again change nothing.

    A question whose file has not changed since it was last loaded keeps the version that it has,
    even when somebody has since edited it on the site. What is no longer in the files stays.
    """
    report = LoadReport()
    load = _Load(bank, organisation.id, by.id if by else None, now, report)
    _load_topics(load)
    renewed = _load_sources(load)
    _load_cases(load)
    db.session.flush()  # the versions below need the ids of topics, sources and cases
    _load_questions(load)
    db.session.flush()  # a broken constraint must show here, and listeners need the versions
    for source in renewed:
        came_out_anew(source, spared=_as_in_the_files(load), by=by, now=now)
    events.send(BankLoaded(bank, organisation.id, load.by_id, now, report))
    if report.changed:
        after = {kind: dict(tally) for kind, tally in report.counts.items()}
        place = f"organisation:{organisation.id}"
        audit.record("questions.load", place, by=load.by_id, organisation=organisation.id, after=after)
    return report


@dataclass(frozen=True, slots=True)
class _Load:
    """What every step of one load needs to know."""

    bank: stock.Bank
    organisation_id: int
    by_id: int | None
    now: datetime
    report: LoadReport


def _topic_columns(topic: stock.Topic) -> dict[str, Any]:
    return {
        "code": topic.code,
        "title": topic.title,
        "aliases": list(topic.aliases),
        "field_code": topic.field,
        "field_title": topic.field_title,
        "section_code": topic.section,
        "section_title": topic.section_title,
        "group_title": topic.group,
        "position": topic.position,
        "always": topic.always,
    }


def _source_columns(source: stock.Source) -> dict[str, Any]:
    return {
        "key": source.key,
        "kind": source.kind,
        "title": source.title,
        "law_id": source.law_id,
        "edition": source.edition.isoformat() if source.edition else None,
        "url": source.url,
    }


def _topics(organisation_id: int) -> dict[str, Topic]:
    return {topic.code: topic for topic in queries.topics(organisation_id)}


def _sources(organisation_id: int) -> dict[str, Source]:
    return {source.key: source for source in queries.sources(organisation_id)}


def _load_topics(load: _Load) -> None:
    present = _topics(load.organisation_id)
    for topic in load.bank.topics:
        row, columns = present.get(topic.code), _topic_columns(topic)
        if row is None:
            db.session.add(Topic(organisation_id=load.organisation_id, **columns))
        load.report.note("出題項目", _brought_up_to_date(row, columns))


def _load_sources(load: _Load) -> list[Source]:
    """Those of which the files know a newer edition than was stored; a newer one of the site stays."""
    present, renewed = _sources(load.organisation_id), []
    for source in load.bank.sources:
        row, columns = present.get(source.key), _source_columns(source)
        if row is None:
            db.session.add(Source(organisation_id=load.organisation_id, **columns))
        elif (row.edition or "") > (columns["edition"] or ""):
            del columns["edition"]
        elif row.edition and row.edition != columns["edition"]:
            renewed.append(row)
        load.report.note("根拠", _brought_up_to_date(row, columns))
    return renewed


def _brought_up_to_date(row: Topic | Source | None, columns: Mapping[str, Any]) -> Outcome:
    """What became of a row without versions: it is changed in its place."""
    if row is None:
        return Outcome.ADDED
    changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return Outcome.UPDATED if changed else Outcome.UNCHANGED


def _cases(organisation_id: int) -> dict[str, list[CaseStem]]:
    """Every wording of every case, the oldest first."""
    wanted = select(CaseStem).where(CaseStem.organisation_id == organisation_id).order_by(CaseStem.number)
    present: defaultdict[str, list[CaseStem]] = defaultdict(list)
    for case in db.session.scalars(wanted):
        present[case.external_id].append(case)
    return present


def _load_cases(load: _Load) -> None:
    """A wording that is not there yet becomes a row of its own: past sittings keep the one they had."""
    present = _cases(load.organisation_id)
    for case in load.bank.cases:
        wordings = present.get(case.id, [])
        if any(row.text == case.text for row in wordings):
            load.report.note("事例", Outcome.UNCHANGED)
            continue
        number = wordings[-1].number + 1 if wordings else 1
        row = CaseStem(external_id=case.id, number=number, text=case.text, created_at=load.now)
        row.organisation_id = load.organisation_id
        db.session.add(row)
        load.report.note("事例", Outcome.UPDATED if wordings else Outcome.ADDED)


def _load_questions(load: _Load) -> None:
    shelf = Shelf(
        topics={code: topic.id for code, topic in _topics(load.organisation_id).items()},
        sources={key: source.id for key, source in _sources(load.organisation_id).items()},
        cases={(case.external_id, case.text): case.id for row in _cases(load.organisation_id).values() for case in row},
        case_texts={case.id: case.text for case in load.bank.cases},
    )
    present = queries.newest_versions(load.organisation_id, [question.id for question in load.bank.questions])
    loaded = _last_loaded_hashes([version.question_id for version in present.values()], load.by_id)
    highest = highest_identities([version.question_id for version in present.values()])
    for question in load.bank.questions:
        image = load.bank.images[question.image.file] if question.image else None
        digest = content_hash(question, case_text=shelf.case_texts.get(question.case or ""), image=image)
        before = present.get(question.id)
        if before is None:
            add_version(shelf, question, _written(load, question, digest), _new_question(load, question), None, 0)
            load.report.note("問題", Outcome.ADDED)
        elif digest in (before.content_hash, loaded.get(before.question_id)):
            load.report.note("問題", Outcome.UNCHANGED)
        else:
            written = _written(load, question, digest, published=before.question.status is not QuestionStatus.RETIRED)
            made = add_version(shelf, question, written, before.question, before, highest[before.question_id])
            if written.published:
                _back_in_use(before.question, made, load)
            load.report.note("問題", Outcome.UPDATED)


def _as_in_the_files(load: _Load) -> set[str]:
    """Questions that nobody has written on the site since: who made the files has looked at them."""
    newest = queries.newest_versions(load.organisation_id, [question.id for question in load.bank.questions])
    return {id for id, version in newest.items() if version.written_by_id in (None, load.by_id)}


def _back_in_use(question: Question, version: QuestionVersion, load: _Load) -> None:
    """What the files say was checked before it was shipped; whatever state the old wording was in has ended."""
    doubt_ends(question, by_id=load.by_id, now=load.now)
    if question.status is not QuestionStatus.PUBLISHED:
        db.session.flush()  # the step names the version
        db.session.add(
            QuestionMove(
                question_id=question.id,
                version_id=version.id,
                from_status=question.status,
                to_status=QuestionStatus.PUBLISHED,
                note="問題バンクのファイルから新しい版を読み込みました。",
                by_id=load.by_id,
                at=load.now,
            )
        )
        question.status = QuestionStatus.PUBLISHED


def _last_loaded_hashes(question_ids: Sequence[int], by_id: int | None) -> dict[int, str]:
    """What the newest version that came from the files said, where somebody may have edited since.

    Only versions that no person wrote came from the files; a load by a person is an import, which
    is compared with what is there now.
    """
    if by_id is not None:
        return {}
    wanted = (
        select(QuestionVersion.question_id, QuestionVersion.content_hash)
        .where(QuestionVersion.question_id.in_(question_ids), QuestionVersion.written_by_id.is_(None))
        .order_by(QuestionVersion.number)
    )
    return dict(db.session.execute(wanted).all())


def _new_question(load: _Load, question: stock.Question) -> Question:
    row = Question(
        organisation_id=load.organisation_id,
        external_id=question.id,
        status=QuestionStatus.PUBLISHED,
        created_at=load.now,
    )
    db.session.add(row)
    return row


def _written(load: _Load, question: stock.Question, digest: str, *, published: bool = True) -> Written:
    return Written(digest, _image_id(load, question.image), load.by_id, load.now, published)


def _image_id(load: _Load, image: stock.Image | None) -> int | None:
    if image is None:
        return None
    kind = guess_type(image.file)[0] or "application/octet-stream"
    stored = files.store(load.bank.images[image.file], type=kind, organisation_id=load.organisation_id)
    db.session.flush()  # the version needs the id of a new file
    return stored.id
