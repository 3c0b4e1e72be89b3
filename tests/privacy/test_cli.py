from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.rules import Role
from tests.conftest import Run
from tests.factories import AccountFactory, member


def test_who_left_is_erased_again_after_an_old_backup(runner: Run, app: Flask, db: Session, tmp_path: Path) -> None:
    account = AccountFactory(person=member(Role.CANDIDATE, name="佐藤 花子"))
    stays = member(Role.CANDIDATE, name="鈴木 次郎")
    file = tmp_path / "left.txt"
    file.write_text(f"# 番号\n{account.person_id}\n999999\n", encoding="utf-8")

    done = runner("privacy", "erase-again", file)
    again = runner("privacy", "erase-again", file)

    assert (done.exit_code, again.exit_code) == (0, 0)
    assert f"1 人を、もう一度消しました（番号：{account.person_id}）" in done.output
    assert "0 人を" in again.output
    assert (account.person.name, stays.name) == (f"退会者{account.person_id}", "鈴木 次郎")
    file.write_text("佐藤\n", encoding="utf-8")
    assert runner("privacy", "erase-again", file).exit_code == 1
    assert runner("privacy", "erase-again", tmp_path / "nothing").exit_code == 1
