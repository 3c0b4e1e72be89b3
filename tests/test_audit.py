from __future__ import annotations

from sqlalchemy.orm import Session

from app import audit
from app.audit import HEAD, AuditEntry, AuditHead


def _write(count: int) -> AuditEntry:
    *_, last = [audit.record("x", f"y:{number}", by=None) for number in range(count)]
    return last


def test_a_whole_chain_is_whole(db: Session) -> None:
    assert audit.first_broken() is None

    _write(3)

    assert audit.first_broken() is None


def test_a_chain_whose_end_was_cut_off_is_broken_there(db: Session) -> None:
    last = _write(2)
    db.flush()
    head = db.get_one(AuditHead, HEAD)
    head.hash = "f" * 64  # as of a third row, which is gone
    db.flush()

    assert audit.first_broken() == last.id + 1


def test_a_chain_of_which_nothing_is_left_is_broken_at_its_beginning(db: Session) -> None:
    db.get_one(AuditHead, HEAD).hash = "f" * 64
    db.flush()

    assert audit.first_broken() == 1
