from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.errors import Refusal
from app.training.actions import attendance
from app.training.actions import minutes as ledger
from app.training.actions.attendance import Mark
from app.training.models.running import Cohort, CohortGroup, CohortSession, Enrolment
from app.training.queries import boards, coming, makeups, minutes
from app.training.rules.completion import Standing
from tests.client import StrictClient
from tests.training.factories import CohortSessionFactory, EnrolmentFactory, ModuleFactory
from tests.training.learners import assigned


@pytest.fixture
def dates(db: Session, cohort: Cohort, organiser: Person) -> list[CohortSession]:
    """Three hours of a module of three, and one that makes up for the first."""
    module = assigned(cohort, organiser, minutes=180)
    begins = (clock.now() - timedelta(days=3)).replace(hour=1, minute=0, second=0, microsecond=0)
    hours = [
        CohortSessionFactory(
            cohort=cohort,
            module=module,
            starts_at=begins + timedelta(hours=2 * n),
            ends_at=begins + timedelta(hours=2 * n + 1),
        )
        for n in range(4)
    ]
    hours[3].makes_up_id = hours[0].id
    return hours


def mark(dated: CohortSession, by: Person, *late: tuple[Enrolment, int | None], reason: str = "") -> None:
    """Put everybody on the list of the date: so many minutes late, or absent."""
    known = minutes.attendance_of(dated.id)
    marks = {
        each.id: Mark(
            None if n is None else dated.starts_at + timedelta(minutes=n),
            None,
            known[each.id].version if each.id in known else 0,
        )
        for each, n in late
    }
    people = [each for each, _n in late]
    attendance.mark_list(dated, marks, people, reason=reason, by=by, now=clock.now())


def earned(enrolment: Enrolment, dated: CohortSession) -> int:
    return minutes.sums([enrolment.id]).of(enrolment.id, dated.module_id)


def test_who_owes_nothing_of_a_date_earns_nothing_by_making_up_for_it(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person, dates: list[CohortSession]
) -> None:
    one, two, three, again = dates
    somebody = EnrolmentFactory(cohort=cohort)
    for dated, late in ((one, 0), (two, 0), (three, None)):
        mark(dated, organiser, (somebody, late))
    db.commit()

    with pytest.raises(Refusal, match="残っていません"):
        attendance.arrive(again, arrived_at=again.starts_at, by=somebody.person, now=clock.now())
    mark(again, organiser, (somebody, 0))  # whoever puts them on its list all the same
    db.commit()

    learning = boards.learning(somebody, clock.today(), clock.now())
    assert earned(somebody, one) == 120
    assert [each.standing for each in learning.stands] == [Standing.BEGUN]
    assert [(each.session.id, each.owed.minutes) for each in learning.make_ups] == [(three.id, 60)]


def test_a_date_that_makes_up_gives_what_is_owed_and_not_more(
    db: Session, cohort: Cohort, organiser: Person, dates: list[CohortSession]
) -> None:
    one, _two, _three, again = dates
    once_more = CohortSessionFactory(cohort=cohort, module=one.module, starts_at=again.starts_at, makes_up_id=one.id)
    late, away, unmarked = (EnrolmentFactory(cohort=cohort) for _ in range(3))
    mark(one, organiser, (late, 20), (away, None))
    for each in (late, away, unmarked):
        attendance.arrive(again, arrived_at=again.starts_at, by=each.person, now=clock.now())
    db.flush()

    with pytest.raises(Refusal):
        attendance.arrive(once_more, arrived_at=again.starts_at, by=away.person, now=clock.now())
    mark(one, organiser, (unmarked, 0), (away, 0), reason="来ていた")
    db.flush()

    known = minutes.attendance_of(again.id)
    assert [known[each.id].minutes for each in (late, away, unmarked)] == [20, 60, 60]
    assert [earned(each, one) for each in (late, away, unmarked)] == [60, 60, 60]


