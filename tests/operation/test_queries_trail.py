from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app import audit
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from tests.client import StrictClient
from tests.factories import AccountFactory, OrganisationFactory, PersonFactory, member


@pytest.fixture
def keeper(client: StrictClient, db: Session) -> Person:
    person = member(Role.ADMINISTRATOR, name="管理 太郎")
    client.sign_in(person)
    return person


@pytest.fixture
def centre(db: Session) -> Organisation:
    made: Organisation = OrganisationFactory(name="第一研修センター")
    return made


def rows(page: str) -> int:
    return page.count('data-label="日時"')


def test_the_trail_is_filtered(
    client: StrictClient, keeper: Person, centre: Organisation, freeze: Callable[[datetime], None]
) -> None:
    account = AccountFactory(person=PersonFactory(name="髙橋 花子", kana="タカハシ ハナコ"), email="taka@example.jp")
    for day in (1, 2, 3):
        freeze(datetime(2026, 3, day, 14, 59, tzinfo=UTC))  # 23:59 in Japan
        audit.record(
            "questions.move", f"question:{day}", by=account.person_id, organisation=centre.id if day == 2 else None
        )
    audit.record("account.throttled", "throttle:ab", by=None)

    def found(asked: str) -> int:
        return rows(client.get(f"/admin/audit?{asked}").text)

    assert found("") == 4
    assert found("q=高橋") == 0
    assert found("q=髙橋") == found("q=たかはし") == found("q=taka@example.jp") == 3
    assert found("q=状態を変えた") == 3
    assert found("q=question:2") == found(f"organisation={centre.id}") == 1
    assert found("domain=account") == 1
    assert found("from_on=2026-03-02&until_on=2026-03-02") == 1
    assert found("from_on=2026-03-02") == 3
    assert found("until_on=9999-12-31") == 4
    assert found("from_on=0001-01-01") == 4
    assert "年・月・日を選んでください" in client.get("/admin/audit?until_on=0001-01-01").text
