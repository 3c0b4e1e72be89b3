from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.training.actions import practicum
from app.training.models.running import Cohort
from tests.client import StrictClient
from tests.training.factories import EnrolmentFactory, ModuleFactory


def test_a_day_that_is_not_there_yet_is_told_at_its_field_and_the_text_stays(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    enrolment, module = EnrolmentFactory(cohort=cohort), ModuleFactory(curriculum=cohort.run.curriculum)
    about = {"host": "ひまわり", "supervisor": "山田", "days": 1}
    made = practicum.begin(enrolment, module, **about, by=organiser, now=clock.now())
    db.commit()
    client.sign_in(enrolment.person)
    said = {"on": clock.today() + timedelta(days=1), "minutes": "480", "text": "訪問に同行した。"}

    answer = client.post(f"/training/practica/{made.id}", data=said)

    assert (answer.status_code, "まだ来ていない日の日誌は書けません。" in answer.text) == (422, True)
    assert ("訪問に同行した。</textarea>" in answer.text, made.days) == (True, [])
