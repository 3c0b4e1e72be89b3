from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import personal_data
from app.accounts.actions import factors
from app.accounts.models import Credential
from app.accounts.rules import CredentialKind, Permission, Role, second
from app.db import Base
from tests.factories import AccountFactory, PermissionGrantFactory, PersonFactory, member

ABOUT_PEOPLE = {"person", "account"}


def test_every_table_that_speaks_of_a_person_can_be_handed_out(db: Session) -> None:
    speaks = {
        table.name
        for table in Base.metadata.tables.values()
        if any(key.column.table.name in ABOUT_PEOPLE for key in table.foreign_keys)
    }

    assert speaks - personal_data.tables() == set()
    assert personal_data.tables() - set(Base.metadata.tables) == set()


def test_somebody_without_an_account_has_an_export_and_can_be_erased(db: Session) -> None:
    person = PersonFactory()

    exported = personal_data.export(person.id)
    personal_data.erase(person.id, clock.now())

    assert exported["アカウント"] == []
    assert person.name == f"退会者{person.id}"
    assert db.scalars(select(type(person))).all() == [person]


def test_each_way_to_sign_in_is_handed_out_by_its_name_and_none_of_their_secrets(db: Session) -> None:
    account = AccountFactory()
    now = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    secret = second.new_secret()
    factors.confirm_app(account, secret, second.code_at(secret, second.step_of(now)), now=now)
    passkey = Credential(
        account_id=account.id,
        kind=CredentialKind.PASSKEY,
        secret="geheim",
        label="Safari（iPhone）",
        created_at=now,
        last_used_at=now + timedelta(hours=1),
    )
    db.add(passkey)

    data = personal_data.export(account.person_id)

    ways = data["サインインの方法"]
    assert [row["方法"] for row in ways] == ["パスワード", "認証アプリ", *["回復コード"] * 10, "パスキー"]
    assert list(ways[-1].values()) == ["パスキー", "Safari（iPhone）", now, now + timedelta(hours=1)]
    assert "パスワードを決めた日時" not in data["アカウント"][0]
    assert not {"geheim", secret} & set(map(str, [cell for row in ways for cell in row.values()]))
    personal_data.erase(account.person_id, now)
    assert db.scalars(select(Credential)).all() == []


def test_what_was_granted_beyond_a_role_is_handed_out_in_words(db: Session) -> None:
    person = member(Role.INSTRUCTOR)
    for permission in (Permission.CHECK_LAW, Permission.REVIEW_QUESTION, Permission.ADMINISTER):
        PermissionGrantFactory(membership_id=person.memberships[0].id, permission=permission)

    [row] = personal_data.export(person.id)["所属と役割"]

    assert row["追加の権限"] == ["査読", "法令確認"]
