"""Write questions: begin, save as one types, hand in, take an older version up again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from app import files
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, Refusal
from app.questions.actions.versions import Shelf, Written, add_version, highest_identities
from app.questions.actions.workflow import record_move
from app.questions.models import CaseStem, Question, QuestionDraft, QuestionVersion, QuestionWriter, Topic
from app.questions.queries import bank, values, workflow
from app.questions.queries import writing as find
from app.questions.rules import drafting
from app.questions.rules.content import content_hash
from app.questions.rules.drafting import Checked, Content
from app.questions.rules.stock import Question as Wording
from app.questions.rules.words import QuestionStatus
from app.questions.rules.workflow import HAND_IN

FIRST_OF_THE_SITE = 501
SECTION_LETTERS = {"care-support": "KS", "health": "HO", "welfare": "FU"}
OVERTAKEN = "{name}さんが{when}に保存しています。下の内容はまだ保存していません。"
NOT_READY = "まだ出せません。下の「直すところ」を直してください。"
UNCHANGED = "前の版から変わったところがありません。"
UNDER_CHECK = "いま「{status}」にあります。書き直すときは、先に書き手に戻してください。"
UNFINISHED = "書きかけの下書きがあります。先に査読へ出すか、下書きを捨ててください。"
NO_DRAFT = "この下書きはもうありません。問題の画面から、もう一度開いてください。"


class Overtaken(Conflict):
    """Somebody else has saved since; what was typed is kept by the page."""


def begin(topic: Topic, *, by: Person, now: datetime, today: date) -> Question:
    """A new question with an empty draft; its id continues the topic's own row of ids."""
    question = Question(
        organisation_id=topic.organisation_id,
        external_id=_next_id(topic),
        status=QuestionStatus.DRAFT,
        created_at=now,
    )
    db.session.add(question)
    db.session.flush()  # the draft needs the id
    _open_draft(question, drafting.blank(topic.code, today), 0, by, now)
    return question


def _next_id(topic: Topic) -> str:
    """KS-HIHO-501 after KS-HIHO-003: numbers from 501 are never used by what comes with the program."""
    known = db.session.scalars(
        select(Question.external_id)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(QuestionVersion.topic_id == topic.id)
        .limit(1)
    ).first()
    prefix = known.rpartition("-")[0] if known and re.fullmatch(r"[A-Z]{2}-[A-Z]{4}-\d+", known) else _prefix(topic)
    taken = db.session.scalars(
        select(Question.external_id).where(
            Question.organisation_id == topic.organisation_id, Question.external_id.startswith(f"{prefix}-")
        )
    )
    return f"{prefix}-{_next_number(taken):03}"


def _next_number(taken: Iterable[str]) -> int:
    """After the highest at the end of these ids, and never one that comes with the program."""
    numbers = (re.search(r"(?<=-)[0-9]{1,9}$", id) for id in taken)
    return max([FIRST_OF_THE_SITE - 1, *(int(found[0]) for found in numbers if found)]) + 1


def _prefix(topic: Topic) -> str:
    letters = re.sub(r"[^A-Z]", "", topic.code.rpartition(".")[2].upper())
    return f"{SECTION_LETTERS.get(topic.section_code, 'XX')}-{letters[:4].ljust(4, 'X')}"


def _open_draft(question: Question, content: Content, base: int, by: Person, now: datetime) -> QuestionDraft:
    draft = QuestionDraft(
        question_id=question.id,
        content=content,
        base_number=base,
        saves=0,
        editing_by_id=by.id,
        editing_at=now,
        saved_at=now,
    )
    db.session.add(draft)
    return draft


def start_editing(question: Question, *, by: Person, now: datetime) -> QuestionDraft:
    """Open the question to be rewritten, from its newest version; a draft that is there goes on.

    Whoever has it open keeps the mark: the second one is warned by the page and takes it by saving.
    """
    workflow.lock(question)  # of two who begin at once the second finds the draft of the first
    draft = find.draft_of(question)
    if draft is not None:
        if find.somebody_else(draft, by, now) is None:
            draft.editing_by_id, draft.editing_at = by.id, now
        return draft
    if question.status in (QuestionStatus.REVIEW, QuestionStatus.LAW_CHECK, QuestionStatus.RETIRED):
        raise Conflict(UNDER_CHECK.format(status=workflow.label(question)))
    newest = find.versions_of(question)[0]
    return _open_draft(question, content_of(newest), newest.number, by, now)


def content_of(version: QuestionVersion) -> Content:
    """What the form shows of a version."""
    image = values.image_of(version)
    kept = None
    if image is not None:
        kept = {"id": image.id, "sha256": image.sha256, "file": values.image_name(image), "alt": version.image_alt}
    books = values.books(version.question.organisation_id)
    return drafting.content_of(values.question_value(version, image), books, kept)


def save_draft(
    question: Question, content: Content, *, saves: int, overwrite: bool, by: Person, now: datetime
) -> QuestionDraft:
    """Keep what was typed; raises Overtaken when somebody has saved since the form was made."""
    draft = draft_to_change(question)
    if draft.saves != saves and not overwrite:
        when = values.clock_words(draft.saved_at)
        raise Overtaken(OVERTAKEN.format(name=draft.editing_by.name, when=when))
    kept = {**content, "image": draft.content.get("image")}
    if kept != draft.content:
        draft.content, draft.changed = kept, True
        draft.saves += 1
        draft.saved_at = now
        note_writer(question, draft.base_number + 1, by.id)
    draft.editing_by_id, draft.editing_at = by.id, now
    return draft


