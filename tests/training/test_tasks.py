from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.tasks import Outbox, OutboxState
from app.training import tasks
from app.training.actions import exports, imports, jobs, practicum
from app.training.models.running import Cohort, CohortSession, PracticumDay
from app.training.rules import roster, uploads
from app.training.rules.imports import ImportState
from app.training.rules.jobs import JobState
from app.training.rules.sheets import Layout, ListKind
from tests.factories import PersonFactory
from tests.training.factories import CohortSessionFactory, EnrolmentFactory
from tests.training.listed import sent
from tests.training.sheets import person, workbook


def test_the_worker_wipes_the_journals_whose_day_has_come(db: Session) -> None:
    dated = CohortSessionFactory()
    enrolment = EnrolmentFactory(cohort=dated.cohort)
    own = practicum.begin(
        enrolment, dated.module, host="事業所", supervisor="指導者", days=1, by=PersonFactory(), now=clock.now()
    )
    for back in (0, 400):
        on = clock.today() - timedelta(days=back)
        practicum.write_day(own, on=on, minutes=60, text="見学した。", now=clock.now(), today=on)
    db.flush()

    tasks.wipe_journals()
    db.expire_all()

    assert [day.text for day in db.scalars(select(PracticumDay).order_by(PracticumDay.on))] == [
        practicum.WIPED,
        "見学した。",
    ]


def test_a_list_that_no_reader_was_ready_for_ends_in_words(
    db: Session, cohort: Cohort, organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "HEADINGS", None)  # a fault of ours

    made = sent(db, cohort, organiser, workbook(person(1)))

    assert (made.state, made.found["problems"], made.upload) == (ImportState.WRONG, [["", uploads.UNREAD, ""]], None)


def test_who_waits_for_what_the_worker_has_failed_at_is_told(db: Session, cohort: Cohort, organiser: Person) -> None:
    dated: CohortSession = CohortSessionFactory(cohort=cohort)
    asked = {"by": organiser, "now": clock.now()}
    read = [imports.send_in(cohort, b"x", "a.csv", session=each, **asked) for each in (None, dated)]
    written = exports.of_cohort(cohort, ListKind.PROGRESS, Layout.XLSX, **asked)
    db.flush()
    tasks.give_lost_work_up()
    before = [made.state for made in read], written.state
    db.execute(update(Outbox).values(state=OutboxState.FAILED))

    tasks.give_lost_work_up()

    db.flush()
    assert before == ([ImportState.READING] * 2, JobState.WAITING)
    assert [(made.state, made.found["problems"][0][1]) for made in read] == [(ImportState.WRONG, uploads.UNREAD)] * 2
    assert (written.state, written.message) == (JobState.FAILED, jobs.LOST)
