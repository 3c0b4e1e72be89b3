"""What the list of people costs an administrator of 50,000, on either database; what one person's data costs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import insert, select

from app import clock, create_app
from app.accounts.models import Account, AccountSession, Membership, Organisation, Person
from app.accounts.rules import Role
from app.db import db, transaction
from app.exams.models import Paper, PaperEdition
from app.notices.models import Notice
from app.notices.rules import NoticeKind
from app.privacy import archives
from tests.exams.factories import closed_attempt
from tests.load.figures import Table, percentile
from tests.load.servers import stocked_application
from tests.servers.databases import settings

PEOPLE, ORGANISATIONS, ROUNDS, PART = 50_000, 20, 8, 5_000
SITTINGS, NOTICES = 50, 2_000
FAMILIES = (
    *(("佐藤", "サトウ"), ("鈴木", "スズキ"), ("髙橋", "タカハシ"), ("田中", "タナカ"), ("渡邉", "ワタナベ")),
    *(("伊藤", "イトウ"), ("山本", "ヤマモト"), ("中村", "ナカムラ"), ("小林", "コバヤシ"), ("加藤", "カトウ")),
)
NAMES = (
    *(("花子", "ハナコ"), ("一郎", "イチロウ"), ("直美", "ナオミ"), ("洋子", "ヨウコ"), ("浩", "ヒロシ")),
    *(("美香", "ミカ"), ("剛", "ツヨシ"), ("さゆり", "サユリ"), ("明", "アキラ"), ("真理", "マリ")),
)
LOOKS = ("", "?q=わたなべ", "?q=佐藤+花子", "?q=1325004999", "?q=ないなまえ", "?sort=-kana&page=500", "?role=learner")


def measure(table: Table) -> None:
    """Measure on a PostgreSQL of its own and on SQLite."""
    with stocked_application() as (_folder, _postgres, app):
        _tell(table, "PostgreSQL", app)
        _hand_out(table, app)
    with TemporaryDirectory() as folder:
        app = create_app(settings(f"sqlite:///{folder}/desk.sqlite", Path(folder)))
        with app.app_context():
            db.create_all()
        _tell(table, "SQLite", app)


def _tell(table: Table, name: str, app: Flask) -> None:
    with app.app_context():
        with transaction():
            device = _fill()
        if db.engine.dialect.name == "postgresql":
            db.session.connection().exec_driver_sql("ANALYZE")
            db.session.commit()
        db.session.remove()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = str(device)
    client.get("/people")
    for look in LOOKS:
        taken = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            assert client.get(f"/people{look}").status_code == 200
            taken.append((time.perf_counter() - begun) * 1000)
        table.add(
            f"{PEOPLE}人の一覧 {look or '（はじめ）'} ms（{name}、p95）", f"{percentile(taken, 95):.0f}", goal="≤ 200"
        )
    begun = time.perf_counter()
    size = len(client.get("/people?format=csv").data)
    table.add(f"{PEOPLE}人のCSV 秒（{name}）", f"{time.perf_counter() - begun:.1f}（{size // 1024} KB）")


def _hand_out(table: Table, app: Flask) -> None:
    """開示 for somebody who has been here for years: fifty sittings of sixty answers, two thousand notices."""
    with app.app_context():
        with transaction():
            person, now = db.session.scalars(select(Person).order_by(Person.id).limit(1)).one(), clock.now()
            edition = db.session.scalars(select(PaperEdition).join(Paper).where(Paper.slug == "mock-1")).one()
            for _ in range(SITTINGS):
                closed_attempt(edition, person=person, answers={number: [1, 3] for number in range(1, 61)})
            told = {
                "person_id": person.id,
                "kind": NoticeKind.TRAINING,
                "title": "題",
                "body": "本文",
                "created_at": now,
            }
            db.session.execute(insert(Notice), [told] * NOTICES)
            someone = person.id
        begun = time.perf_counter()
        size = len(archives.make(someone, clock.today()))
        taken = time.perf_counter() - begun
        db.session.remove()
    what = f"1人の開示（受験{SITTINGS}回、お知らせ{NOTICES:,}件）秒（PostgreSQL）"
    table.add(what, f"{taken:.1f}（{size // 1024} KB）", goal="≤ 5")


def _fill() -> int:
    """50,000 people in twenty organisations; the session of an administrator."""
    random, now = Random(1), clock.now()
    places = [Organisation(slug=f"desk-{n}", name=f"第{n}研修センター", created_at=now) for n in range(ORGANISATIONS)]
    db.session.add_all(places)
    db.session.flush()
    ids = [place.id for place in places]
    for start in range(0, PEOPLE, PART):
        _add(random, range(start, start + PART), ids)
    chief = db.session.scalars(select(Person).order_by(Person.id).limit(1)).one()
    db.session.add(Membership(person_id=chief.id, organisation_id=ids[0], role=Role.ADMINISTRATOR, created_at=now))
    account = db.session.scalars(select(Account.id).where(Account.person_id == chief.id)).one()
    lives = {"created_at": now, "expires_at": now + timedelta(days=1)}
    device = AccountSession(account_id=account, auth_version=1, **lives)
    db.session.add(device)
    db.session.flush()
    return device.id


def _add(random: Random, numbers: range, places: Sequence[int]) -> None:
    now, rows = clock.now(), []
    for number in numbers:
        (family, its), (name, reading) = random.choice(FAMILIES), random.choice(NAMES)
        said = {"name": f"{family} {name}", "kana": f"{its} {reading}", "registration_number": f"13{number:08}"}
        rows.append({**said, "created_at": now})
    people = db.session.scalars(insert(Person).returning(Person.id), rows).all()
    roles = (Role.CANDIDATE, Role.CANDIDATE, Role.LEARNER)
    db.session.execute(
        insert(Membership),
        [
            {"person_id": id, "organisation_id": random.choice(places), "role": random.choice(roles), "created_at": now}
            for id in people
        ],
    )
    known = {"email_confirmed_at": now, "auth_version": 1, "created_at": now}
    db.session.execute(insert(Account), [{"person_id": id, "email": f"desk-{id}@example.jp", **known} for id in people])
