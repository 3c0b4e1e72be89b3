"""A quick run takes each data test once; the whole run, of which CI lives, takes each on both databases."""

from __future__ import annotations

from tests.everything import FAST
from tests.servers.databases import DATABASES, has_its_turn

NAMES = [f"tests/room/test_file.py::test_{number}" for number in range(400)]


def test_each_data_test_has_its_turn_on_one_database_and_both_databases_get_their_share() -> None:
    turns = {kind: [name for name in NAMES if has_its_turn(name, kind)] for kind in DATABASES}

    assert sorted(name for names in turns.values() for name in names) == sorted(NAMES)
    assert all(len(names) > 150 for names in turns.values())


def test_what_needs_no_database_always_has_its_turn() -> None:
    assert all(has_its_turn(name, None) for name in NAMES)


def test_only_a_quick_run_takes_turns() -> None:
    assert "--in-turn" in FAST
