"""A table of marks that is read a second time: what was filled in counts, and nobody sits twice."""

from __future__ import annotations

from contextvars import Context
from threading import Thread

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.audit import AuditEntry
from app.exams.actions.on_paper import enter
from app.exams.models import Attempt, PaperEdition
from tests.client import StrictClient
from tests.exams.factories import closed_attempt
from tests.exams.test_views_on_paper import head_of, keys_of, right, send, somebody


def test_marks_filled_in_after_a_blank_row_was_read_count(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    person = somebody(db, edition, "a@example.jp")
    keys = keys_of(db, edition)
    send(client, edition, f"a@example.jp,,{',' * (len(keys) - 1)}")
    blank = right(edition, db, person)

    page = client.get(send(client, edition, f"a@example.jp,,{','.join(keys)}").location).text

    assert blank == (0, 1)
    assert "直した人 1人、変わらない人 0人" in page
    assert right(edition, db, person) == (len(keys), 1)
    assert db.scalars(select(Attempt.passed).where(Attempt.person_id == person.id)).one()
    trail = db.scalars(select(AuditEntry).where(AuditEntry.action == "exams.sheet")).one()
    assert set((trail.before or {}).values()) == {0}


def test_a_table_that_is_sent_twice_at_once_makes_one_attempt_a_person(
    app: Flask, client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    person = somebody(db, edition, "a@example.jp")
    row = f"a@example.jp,,{','.join(keys_of(db, edition))}"
    table = "\n".join([",".join(head_of(edition)), row]).encode()
    db.commit()
    answers: list[str] = []

    def again() -> None:
        with app.app_context():
            answers.append(client.get(send(client, edition, row).location).text)

    edition = db.get_one(PaperEdition, edition.id)
    paper, today = edition.paper, clock.today()
    enter(paper, table, today, by=organiser, today=today, now=clock.now())
    db.flush()
    other = Thread(target=lambda: Context().run(again))
    other.start()
    other.join(timeout=1)
    db.commit()
    other.join()

    assert "変わらない人 1人" in answers[0]
    assert right(edition, db, person)[1] == 1


def test_whoever_sat_on_paper_and_then_on_screen_keeps_nobody_s_marks_out(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    both, other = somebody(db, edition, "a@example.jp"), somebody(db, edition, "b@example.jp")
    keys = keys_of(db, edition)
    wrong, mended = ",".join(["1", *keys[1:]]), ",".join(keys)
    send(client, edition, f"a@example.jp,,{wrong}", f"b@example.jp,,{wrong}")
    closed_attempt(edition, person=both, answers={})

    answer = send(client, edition, f"a@example.jp,,{mended}", f"b@example.jp,,{mended}")

    assert answer.status_code == 303, answer.text
    assert "直した人 2人" in client.get(answer.location).text
    assert right(edition, db, both) == (len(keys), 2)
    assert right(edition, db, other) == (len(keys), 1)


def test_an_address_that_begins_as_a_formula_comes_back(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    person = somebody(db, edition, "+taro@example.jp")
    table = client.get(f"/exams/{edition.paper.slug}/on-paper/marks.csv").data.decode("utf-8-sig")
    [row] = [line for line in table.splitlines() if "taro" in line]

    answer = send(client, edition, f"{row},{','.join(keys_of(db, edition))}")

    assert row.startswith("'+taro@")
    assert answer.status_code == 303, answer.text
    assert right(edition, db, person)[1] == 1


def test_the_page_says_what_becomes_of_the_row_of_somebody_absent(
    client: StrictClient, edition: PaperEdition, organiser: Person
) -> None:
    page = client.get(f"/exams/{edition.paper.slug}/on-paper").text

    assert "受けなかった人の行は消してください。" in page
