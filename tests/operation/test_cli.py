from __future__ import annotations

import json
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import audit
from app.operation import archive, backups
from tests.conftest import Run
from tests.operation.backups import fill
from tests.operation.conftest import KEY, Elsewhere


def test_the_commands_say_what_they_did(
    db: Session, app: Flask, runner: Run, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    fill(db)
    loud = runner("backup", "create", tmp_path / "plain")
    app.config["BACKUP_KEYS"] = (KEY,)
    quiet = runner("backup", "create", tmp_path / "sealed")
    looked = runner("backup", "verify", tmp_path / "sealed", "--json")
    here = runner("backup", "restore", tmp_path / "sealed")
    app.config["BACKUP_KEYS"] = ()
    unreadable = runner("backup", "verify", tmp_path / "sealed")
    key = runner("backup", "key")

    assert (loud.exit_code, quiet.exit_code, looked.exit_code) == (0, 0, 0)
    assert "この控えは暗号化されていません" in loud.output
    assert "暗号化されていません" not in quiet.output
    said = json.loads(looked.stdout)
    assert (said["encrypted"], said["restorable"], said["tables"]["person"]["rows"]) == (True, True, 1)
    assert (here.exit_code, unreadable.exit_code) == (1, 1)
    assert backups.PEOPLE_HERE in here.output
    assert archive.NO_KEY in unreadable.output
    assert len(key.output.strip()) >= 32
    made = db.scalars(select(audit.AuditEntry).where(audit.AuditEntry.action == "backup.create")).all()
    assert [entry.after["sealed"] for entry in made] == [False, True]
