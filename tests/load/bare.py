"""The bare sitting to measure ourselves against: Flask and SQLAlchemy Core, and nothing that a person would miss.

Start, save, submit and result with the least that any such site must do: a signed cookie, one look
at who owns the attempt, one upsert, one COMMIT. No help, no clock on the page, no words of ours.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import Flask, abort, redirect, request, session
from flask.typing import ResponseReturnValue
from jinja2 import Environment
from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Integer,
    MetaData,
    Row,
    SmallInteger,
    String,
    Table,
    create_engine,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

KEY = "a key of the bare site, used nowhere else"
QUESTIONS = 60
STATEMENTS = 5
MINUTES = 120
WORDS = ["latency", "session", "quorum", "index", "transaction", "durable", "replica", "snapshot", "commit"]
WORDS += ["rollback", "schema", "cursor", "vacuum", "checkpoint", "isolation", "lock", "scheduler", "kernel"]

metadata = MetaData()
person = Table(
    "bare_person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(80), unique=True),
    Column("active", SmallInteger),
)
question = Table(
    "bare_question",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", String),
    *(Column(f"statement_{n}", String) for n in range(STATEMENTS)),
    Column("key", SmallInteger),
    Column("why", String),
)
attempt = Table(
    "bare_attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, index=True),
    Column("state", SmallInteger),
    Column("started", BigInteger),
    Column("deadline", BigInteger),
    Column("score", SmallInteger),
    Column("questions", String),
)
answer = Table(
    "bare_answer",
    metadata,
    Column("attempt_id", Integer, primary_key=True, autoincrement=False),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("mask", SmallInteger),
    Column("seq", Integer),
)
_new = upsert(answer)
SAVE = _new.on_conflict_do_update(
    index_elements=[answer.c.attempt_id, answer.c.number],
    set_={"mask": _new.excluded.mask, "seq": answer.c.seq + 1},
)
ASKED = [question.c[f"statement_{n}"] for n in range(STATEMENTS)]

EXAM = """<!doctype html><html lang=en><title>Exam</title><main>{% for q in questions %}
<form method=post action=/save data-q={{ loop.index0 }}><fieldset><legend>{{ q.text }}</legend>{% for text in
(q.statement_0, q.statement_1, q.statement_2, q.statement_3, q.statement_4) %}
<label><input type=checkbox name=m value={{ loop.index0 }}>{{ text }}</label>{% endfor %}
</fieldset></form>{% endfor %}</main></html>"""
RESULT = """<!doctype html><html lang=en><title>Result</title><h1>{{ score }}/60</h1>{% for q, mask in rows %}
<section class={{ "ok" if mask == q.key else "no" }}><h2>{{ q.text }}</h2><ul>{% for text in
(q.statement_0, q.statement_1, q.statement_2, q.statement_3, q.statement_4) %}
<li>{{ "x" if mask // (2 ** loop.index0) % 2 else "-" }}{{ "x" if q.key // (2 ** loop.index0) % 2 else "-" }}
 {{ text }}</li>{% endfor %}</ul><p>{{ q.why }}</p></section>{% endfor %}</html>"""


def fill(engine: Engine, people: int) -> None:
    """Make the tables anew, with so many people and sixty questions of the usual length."""
    chance = random.Random(7)

    def words(count: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(count))

    def asked() -> dict[str, object]:
        statements = {column.name: words(10) for column in ASKED}
        return {"text": words(28), **statements, "key": chance.randint(1, 31), "why": words(30)}

    metadata.drop_all(engine)
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(person), [{"name": f"p{n:06}", "active": 1} for n in range(people)])
        connection.execute(insert(question), [asked() for _ in range(QUESTIONS)])


class Site:
    """The four steps; questions are read once a process."""

    def __init__(self, engine: Engine, templates: Environment) -> None:
        self.engine = engine
        self.exam = templates.from_string(EXAM)
        self.result_page = templates.from_string(RESULT)
        self.questions = cache(self._questions)

    def _questions(self) -> Mapping[int, Row[Any]]:
        with self.engine.connect() as connection:
            return {row.id: row for row in connection.execute(select(question))}

    def start(self) -> ResponseReturnValue:
        order = list(self.questions())
        random.shuffle(order)
        now = int(time.time())
        with self.engine.begin() as connection:
            connection.execute(select(person.c.active).where(person.c.id == session["person"])).one()
            values = {
                "person_id": session["person"],
                "state": 0,
                "started": now,
                "deadline": now + MINUTES * 60,
                "questions": ",".join(map(str, order)),
            }
            begun = insert(attempt).values(values).returning(attempt.c.id)
            session["attempt"] = connection.execute(begun).scalar_one()
        return self.exam.render(questions=[self.questions()[id] for id in order])

    def save(self) -> ResponseReturnValue:
        sent = request.get_json()
        number, mask = int(sent["number"]), int(sent["mask"])
        if not (0 <= number < QUESTIONS and 0 <= mask < 2**STATEMENTS):
            abort(400)
        with self.engine.begin() as connection:
            own = connection.execute(
                select(attempt.c.person_id, attempt.c.state, attempt.c.deadline, person.c.active)
                .join(person, person.c.id == attempt.c.person_id)
                .where(attempt.c.id == session["attempt"])
            ).first()
            may = own and own.person_id == session["person"] and own.active and not own.state
            if own is None or not may or own.deadline < time.time():
                abort(403)
            connection.execute(SAVE, {"attempt_id": session["attempt"], "number": number, "mask": mask, "seq": 1})
        return {"saved": 1, "left": int(own.deadline - time.time())}

    def submit(self) -> ResponseReturnValue:
        with self.engine.begin() as connection:
            own = connection.execute(
                select(attempt).where(attempt.c.id == session["attempt"]).with_for_update()
            ).first()
            if own is None or own.person_id != session["person"] or own.state:
                abort(403)
            order = [int(id) for id in own.questions.split(",")]
            marks = select(answer.c.number, answer.c.mask).where(answer.c.attempt_id == own.id)
            keys = self.questions()
            score = sum(row.mask == keys[order[row.number]].key for row in connection.execute(marks))
            connection.execute(update(attempt).where(attempt.c.id == own.id).values(state=1, score=score))
        return redirect("/result")

    def result(self) -> ResponseReturnValue:
        with self.engine.connect() as connection:
            own = connection.execute(select(attempt).where(attempt.c.id == session["attempt"])).first()
            if own is None or own.person_id != session["person"]:
                abort(403)
            marks = select(answer.c.number, answer.c.mask).where(answer.c.attempt_id == own.id)
            masks = {row.number: row.mask for row in connection.execute(marks)}
        order = [int(id) for id in own.questions.split(",")]
        rows = [(self.questions()[id], masks.get(number, 0)) for number, id in enumerate(order)]
        return self.result_page.render(score=own.score, rows=rows)


def create_app() -> Flask:
    """The bare site on DATABASE_URL, with as many connections as it has threads."""
    app = Flask(__name__)
    app.secret_key = KEY
    engine = create_engine(
        os.environ["DATABASE_URL"], pool_size=int(os.environ["WEB_THREADS"]), max_overflow=0, pool_timeout=60
    )
    site = Site(engine, app.jinja_env)
    app.add_url_rule("/healthz", "healthz", lambda: "ok")
    app.add_url_rule("/start", "start", site.start, methods=["POST"])
    app.add_url_rule("/save", "save", site.save, methods=["POST"])
    app.add_url_rule("/submit", "submit", site.submit, methods=["POST"])
    app.add_url_rule("/result", "result", site.result)
    return app
