from __future__ import annotations

from sqlalchemy.orm import Session

from app import clock
from app.accounts import personal_data
from app.accounts.models import Person
from app.training.models.running import Cohort
from app.training.queries import imports as find
from tests.training.listed import taken
from tests.training.sheets import person


def test_the_name_and_address_that_a_list_gave_are_told_and_erased(
    db: Session, cohort: Cohort, organiser: Person
) -> None:
    taken(db, cohort, organiser, person(1, former="山田"))
    enrolment = find.invited(cohort.id)[0]
    told = personal_data.export(enrolment.person_id)["受講"][0]

    personal_data.erase(enrolment.person_id, clock.now())

    db.expire_all()
    assert (told["証明書に併記する旧姓"], told["名簿のメールアドレス"]) == ("山田", "learner1@example.jp")
    assert (enrolment.former_name, enrolment.invited_email, enrolment.number) == (None, None, 1)
