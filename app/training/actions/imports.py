"""Take a list of learners in: read it, take it all or nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update

from app import audit
from app.accounts.models import Membership, Office, Person
from app.accounts.rules import Role
from app.accounts.rules.offices import new_code
from app.db import db
from app.errors import Conflict, Refusal
from app.notices.actions import notify_all
from app.notices.rules import NoticeKind
from app.training.actions import jobs
from app.training.models.imports import RosterImport
from app.training.models.running import Cohort, CohortGroup, CohortSession, Enrolment
from app.training.queries import imports as find
from app.training.queries import running
from app.training.rules import imports as rules
from app.training.rules import uploads
from app.training.rules.cells import Column
from app.training.rules.imports import ImportState, Line, Meaning, Plan
from app.training.rules.jobs import JobKind
from app.training.rules.roster import MOST_PROBLEMS, Entry, Roster
from app.training.rules.running import EnrolmentState, Route, seat

READ = "training.read_list"
READ_ATTENDANCE = "training.read_attendance"
NOT_READY = "この名簿は、取り込める状態ではありません。画面を開き直してください。"
CHANGED = "読み取ったあとで、クラスの内容が変わりました。同じファイルを、もう一度読み取ってください。"
KEPT = timedelta(days=14)
BOARD = "/training"


def send_in(
    cohort: Cohort,
    data: bytes,
    file_name: str,
    *,
    adds_offices: bool = False,
    session: CohortSession | None = None,
    by: Person,
    now: datetime,
) -> RosterImport:
    """Have the worker read a list of learners, or of who was at a session; refuses from outside what must not be
    opened. Nothing is taken yet."""
    if problem := uploads.problem(data):
        raise Refusal(problem)
    made = RosterImport(
        cohort_id=cohort.id,
        session_id=session.id if session else None,
        file_name=file_name[:120] or "名簿",
        adds_offices=adds_offices,
        state=ImportState.READING,
        upload=data,
        found={},
        made={},
        asked_by_id=by.id,
        asked_at=now,
    )
    db.session.add(made)
    db.session.flush()  # the worker is told its id
    owner, kind = cohort.run.organisation_id, JobKind.IMPORT
    task = READ_ATTENDANCE if session else READ
    made.job = jobs.ask(
        task, kind, organisation_id=owner, cohort_id=cohort.id, total=1, by=by, now=now, said={"import": made.id}
    )
    return made


def keep_read(made: RosterImport, roster: Roster) -> None:
    """Keep what was read, and let the file go; it can be taken only when nothing is wrong anywhere."""
    plan = _plan(made, roster)
    made.found = {
        "lines": [_stored(line) for line in plan.lines],
        "places": {column.value: place for column, place in roster.places.items()},
        "problems": [[each.cell, each.text, each.value] for each in plan.problems[:MOST_PROBLEMS]],
        "more": max(0, len(plan.problems) - MOST_PROBLEMS),
        "notices": list(plan.notices),
    }
    made.state = ImportState.WRONG if plan.problems else ImportState.READY
    made.upload = None


def keep_unreadable(made: RosterImport, message: str) -> None:
    """Keep why the file could not be opened, and let it go."""
    made.found = {"lines": [], "places": {}, "problems": [["", message, ""]], "more": 0, "notices": []}
    made.state, made.upload = ImportState.WRONG, None


def _plan(made: RosterImport, roster: Roster) -> Plan:
    emails = [email for entry in roster.entries if (email := entry.get(Column.EMAIL))]
    return rules.plan(roster, find.known_in(made.cohort, emails, adds_offices=made.adds_offices))


def _stored(line: Line) -> dict[str, Any]:
    values = {column.value: value for column, value in line.entry.values.items()}
    return {"row": line.entry.row, "values": values, "meaning": line.meaning.value, "person": line.person_id}


def _roster(made: RosterImport) -> Roster:
    places = {Column(name): place for name, place in made.found["places"].items()}
    entries = [
        Entry(line["row"], {Column(name): value for name, value in line["values"].items()})
        for line in made.found["lines"]
    ]
    return Roster(entries=entries, places=places)


def apply(made: RosterImport, cohort: Cohort, *, by: Person, now: datetime) -> tuple[int, int]:
    """Take the whole list, or nothing of it; says how many have a seat and how many wait.

    Raises Conflict when it was taken already, or when the class has changed since it was read.
    """
    db.session.refresh(cohort, with_for_update=True)
    db.session.refresh(made, with_for_update=True)
    if made.state is not ImportState.READY:
        raise Conflict(NOT_READY)
    plan = _plan(made, _roster(made))
    if plan.problems or [_stored(line) for line in plan.lines] != made.found["lines"]:
        raise Conflict(CHANGED)
    lines = [line for line in plan.lines if line.meaning is not Meaning.PRESENT]
    offices, new_offices = _offices(cohort, lines)
    groups, new_groups = _groups(cohort, lines)
    people, new_people = _people(lines, now)
    places, moved = _places(lines, people, cohort, offices, now)
    enrolled = _enrol(cohort, lines, people, by, now)
    for line, enrolment in zip(lines, enrolled, strict=True):
        enrolment.group_id = groups.get(line.entry.get(Column.GROUP) or "")
    db.session.flush()  # what was made is remembered by id
    ids = [each.id for each in enrolled]
    made.made = {"enrolments": ids, "people": new_people, "offices": new_offices, "groups": new_groups}
    made.made |= {"places": [each.id for each in places if each.person_id not in new_people], "moved": moved}
    made.found, made.state, made.applied_at = {**made.found, "lines": []}, ImportState.APPLIED, now
    seated = [each for each in enrolled if each.state is EnrolmentState.ENROLLED]
    known = {line.person_id for line in lines if line.meaning is Meaning.KNOWN}
    _tell(cohort, [each.person_id for each in seated if each.person_id in known], now)
    after = {"people": len(enrolled), "new": len(new_people)}
    _record("import.apply", made, cohort, by, after)
    return len(seated), len(enrolled) - len(seated)


def _offices(cohort: Cohort, lines: Sequence[Line]) -> tuple[dict[str, int], list[int]]:
    owner = cohort.run.organisation_id
    present = find.offices(owner)
    fresh: dict[str, Office] = {}
    for line in lines:
        code, name = line.entry.get(Column.OFFICE_CODE), line.entry.get(Column.OFFICE_NAME)
        if code and name and code not in present:
            fresh.setdefault(code, Office(organisation_id=owner, code=new_code(), number=code, name=name))
    db.session.add_all(fresh.values())
    db.session.flush()  # the enrolments name their ids
    return {code: each.id for code, each in (present | fresh).items()}, [each.id for each in fresh.values()]


def _groups(cohort: Cohort, lines: Sequence[Line]) -> tuple[dict[str, int], list[int]]:
    present = find.groups(cohort.id)
    titles = dict.fromkeys(title for line in lines if (title := line.entry.get(Column.GROUP)))
    fresh = {title: CohortGroup(cohort_id=cohort.id, title=title) for title in titles if title not in present}
    db.session.add_all(fresh.values())
    db.session.flush()  # the enrolments name their ids
    return {title: each.id for title, each in (present | fresh).items()}, [each.id for each in fresh.values()]


def _people(lines: Sequence[Line], now: datetime) -> tuple[list[int], list[int]]:
    """The person of each line, made where there is none yet; and which were made."""
    fresh = {n: _person(line.entry, now) for n, line in enumerate(lines) if line.person_id is None}
    db.session.add_all(fresh.values())
    db.session.flush()  # memberships and enrolments name their ids
    ids = [fresh[n].id if n in fresh else line.person_id or 0 for n, line in enumerate(lines)]
    return ids, [each.id for each in fresh.values()]


def _places(
    lines: Sequence[Line], people: Sequence[int], cohort: Cohort, offices: Mapping[str, int], now: datetime
) -> tuple[list[Membership], list[list[int | None]]]:
    """Everybody is a learner of the organisation, at the office of the list: who became one, and who was moved to
    another office, as the membership with its office before and now."""
    owner = cohort.run.organisation_id
    present = find.learners_of(owner, people)
    fresh, moved = [], []
    for id_, line in zip(people, lines, strict=True):
        office_id = offices.get(line.entry.get(Column.OFFICE_CODE) or "")
        place = present.get(id_)
        if place is None:
            fresh.append(
                Membership(person_id=id_, organisation_id=owner, office_id=office_id, role=Role.LEARNER, created_at=now)
            )
        elif office_id not in (None, place.office_id):
            moved.append([place.id, place.office_id, office_id])
            place.office_id = office_id
    db.session.add_all(fresh)
    return fresh, moved


def _person(entry: Entry, now: datetime) -> Person:
    born_on = entry.get(Column.BORN_ON)
    return Person(
        name=entry.values[Column.NAME],
        kana=entry.values[Column.KANA],
        born_on=date.fromisoformat(born_on) if born_on else None,
        registration_number=entry.get(Column.REGISTRATION),
        created_at=now,
    )


def _enrol(cohort: Cohort, lines: Sequence[Line], people: Sequence[int], by: Person, now: datetime) -> list[Enrolment]:
    """Seats in the order of the list while there are any; numbers as they are written, else the next."""
    taken, highest = running.taken(cohort.id)
    written = [int(line.entry.get(Column.NUMBER) or 0) for line in lines]
    highest = max([highest, *written])
    has_account = find.with_account(people)
    enrolled = []
    for line, person_id, number in zip(lines, people, written, strict=True):
        state = seat(cohort.capacity, taken)
        seated = state is EnrolmentState.ENROLLED
        if seated:
            taken += 1
            highest += not number
        enrolled.append(
            Enrolment(
                cohort_id=cohort.id,
                person_id=person_id,
                number=(number or highest) if seated else None,
                former_name=line.entry.get(Column.FORMER_NAME),
                profession=line.entry.get(Column.PROFESSION),
                invited_email=None if person_id in has_account else line.entry.get(Column.EMAIL),
                state=state,
                route=Route.IMPORT,
                applied_at=now,
                decided_at=now if seated else None,
                decided_by_id=by.id if seated else None,
            )
        )
    db.session.add_all(enrolled)
    return enrolled


def _tell(cohort: Cohort, person_ids: Iterable[int], now: datetime) -> None:
    title = f"{cohort.run.title} {cohort.title}"
    body = "受講が決まりました。「研修」の画面で、次にすることをご覧ください。"
    notify_all(person_ids, kind=NoticeKind.TRAINING, title=title, body=body, link=BOARD, now=now)


def forget_old(now: datetime) -> None:
    """What was read and never taken goes after a while: it is full of names."""
    open_states = (ImportState.READY, ImportState.WRONG)
    old = RosterImport.state.in_(open_states) & (RosterImport.asked_at <= now - KEPT)
    db.session.execute(update(RosterImport).where(old).values(found={}, state=ImportState.EXPIRED))


def _record(action: str, made: RosterImport, cohort: Cohort, by: Person, after: dict[str, Any]) -> None:
    place, owner = f"roster_import:{made.id}", cohort.run.organisation_id
    audit.record(action, place, by=by.id, organisation=owner, after=after)
