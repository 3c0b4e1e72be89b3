from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import personal_data
from app.accounts.models import Person
from app.exams.models import PaperEdition
from app.statistics.models import PassOutlook
from tests.exams.factories import AttemptFactory, closed_attempt, exam
from tests.exams.rulings import excluded, ruled
from tests.factories import member
from tests.statistics.sittings import ALL_RIGHT, HALF, crowd, worker


def outlooks(db: Session) -> dict[int, PassOutlook]:
    return {row.person_id: row for row in db.scalars(select(PassOutlook))}


def test_everybody_who_sat_has_a_chance_inside_its_interval(db: Session, edition: PaperEdition) -> None:
    people = crowd(db, edition, 6, edition.paper.organisation)

    found = outlooks(db)

    assert set(found) == {person.id for person in people}
    assert all(0 <= row.low <= row.chance <= row.high <= 1 for row in found.values())
    assert found[people[0].id].chance > found[people[1].id].chance
    first = found[people[1].id]
    assert first.parts["fields"][0]["title"] == "分野1"
    assert [field["score"] for field in first.parts["fields"]] == [1, 0]
    assert first.parts["not_reached"] == 2


@pytest.mark.parametrize("answers", [ALL_RIGHT, {}], ids=["all right", "all wrong"])
def test_no_variance_still_gives_numbers(db: Session, edition: PaperEdition, answers: dict[int, Any]) -> None:
    for _ in range(3):
        closed_attempt(edition, answers=answers)
    worker(db)

    assert [0 <= row.chance <= 1 for row in outlooks(db).values()] == [True] * 3


def test_one_attempt_is_enough_and_none_is_no_fault(db: Session, edition: PaperEdition) -> None:
    worker(db)
    assert outlooks(db) == {}

    closed_attempt(edition, answers=HALF)
    worker(db)
    assert len(outlooks(db)) == 1


def test_a_paper_without_pass_marks_tells_nothing(db: Session) -> None:
    edition = exam(marks=(None, None), slug="mock-none")
    closed_attempt(edition, answers=HALF)
    worker(db)

    assert outlooks(db) == {}


def test_only_the_first_time_counts_and_what_is_open_does_not(db: Session, edition: PaperEdition) -> None:
    person, other = member(), member()
    closed_attempt(edition, person=person, answers={})
    worker(db)
    before = outlooks(db)[person.id].chance
    closed_attempt(edition, person=person, answers=ALL_RIGHT)
    AttemptFactory(edition=edition, person=other, answers=ALL_RIGHT)
    worker(db)

    after = outlooks(db)

    assert after[person.id].chance == pytest.approx(before, abs=1e-6)
    assert other.id not in after


def test_staff_and_erased_people_have_none(db: Session, edition: PaperEdition, instructor: Person) -> None:
    [erased] = crowd(db, edition, 1, edition.paper.organisation)
    assert set(outlooks(db)) == {erased.id}

    personal_data.erase(erased.id, clock.now())
    closed_attempt(edition, person=instructor, answers=ALL_RIGHT)
    worker(db)

    assert outlooks(db) == {}


def test_a_voided_question_is_in_no_chance(db: Session, edition: PaperEdition, instructor: Person) -> None:
    [person, *_] = crowd(db, edition, 2, edition.paper.organisation)
    ruled(edition, 1, excluded(care_support=1), instructor)
    worker(db)

    row = outlooks(db)[person.id]

    assert row.parts["questions"] == 3
    assert row.parts["fields"][0]["questions"] == 1


def test_what_is_known_of_somebody_is_in_their_own_data(db: Session, edition: PaperEdition) -> None:
    [person] = crowd(db, edition, 1, edition.paper.organisation)

    [row] = personal_data.export(person.id)["合格の見込み"]

    assert row["最後に受けた試験"] == "模擬試験 第9回"
