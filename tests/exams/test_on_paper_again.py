"""A table of marks that is read a second time: what was filled in counts, and nobody sits twice."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.audit import AuditEntry
from app.exams.models import Attempt, PaperEdition
from tests.client import StrictClient
from tests.exams.test_views_on_paper import keys_of, right, send, somebody


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


def test_the_page_says_what_becomes_of_the_row_of_somebody_absent(
    client: StrictClient, edition: PaperEdition, organiser: Person
) -> None:
    page = client.get(f"/exams/{edition.paper.slug}/on-paper").text

    assert "受けなかった人の行は消してください。" in page
