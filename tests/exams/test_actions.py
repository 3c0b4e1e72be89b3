from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.errors import Conflict, NotFound
from app.exams.actions.attempts import start, submit
from app.exams.models import Attempt, Paper, PaperEdition
from app.exams.queries import papers
from app.exams.rules import GRACE, AttemptState, Audience
from tests.exams.factories import AttemptFactory, another_edition, closed_attempt, exam
from tests.factories import AccommodationFactory, member

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def person(db: Session) -> Person:
    return member(name="受験 花子")


def begun(edition: PaperEdition, person: Person, now: object = None) -> Attempt:
    at = now or clock.now()
    return start(papers.offer(edition.paper.slug, person, at), by=person, now=at)  # type: ignore[arg-type]  # a factory made it


def set_window(paper: Paper, **window: object) -> None:
    for name, value in window.items():
        setattr(paper, name, value)


# ── Starting ─────────────────────────────────────────────────────────────────────────────────


def test_a_start_fixes_the_end_and_pins_the_newest_edition(db: Session, edition: PaperEdition, person: Person) -> None:
    newer = another_edition(edition)
    newer.minutes = 60
    now = clock.now()

    attempt = begun(edition, person, now)

    assert (attempt.state, attempt.edition_id, attempt.person_id) == (AttemptState.OPEN, newer.id, person.id)
    assert (attempt.started_at, attempt.ends_at, attempt.closed_at) == (now, now + HOUR, None)


def test_a_second_start_comes_back_to_the_first_with_the_same_end(
    db: Session, edition: PaperEdition, person: Person
) -> None:
    first = begun(edition, person)

    again = begun(edition, person, clock.now() + HOUR)

    assert again is first
    assert db.scalar(select(func.count()).select_from(Attempt)) == 1


def test_a_newer_edition_does_not_move_an_attempt_that_is_open(
    db: Session, edition: PaperEdition, person: Person
) -> None:
    first = begun(edition, person)
    another_edition(edition)

    assert begun(edition, person).edition_id == first.edition_id == edition.id


def test_two_people_sit_the_same_paper_at_once(db: Session, edition: PaperEdition, person: Person) -> None:
    assert begun(edition, person).id != begun(edition, member()).id


def test_one_person_sits_two_papers_at_once(db: Session, edition: PaperEdition, person: Person) -> None:
    assert begun(edition, person).id != begun(exam(), person).id


def test_a_double_start_that_raced_past_the_question_is_stopped_by_the_database(
    db: Session, edition: PaperEdition, person: Person
) -> None:
    now = clock.now()
    both = papers.offer("mock-x", person, now), papers.offer("mock-x", person, now)
    start(both[0], by=person, now=now)
    db.execute(Attempt.__table__.update().values(state="open"))  # what the second request could not see
    row = {c.key: getattr(db.scalars(select(Attempt)).one(), c.key) for c in Attempt.__table__.c if c.key != "id"}

    with pytest.raises(IntegrityError, match=r"(?i)uq_attempt_one_open|attempt\.person_id"):
        db.execute(insert(Attempt).values(row))


@pytest.mark.parametrize(("factor", "minutes"), [("1.30", 156), ("1.50", 180), ("2.00", 240)])
def test_an_accommodation_lengthens_the_paper(
    db: Session, edition: PaperEdition, person: Person, factor: str, minutes: int
) -> None:
    AccommodationFactory(person_id=person.id, granted_by_id=person.id, factor=Decimal(factor))
    now = clock.now()

    attempt = begun(edition, person, now)

    assert (attempt.factor, attempt.ends_at) == (Decimal(factor), now + timedelta(minutes=minutes))


def test_an_accommodation_that_has_run_out_or_was_ended_lengthens_nothing(
    db: Session, edition: PaperEdition, person: Person
) -> None:
    yesterday = clock.today() - timedelta(days=1)
    AccommodationFactory(person_id=person.id, granted_by_id=person.id, valid_until_on=yesterday)
    other = member()
    AccommodationFactory(person_id=other.id, granted_by_id=person.id, ended_at=clock.now())

    assert [begun(edition, who).factor for who in (person, other)] == [Decimal("1.00")] * 2


def test_an_accommodation_granted_later_does_not_move_an_end(
    db: Session, edition: PaperEdition, person: Person
) -> None:
    before = begun(edition, person).ends_at
    AccommodationFactory(person_id=person.id, granted_by_id=person.id)

    assert begun(edition, person).ends_at == before


