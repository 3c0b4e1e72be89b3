"""The drill: a backup under load, put back where nobody has been, and compared."""

from __future__ import annotations

import threading
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import audit
from app.accounts.models import Accommodation, Person
from app.accounts.rules import Role
from app.db import db as database_of_the_app
from app.db import transaction
from app.errors import Conflict
from app.files import StoredFile
from app.operation import backups
from tests.factories import OrganisationFactory, PersonFactory, member
from tests.operation.backups import AUDIT, NOW, STRANGE, fill, now_kept
from tests.operation.conftest import KEY, Elsewhere


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
