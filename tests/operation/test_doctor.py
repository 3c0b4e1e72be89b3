from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import audit, clock, create_app, tasks
from app.accounts.rules import Role
from app.db import db as database_of_the_app
from app.operation import doctor
from app.operation.rules.doctor import Finding, Level, Setup, State, findings
from app.tasks import OutboxState
from tests.conftest import Run
from tests.factories import AccountFactory, member
from tests.servers.databases import settings

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SAFE = Setup(
    public_url="https://gakusha.example",
    production=True,
    debug=False,
    one_file=False,
    database_host="db",
    encrypted_line=True,
    trusted_proxies=1,
    backup_keys=1,
    mail_encrypted=True,
    mail_host="mail",
    mail_password=True,
    metrics_token=True,
    as_root=False,
    open_files=(),
    free_bytes=10**11,
)
WELL = State(
    migrated=True,
    administrators=1,
    example_administrators=0,
    guarded_audit=True,
    last_backup_at=NOW - timedelta(hours=5),
    oldest_waiting_at=None,
    failed_jobs=0,
    durable=True,
    standbys=1,
)


def test_a_safe_site_has_nothing_to_be_told() -> None:
    assert findings(SAFE, WELL, NOW) == []


@pytest.mark.parametrize(
    ("changed", "level", "said"),
    [
        ({"public_url": "http://gakusha.example", "production": False}, Level.DANGER, "https ではありません"),
        ({"debug": True}, Level.DANGER, "デバッグ"),
        ({"trusted_proxies": 0}, Level.WARNING, "TRUSTED_PROXIES"),
        ({"backup_keys": 0}, Level.DANGER, "BACKUP_KEY"),
        ({"encrypted_line": False}, Level.DANGER, "データベース（db）との通信"),
        ({"mail_encrypted": False}, Level.DANGER, "メールサーバー"),
        ({"metrics_token": False}, Level.NOTE, "METRICS_TOKEN"),
        ({"as_root": True}, Level.WARNING, "root"),
        ({"open_files": ("instance/secret_key",)}, Level.DANGER, "instance/secret_key"),
        ({"free_bytes": 10**9}, Level.WARNING, "ディスクの空き"),
        ({"one_file": True}, Level.WARNING, "SQLite"),
    ],
)
def test_what_is_unsafe_in_the_setup_is_told(changed: dict[str, object], level: Level, said: str) -> None:
    [finding] = findings(replace(SAFE, **changed), WELL, NOW)  # type: ignore[arg-type]

    assert (finding.level, said in finding.what) == (level, True)


@pytest.mark.parametrize(
    ("changed", "level", "said"),
    [
        ({"migrated": False}, Level.DANGER, "版と違います"),
        ({"guarded_audit": False}, Level.DANGER, "トリガー"),
        ({"durable": False}, Level.DANGER, "fsync"),
        ({"standbys": 0}, Level.NOTE, "待機系"),
        ({"administrators": 0}, Level.WARNING, "管理者がいません"),
        ({"example_administrators": 1}, Level.DANGER, "見本のアドレス"),
        ({"last_backup_at": None}, Level.DANGER, "一度も"),
        ({"last_backup_at": NOW - timedelta(days=3)}, Level.DANGER, "3 日前"),
        ({"oldest_waiting_at": NOW - timedelta(minutes=11)}, Level.WARNING, "ワーカー"),
        ({"failed_jobs": 2}, Level.WARNING, "2 件"),
    ],
)
def test_what_is_unsafe_in_the_state_is_told(changed: dict[str, object], level: Level, said: str) -> None:
    [finding] = findings(SAFE, replace(WELL, **changed), NOW)  # type: ignore[arg-type]

    assert (finding.level, said in finding.what) == (level, True)


def test_the_worst_comes_first() -> None:
    found = findings(replace(SAFE, metrics_token=False, debug=True, trusted_proxies=0), WELL, NOW)

    assert [finding.level for finding in found] == [Level.DANGER, Level.WARNING, Level.NOTE]


def told(app: Flask) -> list[str]:
    return [finding.what for finding in doctor.examined(app, clock.now())]


def test_a_first_try_on_one_s_own_machine_is_in_no_danger(app: Flask, db: Session) -> None:
    AccountFactory(person=member(Role.ADMINISTRATOR))
    db.commit()

    found = doctor.examined(app, clock.now())

    dangers = [finding for finding in found if finding.level is Level.DANGER and "fsync" not in finding.what]
    assert dangers == []


def test_the_database_is_asked_how_it_stands(app: Flask, db: Session) -> None:
    assert "管理者がいません。" in told(app)
    AccountFactory(person=member(Role.ADMINISTRATOR))
    row = tasks.enqueue("mail.deliver", mail_id=1)
    row.due_at = clock.now() - timedelta(hours=1)
    tasks.enqueue("mail.deliver", mail_id=2).state = OutboxState.FAILED
    audit.record("backup.create", "site:1", by=None)
    db.commit()

    said = told(app)

    assert "管理者がいません。" not in said
    assert "仕事が10分以上待っています。ワーカーが動いていないようです。" in said
    assert "失敗したままの仕事が 1 件あります。" in said
    assert not any("控えが一度も" in one for one in said)


def test_a_trail_without_its_guard_is_told(app: Flask, db: Session) -> None:
    guard = "監査の記録を守るトリガーが外されています。"
    assert guard not in told(app)

    if database_of_the_app.engine.dialect.name == "sqlite":
        for verb in ("update", "delete"):
            db.execute(text(f"DROP TRIGGER audit_entry_keep_{verb}"))
        db.commit()
        assert guard in told(app)


def test_a_database_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    nowhere = create_app(settings("sqlite:////nowhere/at/all.sqlite", tmp_path))
    with nowhere.app_context():
        said = told(nowhere)
        database_of_the_app.engine.dispose()

    assert "データベースを読めません。" in said


def test_files_that_others_may_read_are_told(run_folder: Path, tmp_path: Path) -> None:
    key = tmp_path / "secret_key"
    key.write_text("k", encoding="utf-8")
    site = create_app(settings("sqlite:////nowhere/at/all.sqlite", tmp_path))
    said = {}
    with site.app_context():
        for folder, file in ((0o755, 0o644), (0o755, 0o600), (0o700, 0o644)):
            tmp_path.chmod(folder)
            key.chmod(file)
            said[folder, file] = any(str(key) in one for one in told(site))
        database_of_the_app.engine.dispose()

    assert said == {(0o755, 0o644): True, (0o755, 0o600): False, (0o700, 0o644): False}


def test_the_command_ends_with_one_where_there_is_danger(
    runner: Run, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "examined", lambda *_: [Finding(Level.NOTE, "一つ", "直す")])
    well = runner("doctor")
    monkeypatch.setattr(doctor, "examined", lambda *_: [Finding(Level.DANGER, "一つ", "直す")])
    ill, told_ = runner("doctor"), runner("doctor", "--json")

    assert (well.exit_code, ill.exit_code, told_.exit_code) == (0, 1, 1)
    assert "【危険】一つ\n　　→ 直す" in ill.output
    assert json.loads(told_.stdout) == [{"level": "danger", "what": "一つ", "remedy": "直す"}]
