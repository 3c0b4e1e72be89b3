from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.accounts.rules import Role
from app.exams.models import Ruling
from app.exams.queries.papers import offers
from app.exams.rules import Audience, RulingKind
from app.practice.queries import pool, sets
from app.practice.rules.words import Confidence, SetKind
from app.questions.models import QuestionVersion, Statement
from app.questions.rules.words import QuestionStatus, Results
from tests.exams.factories import AttemptFactory, closed_attempt, exam
from tests.factories import OrganisationFactory, member
from tests.practice.factories import card, home, new_version, note, questions

HOUR = timedelta(hours=1)


def asked(
    person: Person, kind: SetKind = SetKind.TODAY, subject: str | None = None, spared: tuple[str, ...] = ()
) -> set:
    """The questions from which a set of this kind would be chosen."""
    found = pool.candidates(person, kind, subject, spared=spared, now=clock.now())
    return {one.question_id for one in found}


def test_the_stock_is_for_everybody_and_an_organisation_s_own_for_its_people(db: Session) -> None:
    organisation = OrganisationFactory()
    stock, own = questions(1)[0], questions(1, organisation=organisation)[0]

    assert asked(member(organisation=organisation)) == {stock.question_id, own.question_id}
    assert asked(member()) == {stock.question_id}


def test_a_retired_question_is_not_practised(db: Session) -> None:
    questions(1)[0].question.status = QuestionStatus.RETIRED
    db.flush()

    assert asked(member()) == set()


@pytest.mark.parametrize("status", [status for status in QuestionStatus if status is not QuestionStatus.RETIRED])
def test_a_question_that_is_being_revised_goes_on_in_its_published_wording(db: Session, status: QuestionStatus) -> None:
    version = questions(1)[0]
    version.question.status = status
    new_version(version, text="書きかけの文。").published_at = None
    db.flush()

    found = pool.candidates(member(), SetKind.TODAY, None, spared=(), now=clock.now())

    assert len(found) == 5
    assert asked(member()) == {version.question_id}


def test_what_was_never_published_is_not_practised(db: Session) -> None:
    questions(1)[0].published_at = None
    db.flush()

    assert asked(member()) == set()


@pytest.mark.parametrize(("days", "is_asked"), [(-1, False), (0, False), (1, True)])
def test_an_amendment_takes_a_question_out_on_the_day_it_comes_into_force(
    db: Session, days: int, is_asked: bool
) -> None:
    questions(1)[0].question.doubtful_from = clock.today() + timedelta(days=days)
    db.flush()

    assert bool(asked(member())) is is_asked


@pytest.mark.parametrize(("days", "is_asked"), [(-1, False), (0, True), (1, True)])
def test_what_holds_until_a_day_is_not_practised_after_it(db: Session, days: int, is_asked: bool) -> None:
    version, person = questions(1)[0], member()
    version.as_of, version.expires = clock.today() - timedelta(days=90), clock.today() + timedelta(days=days)
    db.flush()
    item, now = (version.question_id, 1), clock.now()

    assert bool(asked(person)) is is_asked
    assert isinstance(sets.card(item, person, now), Statement) is is_asked
    assert isinstance(sets.whole_question(item, person, now), QuestionVersion) is is_asked


def test_only_the_newest_version_is_asked(db: Session) -> None:
    version = questions(1)[0]
    new_version(version, text="新しい文。")

    found = pool.candidates(member(), SetKind.TODAY, None, spared=(), now=clock.now())

    assert len(found) == 5


def test_the_questions_of_a_paper_that_is_being_sat_stay_away(db: Session) -> None:
    person = member()
    edition = exam(organisation=home())
    other = questions(1)[0]
    attempt = AttemptFactory(person=person, edition=edition)

    assert asked(person) == {other.question_id}
    assert len(asked(member())) == 5
    attempt.started_at, attempt.ends_at = clock.now() - 5 * HOUR, clock.now() - 3 * HOUR
    db.flush()
    assert len(asked(person)) == 5


def test_a_paper_that_keeps_its_results_back_is_not_spoiled_for_anybody(db: Session) -> None:
    closes_at = clock.now() + HOUR
    edition = exam(organisation=home(), results=Results.AFTER_CLOSE, closes_at=closes_at)

    assert asked(member()) == set()
    edition.paper.closes_at = clock.now() - HOUR
    db.flush()
    assert len(asked(member())) == 4


def test_results_kept_back_from_one_organisation_take_nothing_from_another_s_practice(db: Session) -> None:
    edition = exam(organisation=home(), results=Results.AFTER_CLOSE, closes_at=clock.now() + HOUR)
    edition.paper.organisation = OrganisationFactory()
    edition.paper.audience = Audience.ORGANISATION
    db.flush()

    assert len(asked(member())) == 4
    assert asked(member(organisation=edition.paper.organisation)) == set()


