"""What a search costs in a bank of 20,000 questions, on either database."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import insert, select

from app import clock, create_app
from app.accounts.models import Membership, Organisation, Person
from app.accounts.rules import HOME_ORGANISATION, Role
from app.db import db, transaction
from app.practice.models import ReviewCard, SearchedQuestion, SearchedWhy
from app.practice.queries import search
from app.practice.rules.words import CardState, Confidence
from app.questions.models import Question, QuestionVersion, Statement, Topic
from app.questions.rules.words import QuestionStatus
from app.search import twin
from tests.load.figures import Table, percentile
from tests.load.servers import stocked_application
from tests.servers.databases import settings

QUESTIONS, ANSWERED, ROUNDS = 20_000, 1_500, 15
WORDS = (
    *("保険", "要介護", "認定", "被保険者", "市町村", "給付", "計画", "支援", "専門員", "居宅"),
    *("施設", "訪問", "看護", "通所", "地域", "包括", "負担", "医療", "福祉", "審査"),
)
ENDS = ("である。", "とする。", "は含まれる。", "は行わない。", "ができる。")
SOUGHT = (["保険"], ["福祉", "審査"], ["遡及"], ["保険", "特殊な語"])


def measure(table: Table) -> None:
    """Measure on a PostgreSQL of its own and on SQLite."""
    with stocked_application() as (_folder, _postgres, app):
        _tell(table, "PostgreSQL", app)
    with TemporaryDirectory() as folder:
        app = create_app(settings(f"sqlite:///{folder}/search.sqlite", Path(folder)))
        with app.app_context():
            db.create_all()
        _tell(table, "SQLite", app)


def _tell(table: Table, name: str, app: Flask) -> None:
    with app.app_context():
        with transaction():
            person_id = _fill()
        if db.engine.dialect.name == "postgresql":
            db.session.connection().exec_driver_sql("ANALYZE")
            db.session.commit()
        person, taken = db.session.get_one(Person, person_id), []
        for _ in range(ROUNDS):
            for words in SOUGHT:
                begun = time.perf_counter()
                search.found(person, words, spared=(), now=clock.now(), page=1)
                taken.append((time.perf_counter() - begun) * 1000)
                db.session.rollback()
        for p in (50, 95):
            table.add(f"{QUESTIONS}問からの検索 ms（{name}、p{p}）", f"{percentile(taken, p):.0f}", goal="≤ 100")


def _fill() -> int:
    """20,000 questions of about the usual length, and somebody who has answered 1,500 statements."""
    random, now = Random(1), clock.now()
    home = db.session.scalar(select(Organisation).where(Organisation.slug == HOME_ORGANISATION))
    home = home or Organisation(slug=HOME_ORGANISATION, name="計測", created_at=now)
    person = Person(name="検索 太郎", kana="ケンサク タロウ", created_at=now)
    names = dict.fromkeys(("title", "field_title", "section_title", "group_title"), "計測")
    codes = dict.fromkeys(("field_code", "section_code"), "care-support")
    db.session.add_all([home, person])
    db.session.flush()
    topic = Topic(organisation_id=home.id, code="load.search", aliases=[], position=0, **names, **codes)
    member = Membership(person_id=person.id, organisation_id=home.id, role=Role.CANDIDATE, created_at=now)
    db.session.add_all([topic, member])
    db.session.flush()
    for part in range(0, QUESTIONS, 1_000):
        _add(random, range(part, part + 1_000), home.id, topic.id)
    _answer(person.id)
    return person.id


def _sentence(random: Random, length: int) -> str:
    return "の".join(random.choices(WORDS, k=length)) + random.choice(ENDS)


def _add(random: Random, numbers: range, organisation_id: int, topic_id: int) -> None:
    now = clock.now()
    status = {"organisation_id": organisation_id, "status": QuestionStatus.PUBLISHED, "created_at": now}
    rows = [{"external_id": f"LOAD-{number}", **status} for number in numbers]
    questions = list(db.session.scalars(insert(Question).returning(Question.id), rows))
    about = {"number": 1, "topic_id": topic_id, "choose": 2, "accepted_keys": [[1, 3]], "as_of": clock.today()}
    about |= {"difficulty": 2, "tags": [], "rights": "own", "content_hash": "x", "created_at": now, "published_at": now}
    stems = [{"question_id": id, "stem": _sentence(random, 5), **about} for id in questions]
    made = insert(QuestionVersion).returning(QuestionVersion.id, QuestionVersion.question_id, QuestionVersion.stem)
    versions = db.session.execute(made, stems)
    lines, texts = [], []
    for id, question_id, stem in versions.all():
        said = [_sentence(random, 14) for _ in range(5)]
        line = "\n".join(map(twin, (stem, *said)))
        texts.append({"version_id": id, "question_id": question_id, "text": line})
        lines += [
            {"version_id": id, "position": n, "identity": n, "text": text, "correct": n in (1, 3)}
            | {"why": _sentence(random, 22)}
            for n, text in enumerate(said, 1)
        ]
    db.session.execute(insert(SearchedQuestion), texts)
    kept = db.session.execute(insert(Statement).returning(Statement.id, Statement.why), lines)
    db.session.execute(insert(SearchedWhy), [{"statement_id": id, "text": twin(why)} for id, why in kept.all()])


def _answer(person_id: int) -> None:
    now = clock.now()
    wanted = (
        select(Statement.id, Statement.identity, QuestionVersion.question_id)
        .join(Statement.version)
        .order_by(Statement.id.desc())
        .limit(ANSWERED)
    )
    memory = {
        "state": CardState.REVIEW,
        "stability": 9.0,
        "difficulty": 5.0,
        "reps": 1,
        "lapses": 0,
        "last_right": True,
    }
    memory |= {"last_confidence": Confidence.SURE, "reviewed_at": now, "due_at": now, "person_id": person_id}
    cards = [
        {"statement_id": id, "identity": identity, "question_id": question_id, **memory}
        for id, identity, question_id in db.session.execute(wanted)
    ]
    db.session.execute(insert(ReviewCard), cards)
