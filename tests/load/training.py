"""What a large training costs: the board of 1,000 learners, a list of 1,000, 500 certificates."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from flask import Flask, current_app
from sqlalchemy import event, insert, select

from app import clock, create_app, tasks
from app.accounts.models import Person
from app.accounts.rules import Role
from app.audit import GENESIS, HEAD, AuditHead
from app.db import db, transaction
from app.training import tasks as work
from app.training.actions import certificates, imports, running
from app.training.models.imports import RosterImport
from app.training.models.jobs import TrainingJob
from app.training.models.minutes import MinuteEntry
from app.training.models.running import Cohort, Enrolment
from app.training.queries import boards
from app.training.rules.jobs import JobState
from app.training.rules.ledger import MinuteSource
from app.training.rules.words import Form
from tests.client import StrictClient
from tests.factories import OrganisationFactory, member
from tests.load.figures import Table
from tests.load.servers import Worker, stocked_application
from tests.servers.databases import settings
from tests.training.factories import CohortFactory, CourseRunFactory, CurriculumFactory, ModuleFactory
from tests.training.learners import days, worded
from tests.training.sheets import person, workbook

LEARNERS, MODULES, CERTIFICATES, ROUNDS = 1_000, 30, 500, 9


def measure(table: Table) -> None:
    """Measure on SQLite and on a PostgreSQL of its own."""
    with TemporaryDirectory() as folder:
        app = create_app(settings(f"sqlite:///{folder}/training.sqlite", Path(folder)))
        with app.app_context():
            db.create_all()
            with transaction():
                db.session.add(AuditHead(id=HEAD, hash=GENESIS))
        _tell(table, "SQLite", app)
    with stocked_application() as (_folder, _postgres, app):
        _tell(table, "PostgreSQL", app)


def _tell(table: Table, name: str, app: Flask) -> None:
    assert work.AT_A_TIME
    app.test_client_class = StrictClient
    with app.app_context():
        with transaction():
            organisation = OrganisationFactory(slug=f"measured-{name.lower()}")
            by = member(Role.ORGANISER, organisation)
            copy = CurriculumFactory(organisation=organisation, original=CurriculumFactory(), slug=f"copy-{name}")
            run = CourseRunFactory(organisation=organisation, curriculum=copy)
            cohort = CohortFactory(run=run, capacity=2_000)
            worded(organisation, by)
        _list(table, name, cohort, by)
        _board(table, name, app, cohort, by)
        _certificates(table, name, cohort, by)
        db.session.remove()
        db.engine.dispose()


def _list(table: Table, name: str, cohort: Cohort, by: Person) -> None:
    data = workbook(*(person(n) for n in range(1, LEARNERS + 1)))
    begun = time.perf_counter()
    with transaction():
        made = imports.send_in(cohort, data, "名簿.xlsx", adds_offices=False, by=by, now=clock.now())
    tasks.run_due()
    read = time.perf_counter() - begun
    begun = time.perf_counter()
    with transaction():
        imports.apply(db.session.get_one(RosterImport, made.id), cohort, by=by, now=clock.now())
    table.add(f"{LEARNERS}人の名簿の読み取りと下見 秒（{name}）", f"{read:.1f}", goal="≤ 5")
    table.add(f"{LEARNERS}人の名簿の取り込み 秒（{name}）", f"{time.perf_counter() - begun:.1f}")


def _board(table: Table, name: str, app: Flask, cohort: Cohort, by: Person) -> None:
    with transaction():
        _fill(cohort, by)
    client = app.test_client()
    client.sign_in(by)
    StrictClient.parse = staticmethod(lambda _answer: None)  # we measure the site, not what reads its pages
    address, seen = f"/cohorts/{cohort.id}", []
    event.listen(db.engine, "after_cursor_execute", lambda *said: seen.append(said[2]))
    client.get(address)
    seen.clear()
    client.get(address)
    asked = sum(not each.startswith(("PRAGMA", "BEGIN")) for each in seen)
    taken = [_milliseconds(lambda: client.get(address)) for _ in range(ROUNDS)]
    title = f"受講クラスの画面 {LEARNERS}人×{MODULES}科目 ms（{name}）"
    table.add(title, f"{median(taken):.0f}（{min(taken):.0f}–{max(taken):.0f}）", goal="≤ 300")
    table.add(f"同じ画面の SQL 文（{name}）", f"{asked}", goal="≤ 12")


def _fill(cohort: Cohort, by: Person) -> None:
    """Two pieces for everybody in every module, of some length, so that hardly two stand the same."""
    now, chance = clock.now(), Random(6)
    modules = [ModuleFactory(curriculum=cohort.run.curriculum) for _ in range(MODULES)]
    due_on = clock.today() + timedelta(days=5)
    running.assign(cohort, modules, due_on=due_on, only=None, by=by, now=now)
    learners = db.session.scalars(select(Enrolment.id).where(Enrolment.cohort_id == cohort.id)).all()
    same = {"form": Form.LECTURE, "source": MinuteSource.LESSON, "made_at": now}
    rows = [
        {
            "enrolment_id": learner,
            "module_id": module.id,
            "reference": f"piece:{n}",
            "minutes": chance.randint(30, 40),
            **same,
        }
        for learner in learners
        for module in modules
        for n in range(2)
    ]
    db.session.execute(insert(MinuteEntry), rows)


def _milliseconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def _certificates(table: Table, name: str, cohort: Cohort, by: Person) -> None:
    """Drawn by a worker of its own, so that the memory is the worker's alone."""
    rows = boards.board(cohort, clock.today()).rows[:CERTIFICATES]
    db.session.rollback()
    worker = Worker(current_app.config["SQLALCHEMY_DATABASE_URI"], current_app.config["INSTANCE"])
    try:
        idle, begun = worker.most_megabytes(), time.perf_counter()
        with transaction():
            made = certificates.issue(cohort, rows, days(cohort), by=by, now=clock.now())[0].id
        while worker.process.poll() is None and not _ended(made):
            time.sleep(0.1)
        taken = time.perf_counter() - begun
        table.add(
            f"修了証明書{CERTIFICATES}人と印刷用の1冊と一人ずつの ZIP 秒・ワーカーの最大メモリー MB（{name}）",
            f"{taken:.1f}・{worker.most_megabytes():.0f}（始める前は {idle:.0f}）",
            goal="≤ 60・400",
        )
    finally:
        worker.stop()


def _ended(job_id: int) -> bool:
    with transaction():
        return db.session.get_one(TrainingJob, job_id).state is JobState.DONE
