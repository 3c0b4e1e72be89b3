from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.accounts.rules import PERMISSIONS, Permission, Role
from app.exams.models import PaperEdition
from app.exams.queries import running
from app.exams.rules import AttemptState
from app.questions.rules.words import PaperKind
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, closed_attempt, exam, late_answer
from tests.factories import OrganisationFactory, member

BOARD_QUERIES = 7  # session, paper, editions, tally, sittings, late answers; the bell of the header
EXTRA = {"minutes": "10", "reason": "停電のため"}


def test_whoever_may_run_a_paper_may_rule_on_it_so_that_one_guard_is_enough_for_the_list() -> None:
    runs = {role for role, held in PERMISSIONS.items() if Permission.RUN_EXAM in held}

    assert runs <= {role for role, held in PERMISSIONS.items() if Permission.RULE_ON_QUESTION in held}


# ── The list ─────────────────────────────────────────────────────────────────────────────────


def test_an_organiser_finds_the_papers_of_the_own_organisation(
    client: StrictClient, edition: PaperEdition, organiser: Person
) -> None:
    exam(title="よその試験")
    exam(title="まず10問", organisation=edition.paper.organisation, kind=PaperKind.TRIAL)

    page = client.get("/running").text

    assert "/exams/mock-x/board" in page
    assert "/exams/mock-x/rulings" in page
    assert "よその試験" not in page
    assert "まず10問</th>" not in page


def test_an_instructor_may_rule_but_not_run(client: StrictClient, edition: PaperEdition) -> None:
    client.sign_in(member(Role.INSTRUCTOR, edition.paper.organisation))

    page = client.get("/running").text

    assert "/exams/mock-x/board" not in page
    assert "/exams/mock-x/rulings" in page
    assert client.get("/exams/mock-x/board").status_code == 403


def test_an_organiser_without_papers_is_told_so(client: StrictClient, db: Session) -> None:
    client.sign_in(member(Role.ORGANISER))

    assert "運営できる試験がありません" in client.get("/running").text


@pytest.mark.parametrize("papers", [1, 3])
def test_the_list_asks_as_often_for_many_papers_as_for_one(
    client: StrictClient, db: Session, queries: list[str], papers: int
) -> None:
    organisation = OrganisationFactory()
    for _ in range(papers):
        AttemptFactory(edition=exam(organisation=organisation))
    client.sign_in(member(Role.ORGANISER, organisation))
    db.commit()
    queries.clear()

    page = client.get("/running")

    assert page.text.count("1人") == papers
    assert len(queries) == 5, queries  # session, where to run, where to rule, papers; the bell of the header


# ── The board ────────────────────────────────────────────────────────────────────────────────


def test_the_board_shows_who_sits_how_long_and_how_far(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    AttemptFactory(
        edition=edition,
        person=member(name="時間 延長"),
        factor=Decimal("1.30"),
        started_at=clock.now() - timedelta(minutes=10),
        answers={1: (1, 3), 2: (2,), 3: ()},
    )
    AttemptFactory(edition=edition, person=member(name="時間 切れ"), started_at=clock.now() - timedelta(hours=3))

    page = client.get("/exams/mock-x/board").text

    assert "時間 延長" in page
    assert "2時間25分" in page  # 156 minutes less 10, and a moment
    assert "2 / 4" in page
    assert "1.3倍" in page
    assert "時間 切れ" not in page
    assert "<dd>1人</dd>" in page


def test_the_board_counts_results(client: StrictClient, db: Session, edition: PaperEdition, organiser: Person) -> None:
    for passed in (True, True, False):
        closed_attempt(edition, passed=passed, scored_revision=0)
    closed_attempt(edition)
    AttemptFactory(edition=edition, started_at=clock.now() - timedelta(hours=3))  # over, and not yet stored so

    page = client.get("/exams/mock-x/board").text

    assert "合格 2人・不合格 1人・採点待ち 2人" in page
    assert "いま受験中の人はいません" in page


def test_results_of_before_a_ruling_wait_to_be_scored_again(db: Session, edition: PaperEdition) -> None:
    closed_attempt(edition, passed=True, scored_revision=0)
    edition.revision = 1

    tally = running.tally(edition.paper, clock.now())

    assert (tally.passed, tally.unscored) == (0, 1)


@pytest.mark.parametrize("path", ["", "/extra-time"])
def test_the_board_of_another_organisation_is_not_found(client: StrictClient, edition: PaperEdition, path: str) -> None:
    client.sign_in(member(Role.ORGANISER))

    answer = client.post(f"/exams/mock-x/board{path}", data=EXTRA) if path else client.get("/exams/mock-x/board")

    assert answer.status_code == 404


def test_a_candidate_may_not_see_the_board(client: StrictClient, edition: PaperEdition) -> None:
    client.sign_in(member(Role.CANDIDATE, edition.paper.organisation))

    assert client.get("/exams/mock-x/board").status_code == 403
    assert client.get("/running").status_code == 403


def test_an_organiser_who_only_learns_there_runs_nothing_there(client: StrictClient, edition: PaperEdition) -> None:
    person = member(Role.LEARNER, edition.paper.organisation)
    person.memberships.append(member(Role.ORGANISER).memberships[0])
    client.sign_in(person)

    assert client.get("/exams/mock-x/board").status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_the_board_asks_as_often_for_many_people_as_for_one(
    client: StrictClient, db: Session, queries: list[str], edition: PaperEdition, organiser: Person, people: int
) -> None:
    AttemptFactory.create_batch(people, edition=edition, answers={1: (1,)})
    for _ in range(people):
        late_answer(closed_attempt(edition))
    db.commit()
    queries.clear()

    page = client.get("/exams/mock-x/board")

    assert page.text.count("1 / 4") == people
    assert len(queries) == BOARD_QUERIES, queries


def test_a_page_of_the_board_that_is_not_there_is_empty(
    client: StrictClient, edition: PaperEdition, organiser: Person
) -> None:
    AttemptFactory(edition=edition)

    assert client.get("/exams/mock-x/board?page=99999999999999999999").status_code == 200
    assert client.get("/exams/mock-x/board?page=-1").status_code == 200


def test_the_board_counts_an_attempt_as_over_when_the_rule_does(db: Session, edition: PaperEdition) -> None:
    attempt = AttemptFactory(edition=edition)
    for seconds, state in ((5, AttemptState.OPEN), (6, AttemptState.TIMED_OUT)):
        now = attempt.ends_at + timedelta(seconds=seconds)

        assert attempt.shown_state(now) is state
        assert len(running.sittings(edition.paper, now)) == (state is AttemptState.OPEN)
