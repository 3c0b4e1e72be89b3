"""The drill: a backup under load, put back where nobody has been, and compared."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from app import audit, files
from app.accounts.models import Accommodation, Person
from app.accounts.rules import Role
from app.db import db as database_of_the_app
from app.db import transaction
from app.errors import Conflict, NotFound, Refusal
from app.files import StoredFile
from app.operation import archive, backups, stores
from app.operation.rules.backup import Kept, Manifest
from tests.conftest import Run
from tests.factories import AccommodationFactory, AccountFactory, OrganisationFactory, PersonFactory, member
from tests.operation.conftest import KEY, Elsewhere
from tests.servers.databases import MIGRATIONS

NOW = datetime(2026, 11, 22, 3, 4, 5, 678, tzinfo=UTC)
AUDIT = {"audit_entry", "audit_head"}
STRANGE = "髙橋\t𠮷子\\N \n\r\v\b\f'\"%;--"


def fill(db: Session) -> Person:
    """Something of every kind of value: strange signs, nothing, bytes, decimals, JSON, moments, answers."""
    organisation = OrganisationFactory(name=STRANGE)
    person = member(Role.CANDIDATE, organisation, name=STRANGE, kana="")
    AccountFactory(person=person)
    AccommodationFactory(person_id=person.id, granted_by_id=person.id, factor=Decimal("1.50"), aids=["large_text"])
    files.store(bytes(range(256)), type="image/png", organisation_id=organisation.id)
    audit.record("organisation.create", "organisation:1", by=person.id, after={"名": STRANGE, "none": None})
    db.commit()
    return person


def now_kept() -> dict[str, Kept]:
    """What is in the site's tables now."""
    with stores.at_one_moment() as moment:
        return {table.name: archive.tallied(table, moment.lines(table)) for table in moment.tables}


@pytest.fixture(params=["sqlite", "postgresql"])
def goal(request: pytest.FixtureRequest, elsewhere: Elsewhere) -> Iterator[Flask]:
    with elsewhere(request.param) as site:
        yield site


def test_everything_comes_back_on_either_database(
    db: Session, goal_kind: str, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    fill(db)
    before = now_kept()
    manifest = backups.create(tmp_path / "backup", [KEY], now=NOW)

    with elsewhere(goal_kind):
        backups.restore(tmp_path / "backup", [KEY])

        after = now_kept()
        assert {name for name in before if after[name] != before[name]} == AUDIT
        assert [kept for kept in manifest.tables if kept != before[kept.table.name]] == []
        assert audit.first_broken() is None
        assert database_of_the_app.session.scalars(select(Accommodation.factor)).all() == [Decimal("1.50")]
        assert database_of_the_app.session.scalars(select(Person.name)).all() == [STRANGE]
        assert database_of_the_app.session.scalars(select(StoredFile.bytes)).all() == [bytes(range(256))]


@pytest.fixture(params=["sqlite", "postgresql"])
def goal_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


def test_people_go_on_after_a_restore(db: Session, tmp_path: Path, elsewhere: Elsewhere, database: object) -> None:
    person_id = fill(db).id
    backups.create(tmp_path / "backup", [KEY], now=NOW)

    with elsewhere(database.kind):  # type: ignore[attr-defined]
        backups.restore(tmp_path / "backup", [KEY])
        with transaction():
            newcomer = PersonFactory()

        assert newcomer.id > person_id
        assert database_of_the_app.session.scalar(select(func.count()).select_from(Person)) == 2


def test_a_backup_is_one_moment_while_people_write(app: Flask, db: Session, tmp_path: Path) -> None:
    """Whoever writes two rows in one transaction has both in the backup, or neither; nobody is refused."""
    fill(db)
    stop, refused, written = threading.Event(), list[Exception](), list[int]()

    def work() -> None:
        with app.app_context():
            while not stop.is_set():
                try:
                    with transaction():
                        made = OrganisationFactory()
                        member(Role.LEARNER, made)
                        audit.record("organisation.create", f"organisation:{made.id}", by=None)
                    written.append(made.id)
                except Exception as error:
                    refused.append(error)
            database_of_the_app.session.remove()

    people = threading.Thread(target=work)
    people.start()
    while len(written) < 5:
        people.join(0.01)
    kept = [backups.create(tmp_path / f"backup-{n}", [KEY], now=NOW) for n in range(3)]
    stop.set()
    people.join()

    assert refused == []
    for manifest in kept:
        assert manifest.count("organisation") == manifest.count("membership") == manifest.count("person")
    assert kept[0].count("organisation") < kept[2].count("organisation") <= len(written) + 1
    assert backups.verify(tmp_path / "backup-2", [KEY]).manifest == kept[2]


def test_a_backup_is_for_nobody_else_and_never_written_over(db: Session, tmp_path: Path) -> None:
    fill(db)
    path = tmp_path / "backup"
    backups.create(path, [KEY], now=NOW)
    first = path.read_bytes()

    with pytest.raises(Conflict, match="もうあります"):
        backups.create(path, [KEY], now=NOW)

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == first
    assert [file.name for file in tmp_path.iterdir() if "backup" in file.name] == ["backup"]
    assert STRANGE.encode()[:6] not in first


def test_a_backup_without_a_key_is_a_zip_that_everybody_can_read(db: Session, tmp_path: Path) -> None:
    fill(db)
    backups.create(tmp_path / "backup.zip", [], now=NOW)

    with zipfile.ZipFile(tmp_path / "backup.zip") as plain:
        people = plain.read("tables/person.tsv").decode()

    assert "髙橋\\t𠮷子\\\\N \\n\\r\\v\\b\\f" in people


@pytest.fixture
def empty(elsewhere: Elsewhere, database: object) -> Iterator[Flask]:
    with elsewhere(database.kind) as site:  # type: ignore[attr-defined]
        yield site


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
