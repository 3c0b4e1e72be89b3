"""A paper sat in a room without computers: ask for its PDF, and take in what was marked on the sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app import audit, files
from app.accounts.models import Person
from app.clock import start_of
from app.db import db
from app.exams.models import NEVER_SCORED, Answer, Attempt, Paper, PaperEdition
from app.exams.models.on_paper import PaperPrint, TypedSheet
from app.exams.queries import on_paper as find
from app.exams.rules import AttemptState
from app.exams.rules.printing import Print, PrintState
from app.exams.rules.sheets import Fault, Sheet, read
from app.questions.rules.exchange.archives import is_zip
from app.tasks import enqueue

PRINT = "exams.print"
NOBODY = "「{who}」という人は、この団体にいません。"
SAT_ON_SCREEN = "「{who}」さんは、この試験を画面で受けています。紙の解答は入れられません。"
IN_FUTURE = "実施日が先の日になっています。"
MORNING = timedelta(hours=10)
PDF = "application/pdf"


def ask_for_print(edition: PaperEdition, kind: Print, *, by: Person, now: datetime) -> PaperPrint:
    """Ask the worker for the PDF of the edition."""
    asked = PaperPrint(edition_id=edition.id, kind=kind, state=PrintState.WAITING, asked_by_id=by.id, asked_at=now)
    db.session.add(asked)
    db.session.flush()  # the worker needs the id
    enqueue(PRINT, print_id=asked.id)
    return asked


def keep_print(asked: PaperPrint, drawn: bytes | None) -> None:
    """Keep what was drawn; None where it could not be."""
    if drawn is None:
        asked.state = PrintState.FAILED
        return
    asked.file = files.store(drawn, type=PDF, organisation_id=asked.edition.paper.organisation_id)
    asked.state = PrintState.DONE


@dataclass(frozen=True, slots=True)
class Entered:
    """What a table of marks has done."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def enter(
    paper: Paper, content: bytes, sat_on: date, *, by: Person, today: date, now: datetime
) -> Entered | list[Fault]:
    """Take in a table of marks as attempts that were handed in: all of it, or nothing, and all that is wrong with it.

    The same table again changes nothing. A mark that was mended counts on: its `seq` is the trace.
    """
    if sat_on > today:
        return [Fault(0, IN_FUTURE)]
    _one_at_a_time(paper)
    edition = paper.editions[-1]
    sheets, faults = _read(content, find.statements(edition.id))
    people = find.people(paper.organisation_id, [sheet.who for sheet in sheets])
    sat = find.attempts(paper, people.values())
    before = {attempt.person_id: attempt for attempt, typed in sat if typed}
    on_screen = {attempt.person_id for attempt, _ in sat} - before.keys()
    faults += [Fault(one.line, NOBODY.format(who=one.who[:60])) for one in sheets if one.who not in people]
    faults += [Fault(one.line, SAT_ON_SCREEN.format(who=one.who)) for one in sheets if people.get(one.who) in on_screen]
    if faults:
        return sorted(faults, key=lambda fault: fault.line)
    stored = find.answers([attempt.id for attempt in before.values()])
    tally = {"added": 0, "changed": 0, "unchanged": 0}
    for sheet in sheets:
        known = before.get(people[sheet.who])
        attempt = known or _sit(paper, edition, people[sheet.who], sat_on, by, now)
        changed = _mark(attempt, sheet, stored.get(attempt.id, {}), now)
        if known and changed:
            _score_anew(attempt, changed, by)
        tally["added" if known is None else "changed" if changed else "unchanged"] += 1
    return _told(paper, Entered(**tally), by)


def _one_at_a_time(paper: Paper) -> None:
    """A table that is sent twice at once waits for itself; whoever begins the paper on screen does not wait."""
    db.session.execute(select(Paper.id).where(Paper.id == paper.id).with_for_update(key_share=True)).all()


def _read(content: bytes, statements: Sequence[int]) -> tuple[list[Sheet], list[Fault]]:
    if not is_zip(content):
        return read(content, statements)
    from app.exams import marked_books  # noqa: PLC0415 -- 3 MB that a process without this page need not hold

    return marked_books.read(content, statements)


def _sit(paper: Paper, edition: PaperEdition, person_id: int, sat_on: date, by: Person, now: datetime) -> Attempt:
    """An attempt that has been over since the day; the room kept its time, so no factor is reckoned here."""
    began = min(start_of(sat_on) + MORNING, now)
    ended = min(began + timedelta(minutes=edition.minutes), now)
    attempt = Attempt(
        paper_id=paper.id,
        edition_id=edition.id,
        person_id=person_id,
        state=AttemptState.SUBMITTED,
        factor=1,
        aids=[],
        started_at=began,
        ends_at=ended,
        closed_at=ended,
        scored_revision=NEVER_SCORED,
    )
    db.session.add(attempt)
    db.session.flush()  # the answers need its id
    db.session.add(TypedSheet(attempt_id=attempt.id, entered_by_id=by.id, entered_at=now))
    return attempt


def _mark(attempt: Attempt, sheet: Sheet, stored: Mapping[int, Answer], now: datetime) -> dict[int, tuple[int, int]]:
    """Bring the answers to what the sheet says; gives the masks before and after of those that it changed."""
    changed: dict[int, tuple[int, int]] = {}
    for number in sorted({*stored, *sheet.marks}):
        mask, known = sheet.marks.get(number, 0), stored.get(number)
        if known is None:
            row = Answer(attempt_id=attempt.id, number=number, choices=mask, struck=0, flagged=False)
            row.seq, row.seconds, row.saved_at = 1, 0, now
            db.session.add(row)
            changed[number] = (0, mask)
        elif known.choices != mask:
            changed[number] = (known.choices, mask)
            known.choices, known.seq, known.saved_at = mask, known.seq + 1, now
    return changed


def _score_anew(attempt: Attempt, changed: Mapping[int, tuple[int, int]], by: Person) -> None:
    """What was in already says something else now, be it that it was blank before."""
    attempt.scored_revision, attempt.passed = NEVER_SCORED, None
    audit.record(
        "exams.sheet",
        f"attempt:{attempt.id}",
        by=by.id,
        organisation=attempt.paper.organisation_id,
        before={str(number): masks[0] for number, masks in changed.items()},
        after={str(number): masks[1] for number, masks in changed.items()},
    )


def _told(paper: Paper, entered: Entered, by: Person) -> Entered:
    if entered.added or entered.changed:
        audit.record(
            "exams.sheets",
            f"paper:{paper.id}",
            by=by.id,
            organisation=paper.organisation_id,
            after={"added": entered.added, "changed": entered.changed},
        )
    return entered
