"""Make a backup while people work, look one through, and put one back into a place where nobody has been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import audit
from app.db import transaction
from app.errors import Conflict, Refusal
from app.operation import migrations, stores
from app.operation.archive import NOT_WHOLE, Reading, opened, tallied, written
from app.operation.rules.backup import Manifest
from app.operation.stores import Moment

NEVER_MIGRATED = "データベースに表がありません。flask --app app db upgrade のあとで控えをお取りください。"
PEOPLE_HERE = (
    "このデータベースには、人が登録されています。控えは、だれもいないところにだけ戻せます。"
    "別のデータベースを用意し、DATABASE_URL（か INSTANCE_DIR）をそこへ向けてください。"
)
NEWER = (
    "この控えは、より新しい版のケアマネ学舎で作られています（表の版 {}）。先にプログラムを新しくしてください。"
    "データベースは変えていません。"
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look through a backup has shown."""

    manifest: Manifest
    sealed: bool
    known: bool


def create(path: Path, keys: Sequence[str], *, now: datetime) -> Manifest:
    """Write all tables as they stand now to a new file, sealed with the first key; a row of the audit says so."""
    with stores.at_one_moment() as moment, written(path, keys[0] if keys else None) as writing:
        if moment.revision is None:
            raise Refusal(NEVER_MIGRATED)
        kept = tuple(writing.add(table, moment.lines(table)) for table in moment.tables)
        manifest = Manifest(now, moment.revision, kept)
        writing.finish(manifest)
    with transaction():
        audit.record("backup.create", "site:1", by=None, after={"rows": manifest.rows, "sealed": bool(keys)})
    return manifest


def verify(path: Path, keys: Sequence[str]) -> Looked:
    """Read the whole file; refuses one that is cut off, changed, or sealed with another key."""
    with opened(path, keys) as reading:
        revision = reading.manifest.revision
        return Looked(reading.manifest, reading.sealed, migrations.is_known(revision))


def restore(path: Path, keys: Sequence[str]) -> Manifest:
    """Put the backup where nobody has been, and bring it up to date; whatever is refused changes nothing."""
    with opened(path, keys) as reading:
        manifest = reading.manifest
        if not migrations.is_known(manifest.revision):
            raise Refusal(NEWER.format(manifest.revision))
        if stores.has_people():
            raise Conflict(PEOPLE_HERE)
        stores.fill_anew(manifest.revision, lambda moment: _fill(moment, reading))
    with transaction():
        after = {"made_at": manifest.made_at.isoformat(), "rows": manifest.rows}
        audit.record("backup.restore", "site:1", by=None, after=after)
    return manifest


def _fill(moment: Moment, reading: Reading) -> None:
    """Put the rows in and read them out again: what was not taken as it was given shows here, before it is kept."""
    for kept in reading.manifest.tables:
        moment.fill(kept.table, reading.blocks(kept.table.name))
    for kept in reading.manifest.tables:
        if tallied(kept.table, moment.lines(kept.table)) != kept:
            raise Refusal(f"{NOT_WHOLE}（{kept.table.name}）")