def test_a_paper_that_never_closes_keeps_nothing_back(db: Session) -> None:
    edition = exam(organisation=home(), results=Results.AFTER_CLOSE)

    assert edition.paper.shows_result(clock.now())
    assert len(asked(member())) == 4


def test_a_mock_can_be_kept_fresh_until_it_is_sat(db: Session) -> None:
    person = member()
    edition = exam(organisation=home(), slug="mock-7", title="模擬試験 第7回")

    assert pool.unsat_mocks(person) == [("mock-7", "模擬試験 第7回")]
    assert asked(person, spared=("mock-7",)) == set()
    closed_attempt(edition, person=person)
    assert pool.unsat_mocks(person) == []
    assert len(asked(person, spared=("mock-7",))) == 4


def test_a_mock_of_an_organisation_is_named_to_nobody_else(db: Session) -> None:
    person, somewhere = member(), OrganisationFactory()
    for place in (home(), somewhere):
        exam(organisation=place, audience=Audience.ORGANISATION, slug=f"inside-{place.slug}", title="内部の試験")
    exam(organisation=somewhere, slug="open-to-all", title="みんなの試験")

    def named(someone: Person) -> list[str]:
        slugs = [slug for slug, _ in pool.unsat_mocks(someone)]
        assert slugs == [offer.paper.slug for offer in offers(someone, clock.now())]
        return slugs

    assert named(person) == ["open-to-all"]
    assert named(member(Role.CANDIDATE, somewhere)) == [f"inside-{somewhere.slug}", "open-to-all"]


def test_a_wording_in_doubt_rests_until_it_is_mended(db: Session) -> None:
    edition = exam(organisation=home(), keys={"care-support": [(1, 3)]})
    version = questions(1)[0]
    ruling = Ruling(
        paper_id=edition.paper_id,
        question_id=version.question_id,
        version_id=version.id,
        kind=RulingKind.REKEY,
        accepted_keys=[[1, 2]],
        pass_marks={},
        reason="正答の誤り",
        made_by_id=member().id,
        made_at=clock.now(),
    )
    db.add(ruling)
    db.flush()

    assert version.question_id not in asked(member())
    new_version(version, correct=False)
    assert version.question_id in asked(member())


def test_each_kind_of_set_has_its_own_statements(db: Session) -> None:
    person = member()
    due, wrong, lucky, sure, unseen = (version.statements[0] for version in questions(5))
    card(person, due, due_in=-1)
    card(person, wrong, last_right=False, last_confidence=Confidence.UNSURE)
    card(person, lucky, last_confidence=Confidence.GUESS)
    card(person, sure, last_right=False, last_confidence=Confidence.SURE)

    def only(kind: SetKind, subject: str | None = None) -> set[tuple[int, int]]:
        found = pool.candidates(person, kind, subject, spared=(), now=clock.now())
        return {(one.question_id, one.identity) for one in found}

    def named(*statements: object) -> set[tuple[int, int]]:
        return {(one.version.question_id, one.identity) for one in statements}  # type: ignore[attr-defined]

    assert only(SetKind.DUE) == named(due)
    assert only(SetKind.WRONG) == named(wrong, sure)
    assert only(SetKind.LUCKY) == named(lucky)
    assert only(SetKind.OVERCONFIDENT) == named(sure)
    assert len(only(SetKind.UNSEEN)) == 21
    assert len(only(SetKind.FIELD, "care-support")) == 25
    assert len(only(SetKind.TOPIC, str(unseen.version.topic_id))) == 5
    assert only(SetKind.TOPIC, "²") == only(SetKind.SOURCE, "1; drop") == set()


def test_flagged_are_the_questions_marked_in_an_examination_that_is_over(db: Session) -> None:
    person = member()
    edition = exam(organisation=home())
    attempt = closed_attempt(edition, person=person, answers={1: (1, 3), 2: (2, 4)})
    from_attempt = asked(person, SetKind.FLAGGED)
    db.connection().exec_driver_sql(f"UPDATE answer SET flagged = true WHERE attempt_id = {attempt.id} AND number = 2")

    assert from_attempt == set()
    assert len(asked(person, SetKind.FLAGGED)) == 1
    assert asked(member(), SetKind.FLAGGED) == set()


def test_a_bookmark_brings_its_statement_and_one_on_the_question_brings_all(db: Session) -> None:
    person, other = member(), member()
    first, second, third = questions(3)
    note(person, first, 2)
    note(person, second, 0)
    note(person, third, 1, starred=False, text="メモだけ")
    note(other, third, 1)

    found = pool.candidates(person, SetKind.STARRED, None, spared=(), now=clock.now())

    assert {(one.question_id, one.identity) for one in found} == {
        (first.question_id, 2),
        *((second.question_id, identity) for identity in range(1, 6)),
    }
