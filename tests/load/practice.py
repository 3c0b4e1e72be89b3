"""What practice costs: the next card, the pages at ten and at ten thousand reviews, the way to the exam day."""

from __future__ import annotations

import time
import urllib.request
from datetime import timedelta
from random import Random

import psutil
from flask import Flask
from sqlalchemy import func, insert, select, text

from app import clock
from app.accounts.models import Person
from app.db import db, transaction
from app.practice.actions import sets
from app.practice.models import PracticeDay, ReviewCard, ReviewLog
from app.practice.rules.calendar import Calendar
from app.practice.rules.memory import NOTHING, Memory, reviewed
from app.practice.rules.schedule import way
from app.practice.rules.words import CardState, Confidence, Drill, SetKind
from app.questions.models import QuestionVersion, Statement
from tests.load import people
from tests.load.figures import Table, percentile
from tests.load.scripts import Sitting
from tests.load.servers import Web, cpu_seconds, stocked_application

CARDS = 1_500
FEW, MANY = 10, 10_000
ROUNDS = 200
WARMING = 200  # two processes with eight connections, and each prepares a statement when it hears it the sixth time
FRAGMENT = {"X-Fragment": "1"}  # what the script of the drill asks for after each answer


def measure(table: Table) -> None:
    """Measure on a PostgreSQL and a gunicorn of its own, with the starting stock."""
    table.add(f"試験日までの計画 ms（{CARDS}枚）", f"{_way_milliseconds():.1f}", goal="≤ 100")
    with stocked_application() as (folder, postgres, app):
        made = {count: people.ours(app, 1)[0] for count in (FEW, MANY)}
        opened = {count: _practised(app, count) for count in made}
        with app.app_context(), transaction():
            db.session.execute(text("ANALYZE"))  # what the server does by itself a minute later
        web = Web("app:create_app()", postgres.url("gakusha"), folder / "web")
        try:
            leaders = [web.leader(), postgres.leader()]
            for count, sitting in made.items():
                card = f"/practice/sets/{opened[count]}"
                for title, path, part, goal in (
                    ("次の一枚（画面の中で）", card, FRAGMENT, "≤ 6"),
                    ("次の一枚（画面ごと）", card, {}, ""),
                    ("練習のページ", "/practice", {}, ""),
                    ("はじめのページ", "/", {}, ""),
                    ("計画のページ", "/practice/plan", {}, ""),
                ):
                    spent = _cpu_milliseconds(web.address + path, sitting, leaders, part)
                    table.add(f"{title} CPU ms（記録{count}件）", spent, goal=goal)
        finally:
            web.stop()


def _way_milliseconds() -> float:
    """The median of ten reckonings from 1,500 cards of many histories to an exam in 322 days."""
    random, now = Random(1), clock.now()
    memories: list[Memory] = []
    for _ in range(CARDS):
        memory, at = NOTHING, now - timedelta(days=random.randint(0, 60))
        for _ in range(random.randint(1, 4)):
            memory = reviewed(memory, right=random.random() < 0.8, confidence=Confidence.SURE, at=at)
            at = min(now, memory.due_at or now)
        memories.append(memory)
    today, taken = clock.today(), []
    for _ in range(10):
        begun = time.process_time()
        way(memories, 0, exam_on=today + timedelta(days=322), today=today, calendar=Calendar(15, {}), seconds=25)
        taken.append((time.process_time() - begun) * 1000)
    return percentile(taken, 50)


def _practised(app: Flask, count: int) -> int:
    """Give the newest person without any so many reviews, a card for each statement seen; the id of an open set."""
    with app.app_context(), transaction():
        done = select(ReviewLog.person_id)
        person = db.session.scalars(
            select(Person).where(Person.id.not_in(done), Person.memberships.any()).order_by(Person.id).limit(1)
        ).one()
        _history(person.id, count)
        begun = sets.start(person, SetKind.TODAY, None, drill=Drill.CARD, minutes=15, now=clock.now())
        return begun.id


def _history(person_id: int, count: int) -> None:
    now = clock.now()
    newest = select(func.max(QuestionVersion.id)).group_by(QuestionVersion.question_id)
    stock = db.session.execute(
        select(Statement.id, QuestionVersion.question_id, Statement.identity)
        .join(Statement.version)
        .where(QuestionVersion.id.in_(newest))
        .order_by(Statement.id)
        .limit(min(count, CARDS))
    ).all()
    words = {"right": True, "confidence": Confidence.SURE, "drill": Drill.CARD, "took_seconds": 20}
    logs = [
        {"person_id": person_id, "statement_id": stock[n % len(stock)].id, "client_id": str(n), "said_correct": True}
        | words
        | {"answered_at": now, "recorded_at": now}
        for n in range(count)
    ]
    db.session.execute(insert(ReviewLog), logs)
    memory = {"state": CardState.REVIEW, "stability": 9.0, "difficulty": 5.0, "reps": count // len(stock), "lapses": 0}
    cards = [
        {"person_id": person_id, "statement_id": id, "question_id": question_id, "identity": identity}
        | memory
        | {"reviewed_at": now, "due_at": now + timedelta(days=n % 60 - 5)}
        | {"last_right": True, "last_confidence": Confidence.SURE}
        for n, (id, question_id, identity) in enumerate(stock)
    ]
    db.session.execute(insert(ReviewCard), cards)
    sums = {"cards": 30, "cards_right": 25, "card_seconds": 600}
    nothing = {"questions": 0, "questions_right": 0, "question_seconds": 0}
    days = [{"person_id": person_id, "on": clock.today() - timedelta(days=n)} for n in range(max(1, count // 30))]
    db.session.execute(insert(PracticeDay), [{**day, **sums, **nothing} for day in days])


def _cpu_milliseconds(url: str, sitting: Sitting, leaders: list[psutil.Process], part: dict[str, str]) -> str:
    """Processor time of web and database for one page, or a part of one, the mean of many."""
    request = urllib.request.Request(url, headers={"Cookie": f"session={sitting.cookie}", **part})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get() -> None:
        with opener.open(request, timeout=30) as answer:
            answer.read()

    for _ in range(WARMING):
        get()
    before = cpu_seconds(leaders)
    for _ in range(ROUNDS):
        get()
    return f"{(cpu_seconds(leaders) - before) / ROUNDS * 1000:.1f}"
