"""Apply for 合理的配慮, decide, withdraw; the grounds go on their day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete, select, update

from app import audit, events, files
from app.accounts.actions.accommodations import grant_accommodation
from app.accounts.events import ApplicationRefused, ApplicationSent
from app.accounts.models import AccommodationGround, Consent, Organisation, Person
from app.accounts.models.applications import AccommodationApplication as Application
from app.accounts.queries import applications as find
from app.accounts.queries import retention
from app.accounts.rules import Aid, applications
from app.accounts.rules.applications import ApplicationState, Wanted
from app.db import db
from app.errors import Conflict, Refusal
from app.files import StoredFile

OPEN_ALREADY = "審査中の申し込みがあります。結果を待つか、取り下げてから、もう一度お申し込みください。"
DECIDED = "この申し込みは、もう決まっているか、取り下げられています。"
BAD_FILE = "書類は PDF、PNG、JPEG（4MBまで）にしてください。"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody sends: what they need, why, and a paper where they have one."""

    wanted: Sequence[Wanted]
    grounds: str
    paper: bytes = b""


@dataclass(frozen=True, slots=True)
class Granted:
    """What an application comes to."""

    factor: Decimal
    aids: frozenset[Aid]
    valid_until_on: date | None


def apply(person: Person, organisation: Organisation, asked: Asked, *, now: datetime, today: date) -> Application:
    """Send an application; only one is open at a time. Its grounds stand apart, with the consent that they need."""
    if any(one.state() is ApplicationState.OPEN for one in find.own_applications(person.id)):
        raise Conflict(OPEN_ALREADY)
    consent = Consent(person_id=person.id, purpose=applications.PURPOSE, version=applications.VERSION, given_at=now)
    paper = _kept(asked.paper, organisation)
    db.session.add(consent)
    db.session.flush()  # the ground names the consent and the paper
    ground = AccommodationGround(
        person_id=person.id,
        consent_id=consent.id,
        reason=asked.grounds,
        file_id=paper.id if paper else None,
        created_at=now,
        delete_on=today + retention.grounds_kept(today),
    )
    made = Application(
        person=person, organisation=organisation, ground=ground, wanted=list(asked.wanted), sent_at=now, reason=""
    )
    db.session.add_all([ground, made])
    db.session.flush()  # the audit row names its id
    _record("application.send", made, by=person, after={"wanted": list(asked.wanted)})
    events.send(ApplicationSent(made.id, tuple(find.deciders(organisation.id))))
    return made


def _kept(paper: bytes, organisation: Organisation) -> StoredFile | None:
    if not paper:
        return None
    kind = applications.file_type(paper)
    if kind is None:
        raise Refusal(BAD_FILE)
    return files.store(paper, type=kind, organisation_id=organisation.id)


def grant(application: Application, granted: Granted, *, reason: str, by: Person, now: datetime, today: date) -> None:
    """Let it be granted as the organiser has chosen: it holds on every timed paper from now on."""
    _decide(application, granted=True, reason=reason, by=by, now=now)
    accommodation = grant_accommodation(
        application.person,
        factor=granted.factor,
        aids=granted.aids,
        valid_until_on=granted.valid_until_on,
        by=by,
        now=now,
        today=today,
    )
    if application.ground is not None:
        application.ground.accommodation_id = accommodation.id


def refuse(application: Application, *, reason: str, by: Person, now: datetime) -> None:
    """Say no, with the reason that the person reads."""
    _decide(application, granted=False, reason=reason, by=by, now=now)
    events.send(ApplicationRefused(application.person_id, reason))


def withdraw(application: Application, *, by: Person, now: datetime) -> None:
    """Take it back before it is decided; its grounds go at once."""
    if application.state() is not ApplicationState.OPEN:
        raise Conflict(DECIDED)
    application.withdrawn_at = now
    _record("application.withdraw", application, by=by, after={})
    if application.ground is not None:
        db.session.get_one(Consent, application.ground.consent_id).withdrawn_at = now
        _let_go([application.ground])


def take_consent_back(consent: Consent, *, by: Person, now: datetime) -> None:
    """The grounds that were told with it go at once, an application that waits is withdrawn; what was granted stays."""
    consent.withdrawn_at = now
    audit.record("consent.withdraw", f"consent:{consent.id}", by=by.id, after={"purpose": consent.purpose})
    for ground in db.session.scalars(select(AccommodationGround).where(AccommodationGround.consent_id == consent.id)):
        waiting = db.session.scalar(select(Application).where(Application.ground_id == ground.id, find.OPEN))
        if waiting is not None:
            waiting.withdrawn_at = now
            _record("application.withdraw", waiting, by=by, after={})
        _let_go([ground])


def forget_grounds(today: date, *, older_than: datetime | None) -> int:
    """Delete the grounds whose promised day has come, or that a newer rule keeps no longer; says how many."""
    due = db.session.scalars(select(AccommodationGround).where(find.ground_is_due(today, older_than))).all()
    _let_go(due)
    return len(due)


def _let_go(grounds: Sequence[AccommodationGround]) -> None:
    ids = [ground.id for ground in grounds]
    db.session.execute(update(Application).where(Application.ground_id.in_(ids)).values(ground_id=None))
    _forget(grounds)


def _forget(grounds: Sequence[AccommodationGround]) -> None:
    papers = [ground.file_id for ground in grounds if ground.file_id is not None]
    ids = [ground.id for ground in grounds]
    db.session.execute(delete(AccommodationGround).where(AccommodationGround.id.in_(ids)))
    for paper in papers:  # the same bytes may be another's paper too, or a logo
        files.forget(paper)


def _decide(application: Application, *, granted: bool, reason: str, by: Person, now: datetime) -> None:
    if application.state() is not ApplicationState.OPEN:
        raise Conflict(DECIDED)
    application.granted, application.reason = granted, reason
    application.decided_at, application.decided_by_id = now, by.id
    _record("application.decide", application, by=by, after={"granted": granted})


def _record(action: str, application: Application, *, by: Person, after: dict[str, object]) -> None:
    subject, place = f"application:{application.id}", application.organisation_id
    audit.record(action, subject, by=by.id, organisation=place, after={"person": application.person_id, **after})
