"""What is refused, and that nothing is half-done then."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app import audit, schema
from app.db import db as database_of_the_app
from app.db import transaction
from app.errors import Conflict, NotFound, Refusal
from app.operation import archive, backups, stores
from app.operation.rules.backup import Manifest
from tests.factories import OrganisationFactory
from tests.operation.backups import NOW, fill, now_kept
from tests.operation.conftest import KEY, Elsewhere
from tests.servers.databases import MIGRATIONS


def refused(path: Path, keys: list[str], error: type[Exception] = Refusal) -> str:
    """What the restore says; nothing may have been done."""
    before = inspect(database_of_the_app.engine).get_table_names()
    with pytest.raises(error) as caught:
        backups.restore(path, keys)
    database_of_the_app.session.rollback()
    assert inspect(database_of_the_app.engine).get_table_names() == before
    return str(caught.value)


@pytest.mark.parametrize("sealed", [True, False])
def test_a_backup_that_was_cut_off_or_changed_is_refused(
    db: Session, tmp_path: Path, elsewhere: Elsewhere, database: object, sealed: bool
) -> None:
    fill(db)
    keys = [KEY] if sealed else []
    path = tmp_path / "backup"
    backups.create(path, keys, now=NOW)
    whole = path.read_bytes()

    with elsewhere(database.kind):  # type: ignore[attr-defined]
        for part in (b"", whole[:10], whole[: len(whole) // 2], whole[:-1]):
            path.write_bytes(part)
            assert refused(path, keys) == archive.NOT_WHOLE
        changed = bytearray(whole)
        changed[100 if sealed else in_the_midst(path, whole)] ^= 1
        path.write_bytes(changed)
        assert refused(path, keys) == archive.NOT_WHOLE


def test_a_wrong_key_a_missing_one_and_a_missing_file_are_refused(
    db: Session, tmp_path: Path, elsewhere: Elsewhere, database: object
) -> None:
    fill(db)
    path = tmp_path / "backup"
    backups.create(path, [KEY], now=NOW)

    with elsewhere(database.kind):  # type: ignore[attr-defined]
        assert refused(path, ["another key"]) == archive.WRONG_KEY
        assert refused(path, []) == archive.NO_KEY
        assert refused(tmp_path / "nothing", [KEY], NotFound) == archive.NO_SUCH_FILE.format(tmp_path / "nothing")
        backups.restore(path, ["a newer key", KEY])


def test_a_backup_of_a_newer_installation_is_refused(
    db: Session, tmp_path: Path, elsewhere: Elsewhere, database: object
) -> None:
    fill(db)
    path = tmp_path / "backup"
    manifest = backups.create(path, [], now=NOW)
    newer = Manifest(manifest.made_at, "9999", manifest.tables)
    rewrite(path, newer.as_json())

    with elsewhere(database.kind):  # type: ignore[attr-defined]
        assert refused(path, []) == backups.NEWER.format("9999")
        rewrite(path, json.dumps({"format": 2}))
        assert "より新しい版" in refused(path, [])


def in_the_midst(path: Path, whole: bytes) -> int:
    """The place of a byte that is part of a table's rows, and not of what only the zip itself uses."""
    path.write_bytes(whole)
    with zipfile.ZipFile(path) as plain:
        member = plain.getinfo(archive.tables_file("person"))
    return member.header_offset + 30 + len(member.filename) + len(member.extra) + 25


def rewrite(path: Path, manifest: str) -> None:
    with zipfile.ZipFile(path) as old:
        rest = {name: old.read(name) for name in old.namelist() if name != archive.MANIFEST}
    with zipfile.ZipFile(path, "w") as new:
        for name, data in {**rest, archive.MANIFEST: manifest.encode()}.items():
            new.writestr(name, data)


def test_a_restore_never_goes_over_people(db: Session, tmp_path: Path) -> None:
    fill(db)
    backups.create(tmp_path / "backup", [KEY], now=NOW)
    before = now_kept()

    with pytest.raises(Conflict, match="人が登録されています"):
        backups.restore(tmp_path / "backup", [KEY])

    assert now_kept() == before


def test_a_restore_replaces_what_a_first_start_has_put_there(
    db: Session, tmp_path: Path, elsewhere: Elsewhere, database: object
) -> None:
    fill(db)
    manifest = backups.create(tmp_path / "backup", [KEY], now=NOW)

    with elsewhere(database.kind):  # type: ignore[attr-defined]
        schema.bind(current_app)
        upgrade(directory=MIGRATIONS)
        with transaction():
            OrganisationFactory(slug="gakusha")
            audit.record("organisation.create", "organisation:1", by=None)
        backups.restore(tmp_path / "backup", [KEY])

        assert now_kept()["organisation"] == next(k for k in manifest.tables if k.table.name == "organisation")
        assert audit.first_broken() is None


@pytest.mark.parametrize("lost", ["accommodation", "account"])
def test_rows_that_do_not_go_in_leave_the_place_as_it_was(
    db: Session, tmp_path: Path, elsewhere: Elsewhere, database: object, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """One table stays empty while all others go in: it shows before anything is kept."""
    fill(db)
    path = tmp_path / "backup"
    backups.create(path, [], now=NOW)
    kind: str = database.kind  # type: ignore[attr-defined]
    usual = {"sqlite": stores.InSqlite, "postgresql": stores.InPostgresql}[kind].fill
    monkeypatch.setattr(
        {"sqlite": stores.InSqlite, "postgresql": stores.InPostgresql}[kind],
        "fill",
        lambda self, table, blocks: usual(self, table, blocks if table.name != lost else iter([])),
    )

    with elsewhere(kind):
        assert refused(path, []).split("（")[0] in {archive.NOT_WHOLE, stores.LOOSE}
        beside = Path(database_of_the_app.engine.url.database or "")
        assert list(beside.parent.glob(f"{beside.name}.restore-*")) == []
