from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.rules import Role
from app.training.queries import licences as find
from tests.client import StrictClient
from tests.factories import member

PLACE = "/training/licences"


def licence(years: int = 4) -> dict[str, object]:
    today = clock.today()
    issued = today - timedelta(days=365 * years)
    return {
        "kind": "care_manager",
        "number": "１２３４",
        "issued_on": issued,
        "expires_on": today + timedelta(days=100),
    }


def test_a_licence_is_recorded_and_withdrawn_by_its_holder_alone(client: StrictClient, db: Session) -> None:
    me = member(Role.CANDIDATE)
    client.sign_in(me)
    empty = client.get(PLACE).text
    recorded = client.post(PLACE, data=licence())
    shown = client.get(PLACE).text
    own = find.licences(me.id)[0][0].id
    client.sign_in(member(Role.CANDIDATE))
    theirs = client.post(f"{PLACE}/{own}/withdrawal")
    client.sign_in(me)
    back = client.post(f"{PLACE}/{own}/withdrawal")

    assert ("記録した資格はありません" in empty, "更新の時期" in shown, "番号 1234" in shown) == (True, True, True)
    assert [answer.status_code for answer in (recorded, theirs, back)] == [303, 404, 303]
    assert "取り消した記録" in client.get(PLACE).text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"expires_on": ""}, "有効期間の満了日を入力してください"),
        ({"expires_on": "来年"}, "日付を読み取れません"),
        ({"expires_on": "2099-01-01"}, "有効期間は5年です"),
        ({"expires_on": "2001-01-01"}, "交付の日よりあと"),
        ({"kind": "doctor"}, "一覧から選んでください"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    client: StrictClient, db: Session, change: dict[str, str], message: str
) -> None:
    client.sign_in(member(Role.CANDIDATE))

    answer = client.post(PLACE, data=licence() | change)

    assert (answer.status_code, message in answer.text, 'value="1234"' in answer.text) == (422, True, True)


def test_three_licences_ask_as_often_as_one(client: StrictClient, db: Session, queries: list[str]) -> None:
    client.sign_in(member(Role.CANDIDATE))
    counts = []
    for more in (1, 2):
        for _ in range(more):
            client.post(PLACE, data=licence())
        queries.clear()
        client.get(PLACE)
        counts.append(len(queries))

    assert counts[0] == counts[1]
