"""Fill an empty site with what a site is after some months: organisations, people, sittings, notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import insert, select, text

from app.accounts import actions as accounts
from app.accounts import queries
from app.accounts.models import Membership, Office, Organisation, Person
from app.accounts.rules import HOME_ORGANISATION, Role
from app.clock import jst
from app.db import db
from app.errors import Conflict
from app.exams.actions import attempts as sittings
from app.exams.actions import scoring
from app.exams.actions.time import extend
from app.exams.models import Answer, Attempt, PaperEdition
from app.exams.queries.content import printed_edition
from app.exams.queries.papers import offer, offers
from app.home import demo_cohorts, demo_office, demo_people, demo_practice, demo_training
from app.home.demo_people import Asked, Candidate, Ending, Sitting, Someone
from app.notices import actions as notices
from app.notices.rules import NoticeKind
from app.offices import actions as offices
from app.practice.models import PracticeDay
from app.tasks import enqueue

ALREADY_THERE = "デモの団体と人は、すでに入っています。"
MONTHS_AGO = timedelta(days=200)
LEARNERS = 14
PREPARING = 38
APPLYING = 2


@dataclass(frozen=True, slots=True)
class Filled:
    """What the demo has put in."""

    people: list[Someone]
    simulated: int
    attempts: int
    answers: int
    learners: int


def fill_with_demo(now: datetime) -> Filled:
    """Make organisations and people of every role, let them sit the mock examination, score it, and let one practise.

    Nobody gets letters. Raises Conflict when the demo is there, NotFound without the paper that is sat.
    """
    if queries.organisation(demo_people.CENTRE) is not None:
        raise Conflict(ALREADY_THERE)
    organisations = _organisations(now - MONTHS_AGO)
    staff: dict[str, Person] = {}
    for someone in demo_people.STAFF:
        staff[someone.login] = _person(someone, organisations, now - MONTHS_AGO, like=next(iter(staff.values()), None))
    organiser, count, practised = staff["organiser"], 0, 0
    office = _office(organisations, staff, now - MONTHS_AGO)
    everybody = demo_people.candidates(now)
    learners = [staff[login] for login in ("learner", "learner-02", "learner-03")]
    for candidate in everybody:
        person = _person(candidate.someone, organisations, now - MONTHS_AGO, like=organiser)
        learners.append(person)
        if candidate.accommodated:
            _accommodate(person, by=organiser, now=now - MONTHS_AGO)
        count += _sit(person, candidate, organiser=organiser, now=now)
        if candidate.practises:
            practised += demo_practice.practise(person, now)
    simulated = demo_cohorts.people()
    those, sat = _simulate(simulated, organisations, now)
    count += sat
    scoring.close_overdue(now=now)
    while ids := scoring.to_score():
        scoring.store_scores(ids)
    enqueue("statistics.refresh")
    applying, preparing = learners[LEARNERS : LEARNERS + APPLYING], _preparing(simulated, those)
    home = organisations[HOME_ORGANISATION]
    learning = demo_training.fill(home, organiser, learners[:LEARNERS], now, applying=applying, preparing=preparing)
    learning += _work_in_the_office(office, organisations[demo_people.ASSOCIATION], staff, now)
    everyone = [*demo_people.STAFF, *(candidate.someone for candidate in everybody)]
    return Filled(everyone, len(simulated), count, practised, learning)


def _organisations(now: datetime) -> dict[str, Organisation]:
    made = [
        accounts.create_organisation(slug, name, by=None, now=now) for slug, name in demo_people.ORGANISATIONS.items()
    ]
    return {HOME_ORGANISATION: accounts.home_organisation(now)} | {each.slug: each for each in made}


def _person(someone: Someone, organisations: dict[str, Organisation], now: datetime, *, like: Person | None) -> Person:
    """Somebody with the password of the demo; it is hashed once, for whoever others are made `like`."""
    known = queries.account_of(like.id) if like else None
    credential = queries.password_of(known.id) if known else None
    account = accounts.create_account(
        someone.name,
        someone.kana,
        someone.email,
        demo_people.PASSWORD,
        role=someone.role,
        organisation=organisations[someone.organisation],
        by=None,
        now=now,
        secret=credential.secret if credential else None,
    )
    notices.choose_letters(account.person_id, frozenset(), now=now)  # the addresses are nobody's
    first = notices.notify(
        account.person_id,
        kind=NoticeKind.ACCOUNT,
        title="登録が終わりました",
        body="ようこそ、ケアマネ学舎へ。まず10問から始められます。",
        link="/trial",
        now=now,
    )
    if someone.role is not Role.CANDIDATE:
        notices.read(first, now=now)
    return account.person


def _office(organisations: dict[str, Organisation], staff: dict[str, Person], now: datetime) -> Office:
    """An office with its manager and two who work there: one shows how the training goes, one nothing."""
    place = organisations[demo_people.ASSOCIATION]
    office = offices.open_office(place, demo_people.OFFICE, by=staff["organiser-midori"])
    for membership in staff["manager"].memberships:
        membership.office_id = office.id
    for login, shares in demo_people.SHARES.items():
        offices.join(office.code, shares, by=staff[login], now=now)
    return office


def _work_in_the_office(office: Office, place: Organisation, staff: dict[str, Person], now: datetime) -> int:
    """One who works there is recommended for a training, another learns in practice there."""
    recommended, hosted = (staff[login] for login in demo_people.SHARES)
    chief, manager = staff["organiser-midori"], staff["manager"]
    return demo_office.fill(place, office, by=chief, manager=manager, recommended=recommended, hosted=hosted, now=now)


def _accommodate(person: Person, *, by: Person, now: datetime) -> None:
    accounts.grant_accommodation(
        person,
        factor=demo_people.FACTOR,
        aids=demo_people.AIDS,
        valid_until_on=None,
        by=by,
        now=now,
        today=jst(now).date(),
    )


def _sit(person: Person, candidate: Candidate, *, organiser: Person, now: datetime) -> int:
    """All sittings of one candidate, the oldest first; says how many."""
    for sitting in candidate.sittings:
        on_offer = offer(demo_people.PAPER, person, sitting.started_at)
        attempt = sittings.start(on_offer, by=person, now=sitting.started_at)
        questions = [
            Asked(question.number, question.external_id, min(question.keys), len(question.statements))
            for question in printed_edition(on_offer.edition).questions
        ]
        used = demo_people.used_seconds(sitting, now, attempt.remaining_seconds(sitting.started_at))
        _answer(attempt, questions, sitting, used)
        if sitting.ending is Ending.HANDED_IN:
            sittings.submit(attempt.id, by=person, now=sitting.started_at + timedelta(seconds=used))
        elif sitting.ending is Ending.STILL_OPEN:
            reason = "会場の停電のため"
            extend(on_offer.paper, [attempt], minutes=demo_people.EXTRA_MINUTES, reason=reason, by=organiser, now=now)
    return len(candidate.sittings)


def _answer(attempt: Attempt, questions: Sequence[Asked], sitting: Sitting, used: int) -> None:
    """All answers of a sitting in one statement: saved one by one they would take minutes."""
    rows = [
        {
            "attempt_id": attempt.id,
            "number": mark.number,
            "choices": mark.mask,
            "struck": 0,
            "flagged": mark.flagged,
            "seq": mark.mask.bit_count() + mark.flagged,
            "seconds": mark.seconds,
            "saved_at": sitting.started_at + timedelta(seconds=mark.after_seconds),
        }
        for mark in demo_people.marks(questions, sitting, used)
    ]
    db.session.execute(insert(Answer), rows)


def _simulate(
    everybody: Sequence[demo_cohorts.Simulated], organisations: Mapping[str, Organisation], now: datetime
) -> tuple[Sequence[int], int]:
    """The cohorts, in as few statements as there are tables: who they are, and how often they sat."""
    random = Random(demo_cohorts.SEED)  # noqa: S311  # plausible, not secret
    ids = _people(everybody, organisations, now - MONTHS_AGO)
    on_offer = {found.paper.slug: found.edition for found in offers(db.session.get_one(Person, ids[0]), now)}
    editions = {slug: edition for slug, edition in on_offer.items() if slug in demo_cohorts.PAPERS}
    asked = {slug: _hard(edition) for slug, edition in editions.items()}
    sat = [
        (id, one, slug, (began, used, better))
        for id, one in zip(ids, everybody, strict=True)
        for slug, began, used, better in demo_cohorts.sittings(one, now, random)
        if slug in editions
    ]
    rows = [
        demo_cohorts.attempt(id, editions[slug].paper_id, editions[slug].id, began, used)
        for id, _, slug, (began, used, _) in sat
    ]
    attempts = db.session.scalars(insert(Attempt).returning(Attempt.id, sort_by_parameter_order=True), rows).all()
    marked = [
        row
        for attempt_id, (_, one, slug, when) in zip(attempts, sat, strict=True)
        for row in demo_cohorts.answers(attempt_id, one, asked[slug], when, random)
    ]
    db.session.execute(insert(Answer), marked)
    for table in (Attempt, Answer):  # so much at once is scored by plans that know of it
        db.session.execute(text(f"ANALYZE {table.__tablename__}"))
    return ids, len(attempts)


def _preparing(everybody: Sequence[demo_cohorts.Simulated], ids: Sequence[int]) -> Sequence[Person]:
    """Those of the simulated who are a class together: of the home organisation, and have sat."""
    those = [id for id, one in zip(ids, everybody, strict=True) if one.organisation == HOME_ORGANISATION and one.papers]
    return db.session.scalars(select(Person).where(Person.id.in_(those[:PREPARING])).order_by(Person.id)).all()


def _people(
    everybody: Sequence[demo_cohorts.Simulated], organisations: Mapping[str, Organisation], now: datetime
) -> Sequence[int]:
    rows = [{"name": one.name, "kana": one.kana, "created_at": now} for one in everybody]
    ids = db.session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows).all()
    belong = [
        {
            "person_id": id,
            "organisation_id": organisations[one.organisation].id,
            "role": Role.CANDIDATE,
            "created_at": now,
        }
        for id, one in zip(ids, everybody, strict=True)
    ]
    db.session.execute(insert(Membership), belong)
    days = [demo_cohorts.practice_day(id, one, now + MONTHS_AGO) for id, one in zip(ids, everybody, strict=True)]
    db.session.execute(insert(PracticeDay), [day for day in days if day is not None])
    return ids


def _hard(edition: PaperEdition) -> list[demo_cohorts.Hard]:
    questions = printed_edition(edition).questions
    fields = list(dict.fromkeys(question.field_title for question in questions))
    return [
        demo_cohorts.hard(
            question.number,
            question.external_id,
            fields.index(question.field_title),
            min(question.keys),
            len(question.statements),
        )
        for question in questions
    ]
