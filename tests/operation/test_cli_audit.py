from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app import audit
from app.operation.cli_audit import ANOTHER, BROKEN
from tests.conftest import Run
from tests.factories import OrganisationFactory


@pytest.fixture
def three(db: Session) -> list[int]:
    entries = [audit.record("exams.rule", f"paper:{n}", by=None) for n in range(3)]
    db.commit()
    return [entry.id for entry in entries]


def behind_its_back(db: Session, statement: str) -> None:
    """What somebody does who may do everything to the database: first take the guard away."""
    if db.get_bind().dialect.name == "sqlite":
        db.execute(text("DROP TRIGGER audit_entry_keep_update"))
        db.execute(text("DROP TRIGGER audit_entry_keep_delete"))
        db.execute(text(statement))
        db.commit()
    else:
        db.execute(text("SET LOCAL session_replication_role = replica"))
        db.execute(text(statement))
        db.commit()


def test_a_whole_chain_is_told_with_its_last_hash(runner: Run, three: list[int], db: Session) -> None:
    result = runner("audit", "verify")

    last = audit.hash_of(three[-1])
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "3行のつながりに、切れ目はありません。最後の印は次のとおりです。",
        f"{three[-1]}:{last}",
    ]
    assert runner("audit", "verify", "--seen", f"{three[-1]}:{last}").exit_code == 0


@pytest.mark.parametrize("verb", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_the_trail(db: Session, three: list[int], verb: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        db.execute(text(verb))
    db.rollback()


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_entry SET subject = 'paper:9' WHERE id = :id", 1),
        ("UPDATE audit_entry SET person_id = 5 WHERE id = :id", 1),
        ("DELETE FROM audit_entry WHERE id = :id", 2),
    ],
)
def test_a_chain_that_was_tampered_with_shows_where(
    runner: Run, db: Session, three: list[int], statement: str, broken: int
) -> None:
    behind_its_back(db, statement.replace(":id", str(three[1])))

    result = runner("audit", "verify")
    told = json.loads(runner("audit", "verify", "--json").stdout.splitlines()[0])

    assert result.exit_code == 1
    assert BROKEN.format(three[broken]) in result.output
    assert told["broken_at"] == three[broken]


def test_a_chain_whose_end_was_cut_off_shows(runner: Run, db: Session, three: list[int]) -> None:
    behind_its_back(db, f"DELETE FROM audit_entry WHERE id = {three[2]}")

    assert runner("audit", "verify").exit_code == 1


def test_a_chain_that_was_made_anew_differs_from_what_was_noted_down(runner: Run, three: list[int]) -> None:
    result = runner("audit", "verify", "--seen", f"{three[1]}:{'0' * 64}")

    assert result.exit_code == 1
    assert ANOTHER.format(three[1]) in result.output
    for seen in ("three", f"{2**31}:abc", f"{'9' * 5000}:abc"):
        assert runner("audit", "verify", "--seen", seen).exit_code == 2


def test_the_whole_trail_is_exported_and_nothing_is_written_over(
    runner: Run, db: Session, three: list[int], tmp_path: Path
) -> None:
    place = OrganisationFactory(slug="one")
    audit.record("exams.rule", "paper:4", by=None, organisation=place.id)
    file = tmp_path / "audit.csv"

    everything = runner("audit", "export", file)
    again = runner("audit", "export", file)
    one = runner("audit", "export", tmp_path / "one.csv", "--organisation", "one", "--from", "2020-01-01")
    nowhere = runner("audit", "export", tmp_path / "two.csv", "--organisation", "nowhere")

    assert (everything.exit_code, again.exit_code, one.exit_code, nowhere.exit_code) == (0, 1, 0, 1)
    assert len(file.read_text("utf-8-sig").splitlines()) == 5
    assert len((tmp_path / "one.csv").read_text("utf-8-sig").splitlines()) == 2
    assert not (tmp_path / "two.csv").exists()
