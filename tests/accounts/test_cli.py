from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.models import Account, Organisation
from app.accounts.rules import Role
from app.audit import AuditEntry
from tests.factories import PASSWORD, AccountFactory, OrganisationFactory

Run = Callable[..., Result]
CREATE = ("accounts", "create", "Ichiro@Example.jp", "--password-stdin", "--role")


def test_an_organisation_is_made_and_recorded(runner: Run, db: Session) -> None:
    result = runner("organisations", "create", "dai-ichi", "第一研修センター")

    assert (result.exit_code, result.output) == (0, "団体「第一研修センター」（dai-ichi）を登録しました。\n")
    assert db.scalars(select(Organisation.name)).all() == ["第一研修センター"]
    assert db.scalars(select(AuditEntry.action)).all() == ["organisation.create"]


@pytest.mark.parametrize(
    ("slug", "name", "sentence"),
    [
        ("dai-ichi", "第一", "識別名が dai-ichi の団体は、すでにあります。"),
        ("Dai Ichi", "第一", "団体の識別名は、半角の小文字・数字・ハイフンで64文字までにしてください。"),
        ("dai-ni", " ", "団体の名前を入力してください。"),
    ],
)
def test_a_bad_organisation_is_refused(runner: Run, db: Session, slug: str, name: str, sentence: str) -> None:
    OrganisationFactory(slug="dai-ichi")

    result = runner("organisations", "create", slug, name)

    assert result.exit_code == 1
    assert sentence in result.output
    assert db.scalar(select(func.count()).select_from(Organisation)) == 1


@pytest.mark.parametrize("role", list(Role))
def test_an_account_is_confirmed_and_belongs_to_the_site_by_default(runner: Run, db: Session, role: Role) -> None:
    result = runner(*CREATE, role, "--name", "山田 一郎", "--kana", "やまだ いちろう", input=f"{PASSWORD}\n")

    assert result.exit_code == 0, result.output
    account = db.scalars(select(Account)).one()
    assert (account.email, account.email_confirmed_at is None) == ("ichiro@example.jp", False)
    assert (account.person.name, account.person.kana) == ("山田 一郎", "ヤマダ イチロウ")
    assert [(m.role, m.organisation.slug) for m in account.person.memberships] == [(role, "gakusha")]
    assert passwords.HASHER.verify(account.credentials[0].secret, PASSWORD)
    assert db.scalars(select(AuditEntry.action)).all() == ["account.create"]


def test_an_account_of_another_organisation(runner: Run, db: Session) -> None:
    organisation = OrganisationFactory(slug="dai-ichi")

    result = runner(*CREATE, "organiser", "--organisation", "dai-ichi", input=PASSWORD)

    assert result.exit_code == 0, result.output
    account = db.scalars(select(Account)).one()
    assert [m.organisation_id for m in account.person.memberships] == [organisation.id]


@pytest.mark.parametrize(
    ("words", "typed", "sentence"),
    [
        (("candidate", "--organisation", "nowhere"), PASSWORD, "識別名が nowhere の団体はありません。"),
        (("candidate",), "mijikai", "パスワードは10文字以上にしてください。"),
        (("candidate",), "password123", "よく使われているパスワードです。"),
        (("king",), PASSWORD, "king"),
    ],
)
def test_a_bad_account_is_refused_and_nothing_is_kept(
    runner: Run, db: Session, words: tuple[str, ...], typed: str, sentence: str
) -> None:
    result = runner(*CREATE, *words, input=typed)

    assert result.exit_code != 0
    assert sentence in result.output
    assert db.scalar(select(func.count()).select_from(Account)) == 0


def test_an_address_that_exists_or_is_none_is_refused(runner: Run, db: Session) -> None:
    AccountFactory(email="ichiro@example.jp")

    taken = runner(*CREATE, "candidate", input=PASSWORD)
    nonsense = runner("accounts", "create", "ichiro", "--role", "candidate", "--password-stdin", input=PASSWORD)

    assert (taken.exit_code, nonsense.exit_code) == (1, 1)
    assert "メールアドレス ichiro@example.jp は、すでに登録があります。" in taken.output
    assert "メールアドレスの形が違います。" in nonsense.output
    assert db.scalar(select(func.count()).select_from(Account)) == 1


def test_a_password_comes_by_standard_input_alone(runner: Run) -> None:
    result = runner("accounts", "create", "ichiro@example.jp", "--role", "candidate")

    assert result.exit_code == 2
    assert "--password-stdin" in result.output


@pytest.mark.parametrize("command", ["organisations", "accounts"])
def test_every_command_explains_itself(runner: Run, command: str) -> None:
    assert [runner(command, "--help").exit_code, runner(command, "create", "--help").exit_code] == [0, 0]
