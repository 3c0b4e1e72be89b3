from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from app import create_app, schema
from app.db import db
from tests.servers.databases import MIGRATIONS, Database, settings

OWN_TABLE = "alembic_version"


@pytest.fixture
def empty(database: Database, tmp_path: Path) -> Iterator[Flask]:
    """A site on a database in which nobody has been yet."""
    app = create_app(settings(database.new("migrations"), tmp_path))
    schema.bind(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def picture() -> dict[str, dict[str, Any]]:
    """All that the database keeps about its tables, constraints and conditions included."""
    looked = inspect(db.engine)
    return {
        table: {
            "columns": {(c["name"], str(c["type"]), c["nullable"]) for c in looked.get_columns(table)},
            "primary": looked.get_pk_constraint(table)["constrained_columns"],
            "foreign": {(str(f["name"]), f["referred_table"]) for f in looked.get_foreign_keys(table)},
            "unique": {(str(u["name"]), *u["column_names"]) for u in looked.get_unique_constraints(table)},
            "checks": {(str(c["name"]), c["sqltext"]) for c in looked.get_check_constraints(table)},
            "indexes": {index_picture(index) for index in looked.get_indexes(table)},
        }
        for table in looked.get_table_names()
        if table != OWN_TABLE
    }


def index_picture(index: Any) -> tuple[str, ...]:
    where = {key: str(value) for key, value in index.get("dialect_options", {}).items() if key.endswith("_where")}
    return str(index["name"]), str(index["column_names"]), str(index["unique"]), str(where)


def test_migrations_build_what_the_models_say(empty: Flask) -> None:
    upgrade(directory=MIGRATIONS)

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_migrations_build_the_same_constraints_as_the_models(empty: Flask) -> None:
    db.create_all()
    of_models = picture()
    db.drop_all()

    upgrade(directory=MIGRATIONS)

    assert picture() == of_models


def test_every_migration_can_be_taken_back_and_done_again(empty: Flask) -> None:
    upgrade(directory=MIGRATIONS)
    whole = picture()

    steps = [script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions()]
    for step in [*steps[1:], "base"]:
        downgrade(directory=MIGRATIONS, revision=step)
    nothing = picture()
    upgrade(directory=MIGRATIONS)

    assert nothing == {}
    assert picture() == whole


def test_the_numbers_of_migrations_follow_their_order() -> None:
    walked = [script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions()]
    files = sorted(path.name.partition("_")[0] for path in Path(MIGRATIONS, "versions").glob("*.py"))

    assert walked == files[::-1]  # the site tells by the newest name whether its tables are the newest


def test_people_and_their_sessions_live_through_the_newest_migrations(empty: Flask) -> None:
    """On SQLite a table that others point to is rebuilt in order to be changed."""
    upgrade(directory=MIGRATIONS, revision="0007")
    now = "2026-11-22 00:00:00"
    with db.engine.begin() as connection:
        for row in (
            f"INSERT INTO person (id, name, kana, created_at) VALUES (1, '佐藤 花子', 'サトウ ハナコ', '{now}')",
            "INSERT INTO account (id, person_id, email, auth_version, furigana, plain_japanese, created_at)"
            f" VALUES (1, 1, 'hanako@example.jp', 1, 'none', false, '{now}')",
            "INSERT INTO account_session (id, account_id, auth_version, created_at, expires_at)"
            f" VALUES (1, 1, 1, '{now}', '{now}')",
        ):
            connection.execute(text(row))

    upgrade(directory=MIGRATIONS)

    with db.engine.connect() as connection:
        session = connection.execute(text("SELECT account_id, awaits_second FROM account_session")).one()
        assert (session[0], bool(session[1])) == (1, False)
    downgrade(directory=MIGRATIONS, revision="0007")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT email FROM account")).scalar_one() == "hanako@example.jp"


def test_the_public_number_of_an_office_is_no_longer_its_code(empty: Flask) -> None:
    upgrade(directory=MIGRATIONS, revision="0037")
    codes = {1: "1370000001", 2: "ABCD2345", 3: "23456789"}
    read = text("SELECT code, number FROM office ORDER BY id")
    with db.engine.begin() as connection:
        for id_ in (1, 2):
            organisation = f"({id_}, 'place-{id_}', '団体{id_}', '2026-11-22 00:00:00')"
            connection.execute(text(f"INSERT INTO organisation (id, slug, name, created_at) VALUES {organisation}"))
        for id_, code in codes.items():
            office = f"({id_}, 1, '{code}', '事業所')"
            connection.execute(text(f"INSERT INTO office (id, organisation_id, code, name) VALUES {office}"))

    upgrade(directory=MIGRATIONS)

    with db.engine.begin() as connection:
        rows = connection.execute(read).all()
        same = "VALUES (4, 2, 'WXYZ2345', '1370000001', '同じ番号')"
        connection.execute(text(f"INSERT INTO office (id, organisation_id, code, number, name) {same}"))
    assert [row.number for row in rows] == ["1370000001", None, "23456789"]
    assert [row.code == codes[n] for n, row in enumerate(rows, 1)] == [False, True, False]
    downgrade(directory=MIGRATIONS, revision="0037")
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT code FROM office ORDER BY id")).scalars().all()
    assert found == [*codes.values(), "WXYZ2345"]
