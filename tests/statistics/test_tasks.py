from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts.models import Person
from app.db import reading
from app.exams.models import PaperEdition
from app.exams.rules import AttemptState
from app.statistics.models import PaperReport
from app.statistics.rules import Basis
from app.statistics.tasks import refresh
from tests.exams.factories import AttemptFactory, another_edition, closed_attempt
from tests.exams.rulings import excluded, ruled
from tests.factories import OrganisationFactory, member

# The small paper: 1・3 / 2・4 / 1・2・3 / 4・5.
ALL_RIGHT = {1: (1, 3), 2: (2, 4), 3: (1, 2, 3), 4: (4, 5)}


def refreshed(db: Session, basis: Basis = Basis.FIRST) -> list[PaperReport]:
    db.commit()
    refresh()
    db.expire_all()
    wanted = select(PaperReport).where(PaperReport.basis == basis).order_by(PaperReport.edition_id)
    return list(db.scalars(wanted))


def test_the_worker_looks_every_ten_minutes() -> None:
    periodic = tasks.PERIODIC["app.statistics.tasks.refresh"]

    assert (periodic.minutes, tasks.REGISTRY[periodic.name]) == (10, refresh)


def test_a_report_tells_of_totals_questions_statements_and_sets(db: Session, edition: PaperEdition) -> None:
    closed_attempt(edition, answers=ALL_RIGHT)
    closed_attempt(edition, answers={1: (1, 3), 2: (1, 4), 3: (1, 2, 3)})
    closed_attempt(edition, answers={1: (1, 2), 2: (1, 4)})

    (report,) = refreshed(db)

    assert (report.counted, report.finished, report.by_staff) == (3, 3, 0)
    total = report.total.figures
    assert (total["n"], total["mean"], total["median"]) == (3, 2.0, 2.0)
    assert total["distribution"] == [1, 0, 1, 0, 1]
    assert total["pass_rate"] == pytest.approx(200 / 3)
    assert [scale.code for scale in report.scales] == ["", "care-support", "health-welfare", "health", "welfare"]
    first, second = report.questions[:2]
    assert first.figures["facility"] == pytest.approx(200 / 3)
    assert [row["marked"] for row in first.statements["rows"]] == pytest.approx([100, 100 / 3, 200 / 3, 0, 0])
    tempting = [row for row in second.sets["rows"] if row["tempting"]]
    assert [(row["mask"], row["chosen"]) for row in tempting] == [(0b1001, 2)]
    assert report.questions[3].figures["not_reached"] == pytest.approx(200 / 3)


def test_only_the_first_finished_attempt_of_each_counts_unless_asked(db: Session, edition: PaperEdition) -> None:
    person = member()
    closed_attempt(edition, person=person, answers={1: (1, 3)})
    closed_attempt(edition, person=person, answers=ALL_RIGHT)
    closed_attempt(edition, person=person, answers={})
    AttemptFactory(edition=edition, person=person, answers=ALL_RIGHT)  # is open

    means = {basis: refreshed(db, basis)[0].total.figures["mean"] for basis in Basis}

    assert means == {Basis.FIRST: 1, Basis.LAST: 0, Basis.HIGHEST: 4, Basis.ALL: pytest.approx(5 / 3)}


def test_staff_of_the_organisation_are_left_out_and_others_not(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    elsewhere = member(organisation=OrganisationFactory())
    for person in (instructor, elsewhere):
        closed_attempt(edition, person=person, answers=ALL_RIGHT)

    (report,) = refreshed(db)

    assert (report.counted, report.by_staff) == (1, 1)


def test_a_timed_out_attempt_is_finished(db: Session, edition: PaperEdition) -> None:
    closed_attempt(edition, state=AttemptState.TIMED_OUT, answers={1: (1, 3)})

    assert refreshed(db)[0].counted == 1


def test_versions_never_mix(db: Session, edition: PaperEdition) -> None:
    newer = another_edition(edition, reworded=True)
    closed_attempt(edition, answers=ALL_RIGHT)
    closed_attempt(newer, answers={})

    old, new = refreshed(db)

    assert [report.questions[0].figures["facility"] for report in (old, new)] == [100, 0]
    assert old.questions[0].version_id != new.questions[0].version_id


def test_an_excluded_question_is_in_no_total_and_undefined(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    closed_attempt(edition, answers=ALL_RIGHT)
    closed_attempt(edition, answers={1: (1, 3)})
    ruled(edition, 1, excluded(care_support=1), instructor)

    (report,) = refreshed(db)

    assert (report.total.questions, report.total.figures["mean"]) == (3, 1.5)
    assert report.questions[0].figures["facility"] is None
    assert report.questions[0].statements["rows"][0]["marked"] == 100


@pytest.mark.parametrize("answers", [[], [ALL_RIGHT], [ALL_RIGHT] * 3, [{}] * 3], ids=["none", "one", "right", "wrong"])
def test_nothing_undefined_is_stored_as_a_number(db: Session, edition: PaperEdition, answers: list[Any]) -> None:
    for given in answers:
        closed_attempt(edition, answers=given)

    reports = refreshed(db)

    assert len(reports) == (1 if answers else 0)
    assert all(report.total.figures["alpha"] is None for report in reports)
    stored = [row.figures for report in reports for row in (*report.scales, *report.questions)]
    assert "nan" not in str(stored).lower()


def test_nothing_new_is_not_reckoned_again_until_a_day_has_passed(
    db: Session, edition: PaperEdition, freeze: Any
) -> None:
    now = clock.now()
    freeze(now)
    closed_attempt(edition, answers=ALL_RIGHT)
    first = refreshed(db)[0].computed_at

    freeze(now + timedelta(minutes=10))
    unchanged = refreshed(db)[0].computed_at
    closed_attempt(edition, answers={})
    another = refreshed(db)[0]
    counted, at = another.counted, another.computed_at
    freeze(now + timedelta(hours=25))
    nightly = refreshed(db)[0].computed_at

    assert (unchanged, counted, at) == (first, 2, now + timedelta(minutes=10))
    assert nightly == now + timedelta(hours=25)


def test_nothing_can_be_written_while_the_worker_reads(db: Session) -> None:
    db.rollback()
    with reading():
        db.add(OrganisationFactory.build())
        with pytest.raises(DatabaseError, match=r"readonly|read-only"):
            db.flush()
