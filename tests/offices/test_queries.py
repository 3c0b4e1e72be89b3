from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Office, Organisation
from app.accounts.rules import Role
from app.offices import actions
from app.offices.rules import Subject
from tests.client import StrictClient
from tests.factories import AccountFactory, member


@pytest.mark.parametrize("path", ["/office", "/offices"])
def test_a_list_takes_as_many_queries_for_three_as_for_one(
    client: StrictClient, office: Office, queries: list[str], db: Session, centre: Organisation, path: str
) -> None:
    chief = AccountFactory(person=member(Role.ADMINISTRATOR)).person
    counts = []
    for more in (1, 2):
        for number in range(more):
            learner = AccountFactory(person=member(Role.LEARNER, centre)).person
            actions.join(office.code, frozenset(Subject), by=learner, now=clock.now())
            db.add(Office(organisation_id=centre.id, name=f"第{number}", code=f"QQQQ{more}{number}22"))
        client.sign_in(chief)
        client.get(path)
        queries.clear()
        client.get(path)
        counts.append(len(queries))

    assert counts[0] == counts[1]
