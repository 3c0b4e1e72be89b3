"""What a backup of a large site takes, and its restore: 50,000 people, 3 million answers, on either database."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
from flask import Flask
from sqlalchemy import text

from app import clock, create_app
from app.config import Settings
from app.db import db
from app.operation import backups
from tests.load.figures import Table
from tests.load.servers import Plain, stocked_application
from tests.servers.databases import settings

PEOPLE, QUESTIONS = 50_000, 60
KEY = "the key of backups that are measured"
LONGEST_BACKUP, LONGEST_RESTORE = 180, 600
# Everybody has an account and has sat one paper to the end.
FILLING = (
    "INSERT INTO person (id, name, kana, created_at) "
    "SELECT n, '計測 花子' || n, 'ケイソク ハナコ' || n, now() FROM generate_series(1000, 999 + :people) n",
    "INSERT INTO account (person_id, email, auth_version, furigana, plain_japanese, created_at, email_confirmed_at) "
    "SELECT id, 'hanako' || id || '@example.jp', 1, 'none', false, now(), now() FROM person WHERE id >= 1000",
    "INSERT INTO membership (person_id, organisation_id, role, created_at) "
    "SELECT id, (SELECT min(id) FROM organisation), 'candidate', now() FROM person WHERE id >= 1000",
    "INSERT INTO attempt (id, paper_id, edition_id, person_id, state, factor, aids, started_at, ends_at, closed_at, "
    "scored_revision) SELECT id, (SELECT min(paper_id) FROM paper_edition), (SELECT min(id) FROM paper_edition), id, "
    "'submitted', 1.0, '[]', now(), now(), now(), -1 FROM person WHERE id >= 1000",
    "INSERT INTO answer (attempt_id, number, choices, struck, flagged, seq, seconds, saved_at) "
    "SELECT a.id, n, 1 + (a.id * n) % 31, 0, n % 7 = 0, 1, (a.id + n) % 300, now() + n * interval '1.234567 second' "
    "FROM attempt a, generate_series(1, :questions) n WHERE a.id >= 1000",
)


def measure(table: Table, *, people: int = PEOPLE) -> None:
    """Back up a PostgreSQL, restore it into SQLite, back that up, and restore it into another PostgreSQL."""
    with stocked_application() as (folder, postgres, app):
        with app.app_context(), db.engine.begin() as connection:
            for statement in FILLING:
                numbers = {"people": people, "questions": QUESTIONS}
                connection.execute(text(statement), {k: v for k, v in numbers.items() if f":{k}" in statement})
        first, second = folder / "first", folder / "second"
        _there_and_back(table, "PostgreSQL", app, first, _site(_file(folder), folder), people)
        sqlite = _site(_file(folder), folder)
        _there_and_back(table, "SQLite", sqlite, second, _site(_other(postgres), folder), people)
    table.add("最大メモリー MB（控えを取り、戻すプロセス）", f"{psutil.Process().memory_info().rss / 1e6:.0f}")


def _there_and_back(table: Table, name: str, app: Flask, path: Path, goal: Flask, people: int) -> None:
    about = f"{people:,}人・{people * QUESTIONS:,}解答"
    taken = _timed(app, lambda: backups.create(path, [KEY], now=clock.now()))
    table.add(f"控えを取る 秒（{name}、{about}）", f"{taken:.0f}", goal=f"≤ {LONGEST_BACKUP}")
    table.add("控えの大きさ MB", f"{path.stat().st_size / 1e6:.0f}")
    taken = _timed(goal, lambda: backups.restore(path, [KEY]))
    kind = "SQLite" if name == "PostgreSQL" else "PostgreSQL"
    table.add(f"控えを戻す 秒（{kind} へ）", f"{taken:.0f}", goal=f"≤ {LONGEST_RESTORE}")


def _timed(app: Flask, act: Callable[[], Any]) -> float:
    with app.app_context():
        begun = time.perf_counter()
        act()
        db.session.remove()
        taken = time.perf_counter() - begun
        db.engine.dispose()
        return taken


def _file(folder: Path) -> str:
    return f"sqlite:///{folder}/restored.sqlite"


def _other(postgres: Plain) -> str:
    with postgres.connection("postgres") as connection:
        connection.execute("CREATE DATABASE elsewhere")
    return postgres.url("elsewhere")


def _site(url: str, folder: Path) -> Flask:
    made: Settings = replace(settings(url, folder), BACKUP_KEYS=(KEY,))
    return create_app(made)