def test_the_list_and_the_timetable_have_those_who_owe_and_keep_those_who_were_there(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person, dates: list[CohortSession]
) -> None:
    one, _two, _three, again = dates
    group = CohortGroup(cohort_id=cohort.id, title="1班")
    db.add(group)
    db.flush()
    there, away, unmarked, elsewhere = (EnrolmentFactory(cohort=cohort) for _ in range(4))
    mark(one, organiser, (there, 0), (away, None), (elsewhere, 0))
    db.flush()

    ahead = coming.expected(again)
    timetables = [again in coming.dates_of(each) for each in (there, away, unmarked)]
    ledger.add_by_hand(unmarked, one.module, minutes=180, reason="他県で受講", by=organiser, now=clock.now())
    mark(again, organiser, (away, 0))
    db.flush()
    over = coming.expected(again)
    one.group_id = group.id
    unmarked_elsewhere = EnrolmentFactory(cohort=cohort)
    db.commit()

    assert [each.id for each in ahead] == [away.id, unmarked.id]
    assert timetables == [False, True, True]
    assert [each.id for each in over] == [away.id]
    assert unmarked_elsewhere not in coming.expected(again)
    assert all(one in coming.dates_of(each) for each in coming.expected(one))
    page = client.get(f"/cohorts/{cohort.id}/sessions/{again.id}").text
    assert (f"state-{away.id}" in page, f"state-{there.id}" in page) == (True, False)


def test_minutes_corrected_by_hand_are_owed_and_can_be_made_up(
    db: Session, cohort: Cohort, organiser: Person, dates: list[CohortSession]
) -> None:
    one, _two, _three, again = dates
    somebody = EnrolmentFactory(cohort=cohort)
    mark(one, organiser, (somebody, 0))
    db.flush()
    entry = minutes.standing_by_reference([somebody.id], one.module_id, attendance.reference_of(one))[somebody.id]
    ledger.correct(entry, minutes=15, reason="席を外した", by=organiser, now=clock.now())
    db.flush()

    owed = [each.owed.minutes for each in makeups.of_cohort(cohort, clock.now())]
    attendance.arrive(again, arrived_at=again.starts_at, by=somebody.person, now=clock.now())
    db.flush()

    assert (owed, earned(somebody, one), makeups.of_cohort(cohort, clock.now())) == ([45], 60, [])


def test_the_timetable_asks_as_often_for_three_dates_that_make_up_as_for_one(
    db: Session, cohort: Cohort, dates: list[CohortSession], queries: list[str]
) -> None:
    somebody, counts = EnrolmentFactory(cohort=cohort), []
    for _ in range(3):
        db.commit()
        coming.dates_of(somebody)
        queries.clear()
        found = coming.dates_of(somebody)
        counts.append(len(queries))
        CohortSessionFactory(cohort=cohort, module=dates[0].module, makes_up_id=dates[3].id)

    assert (counts[0] == counts[1] == counts[2], len(found)) == (True, 6)


def test_a_new_date_makes_up_for_one_of_its_own_module_that_makes_up_for_none(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person, dates: list[CohortSession]
) -> None:
    other = ModuleFactory(curriculum=cohort.run.curriculum)
    db.commit()
    url = f"/cohorts/{cohort.id}/sessions"
    page = client.get(f"{url}/new").text
    said = {"form": "lecture", "on": "2026-12-01", "begins": "10:00", "ends": "11:00", "place": "会議室"}
    said |= {"makes_up": str(dates[0].id), "group": "0", "teacher": "0"}

    wrong = client.post(url, data={**said, "module": other.id})
    right = client.post(url, data={**said, "module": dates[0].module_id})

    assert [f'value="{each.id}"' in page.split('name="makes_up"')[1] for each in dates] == [True, True, True, False]
    assert (wrong.status_code, "もとの日程と同じ科目" in wrong.text, right.status_code) == (422, True, 303)
