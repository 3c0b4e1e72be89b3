from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.training import tasks
from app.training.actions import practicum
from app.training.models.running import PracticumDay
from tests.factories import PersonFactory
from tests.training.factories import CohortSessionFactory, EnrolmentFactory


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