def test_no_closing_time_cuts_a_sitting_short(db: Session, edition: PaperEdition, person: Person) -> None:
    now = clock.now()
    set_window(edition.paper, closes_at=now + SECOND, entry_until=now + SECOND)

    attempt = begun(edition, person, now)

    assert attempt.ends_at == now + 2 * HOUR
    assert begun(edition, person, now + HOUR) is attempt


@pytest.mark.parametrize(
    ("window", "sentence"),
    [
        ({"opens_at": HOUR}, "受付前"),
        ({"closes_at": -HOUR}, "受付終了"),
        ({"entry_until": -HOUR}, "受付終了"),
    ],
)
def test_a_paper_is_not_begun_outside_its_window(
    db: Session, edition: PaperEdition, person: Person, window: dict[str, timedelta], sentence: str
) -> None:
    set_window(edition.paper, **{name: clock.now() + ahead for name, ahead in window.items()})

    with pytest.raises(Conflict, match=sentence):
        begun(edition, person)


def test_a_paper_is_begun_as_often_as_it_may_be(db: Session, edition: PaperEdition, person: Person) -> None:
    edition.paper.attempts_allowed = 2
    closed_attempt(edition, person=person)
    closed_attempt(edition)
    second = begun(edition, person)
    submit(second.id, by=person, now=clock.now())

    with pytest.raises(Conflict, match="受験済み"):
        begun(edition, person)


def test_an_attempt_whose_time_has_passed_makes_room_for_the_next(
    db: Session, edition: PaperEdition, person: Person
) -> None:
    forgotten = AttemptFactory(edition=edition, person=person, started_at=clock.now() - 3 * HOUR)

    attempt = begun(edition, person)
    db.refresh(forgotten)

    assert attempt is not forgotten
    assert (forgotten.state, forgotten.closed_at) == (AttemptState.TIMED_OUT, forgotten.ends_at)


def test_an_attempt_in_its_grace_is_still_the_one(db: Session, edition: PaperEdition, person: Person) -> None:
    now = clock.now()
    attempt = AttemptFactory(edition=edition, person=person, started_at=now - 2 * HOUR - GRACE)

    assert begun(edition, person, now) is attempt


def test_a_paper_of_another_organisation_is_not_found(db: Session, person: Person) -> None:
    theirs = exam(audience=Audience.ORGANISATION)
    member_there = member(organisation=theirs.paper.organisation)

    assert begun(theirs, member_there).paper_id == theirs.paper_id
    with pytest.raises(NotFound):
        begun(theirs, person)


# ── Handing in ───────────────────────────────────────────────────────────────────────────────


def test_submit_closes_the_attempt_now(db: Session, person: Person) -> None:
    attempt = AttemptFactory(person=person)
    now = clock.now() + HOUR

    submit(attempt.id, by=person, now=now)
    db.refresh(attempt)

    assert (attempt.state, attempt.closed_at) == (AttemptState.SUBMITTED, now)


def test_a_second_submit_changes_nothing(db: Session, person: Person) -> None:
    attempt = AttemptFactory(person=person)
    now = clock.now()
    submit(attempt.id, by=person, now=now)

    submit(attempt.id, by=person, now=now + HOUR)
    db.refresh(attempt)

    assert (attempt.state, attempt.closed_at) == (AttemptState.SUBMITTED, now)


@pytest.mark.parametrize(
    ("late_by", "state"), [(GRACE, AttemptState.SUBMITTED), (GRACE + SECOND, AttemptState.TIMED_OUT)]
)
def test_a_submit_after_the_end_counts_as_handed_in_only_within_the_grace(
    db: Session, person: Person, late_by: timedelta, state: AttemptState
) -> None:
    attempt = AttemptFactory(person=person)

    submit(attempt.id, by=person, now=attempt.ends_at + late_by)
    db.flush()
    db.refresh(attempt)

    assert attempt.state is state
    if state is AttemptState.TIMED_OUT:
        assert attempt.closed_at == attempt.ends_at


def test_nobody_hands_in_for_another(db: Session, person: Person) -> None:
    attempt = AttemptFactory()

    with pytest.raises(NotFound):
        submit(attempt.id, by=person, now=clock.now())
    db.refresh(attempt)

    assert attempt.state is AttemptState.OPEN
