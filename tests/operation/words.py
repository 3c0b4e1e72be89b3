"""What of a row of the audit trail has no Japanese words; tests/conftest asks it of every row that a test records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import event

from app.audit import AuditEntry
from app.operation.rules.done import ACTIONS
from app.operation.rules.trail import SUMMED, TABLES
from app.operation.rules.trail_figures import KEYS, VALUES

ENGLISH = re.compile(r"[A-Za-z_]")


def wordless(subject: str, *figures: Mapping[str, Any] | None) -> list[str]:
    """The table of the subject, the names and the values that people would read in English."""
    table = subject.partition(":")[0]
    return [name for name in (table,) if name not in TABLES] + [one for said in figures for one in _untold(said or {})]


def _untold(said: Mapping[str, Any]) -> Iterator[str]:
    for key, value in said.items():
        if ENGLISH.search(key) and key not in KEYS:
            yield key
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and key not in SUMMED:
                yield from _untold(one)
            elif isinstance(one, str) and key in VALUES and one not in VALUES[key]:
                yield f"{key}: {one}"


@event.listens_for(AuditEntry, "init")
def every_row_can_be_read(_entry: AuditEntry, _args: object, said: dict[str, Any]) -> None:
    """A row of an action that people can look up; what tests make up themselves is theirs."""
    if said["action"] in ACTIONS and ":" in said["subject"]:
        missing = wordless(said["subject"], said["before"], said["after"])
        assert missing == [], f"{said['action']}: no words in app/operation/rules for {missing}"
