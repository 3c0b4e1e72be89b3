from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.operation.rules.backup import (
    NEWER_FORMAT,
    NOT_A_MANIFEST,
    Column,
    Kept,
    Kind,
    Manifest,
    Table,
    Unreadable,
    differing,
    read_manifest,
)

PERSON = Table("person", (Column("id", Kind.WHOLE), Column("factor", Kind.NUMBER, 2)), ("id",))
KEPT = Kept(PERSON, 3, "a" * 64)
MANIFEST = Manifest(datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC), "0050", (KEPT,))


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert read_manifest(MANIFEST.as_json()) == MANIFEST
    assert (MANIFEST.rows, MANIFEST.count("person"), MANIFEST.count("answer")) == (3, 3, 0)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "1"}', '{"format": 1, "made_at": "yesterday"}'])
def test_what_is_no_manifest_is_refused_in_words(text: str) -> None:
    with pytest.raises(Unreadable, match=NOT_A_MANIFEST):
        read_manifest(text)


def test_a_manifest_of_a_later_time_is_refused_in_words() -> None:
    with pytest.raises(Unreadable, match=NEWER_FORMAT):
        read_manifest('{"format": 2}')


def test_a_table_differs_in_its_rows_or_by_not_being_there() -> None:
    assert differing([KEPT], [KEPT]) == []
    assert differing([KEPT], [Kept(PERSON, 3, "b" * 64)]) == ["person"]
    assert differing([KEPT], []) == ["person"]