def draft_to_change(question: Question) -> QuestionDraft:
    """The draft as it is stored now, which nobody else changes until this transaction ends."""
    workflow.lock(question)
    draft = find.draft_of(question)
    if draft is None:
        raise Conflict(NO_DRAFT)
    db.session.refresh(draft)
    return draft


def note_writer(question: Question, number: int, person_id: int) -> None:
    """Remember that the person has had a hand in the version of this number."""
    key = (question.id, number, person_id)
    if db.session.get(QuestionWriter, key) is None:
        db.session.add(QuestionWriter(question_id=question.id, number=number, person_id=person_id))


def checked(question: Question, content: Content) -> Checked:
    """What the draft would make, by the rules of the bank."""
    topics = {topic.code: topic for topic in values.topic_values(question.organisation_id)}
    found = drafting.check(
        question.external_id, content, topics.get(content["topic"]), values.books(question.organisation_id)
    )
    if content["case"] and content["case"] not in cases(question.organisation_id):
        return Checked(found.question, (*found.advice, drafting.Advice("case", "この事例はありません。", stops=True)))
    return found


def cases(organisation_id: int) -> dict[str, CaseStem]:
    """The newest wording of every case of the organisation, by its id."""
    wanted = select(CaseStem).where(CaseStem.organisation_id == organisation_id).order_by(CaseStem.number)
    return {case.external_id: case for case in db.session.scalars(wanted)}


def hand_in(question: Question, *, by: Person, now: datetime) -> QuestionVersion:
    """Make a version of the draft and send it to review; refuses what breaks a rule of the bank."""
    workflow.lock(question)
    draft = find.draft_of(question)
    if draft is None or question.status not in HAND_IN.sources:
        raise Conflict(UNDER_CHECK.format(status=workflow.label(question)))
    content = _with_case(question, draft.content, now)
    result = checked(question, content)
    if not result.ready or result.question is None:
        raise Refusal(NOT_READY)
    version = _freeze(question, draft, result.question, by, now)
    record_move(question, version, HAND_IN.target, note="", by=by, now=now)
    db.session.delete(draft)
    return version


def _with_case(question: Question, content: Content, now: datetime) -> Content:
    """A case that was typed becomes one of the bank, under the next free id."""
    text = str(content.get("case_text", "")).strip()
    if not text:
        return content
    prefix = f"CASE-{question.external_id[:2]}"
    taken = db.session.scalars(
        select(CaseStem.external_id).where(
            CaseStem.organisation_id == question.organisation_id,
            CaseStem.external_id.startswith(f"{prefix}-", autoescape=True),
        )
    )
    name = f"{prefix}-{_next_number(taken):03}"
    db.session.add(
        CaseStem(organisation_id=question.organisation_id, external_id=name, number=1, text=text, created_at=now)
    )
    db.session.flush()  # the version needs its id
    return {**content, "case": name, "case_text": ""}


def _freeze(question: Question, draft: QuestionDraft, wording: Wording, by: Person, now: datetime) -> QuestionVersion:
    shelf = shelf_of(question.organisation_id)
    kept = draft.content.get("image")
    image = db.session.get(files.StoredFile, kept["id"]) if kept else None
    case_text = shelf.case_texts.get(wording.case or "")
    digest = content_hash(wording, case_text=case_text, image=image.bytes if image else None)
    before = next(iter(find.versions_of(question)), None)
    if before is not None and before.content_hash == digest:
        if before.published_at is not None:
            raise Refusal(UNCHANGED)
        return before
    written = Written(digest, image.id if image else None, by.id, now, published=False)
    version = add_version(
        shelf, wording, written, question, before, highest_identities([question.id]).get(question.id, 0)
    )
    for person_id in {by.id, *find.writers_of(draft)}:
        note_writer(question, version.number, person_id)
    db.session.flush()  # the step on the way names the version
    return version


def shelf_of(organisation_id: int) -> Shelf:
    """The ids of all that versions of the organisation may point at."""
    newest = cases(organisation_id)
    return Shelf(
        topics={topic.code: topic.id for topic in bank.topics(organisation_id)},
        sources={source.key: source.id for source in bank.sources(organisation_id)},
        cases={(case.external_id, case.text): case.id for case in newest.values()},
        case_texts={case.external_id: case.text for case in newest.values()},
    )


def restore(question: Question, number: int, *, by: Person, now: datetime) -> QuestionDraft:
    """Open an older version as a new draft; it goes the whole way again."""
    workflow.lock(question)
    draft = find.draft_of(question)
    if draft is not None:
        db.session.refresh(draft)
    if draft is not None and draft.changed:
        raise Conflict(UNFINISHED)
    if question.status in (QuestionStatus.REVIEW, QuestionStatus.LAW_CHECK, QuestionStatus.RETIRED):
        raise Conflict(UNDER_CHECK.format(status=workflow.label(question)))
    versions = find.versions_of(question)
    content = content_of(find.version_of(question, number))
    if draft is None:
        draft = _open_draft(question, content, versions[0].number, by, now)
    draft.content, draft.changed, draft.saved_at = content, True, now
    draft.saves += 1  # whoever has the form open is overtaken
    draft.editing_by_id, draft.editing_at = by.id, now
    note_writer(question, draft.base_number + 1, by.id)
    return draft


def discard(question: Question) -> None:
    """Throw the draft of a question away that has a version; the version stays as it was."""
    draft = find.draft_of(question)
    if draft is None or draft.base_number == 0:
        raise Conflict("捨てられる下書きはありません。")
    db.session.delete(draft)
