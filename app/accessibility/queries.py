"""Read what was found: by the machine, into a file that a command writes; by people, into one that they write."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

from app.accessibility.rules import ByHand, Found, Results

FOLDER = Path(__file__).parent / "results"
BY_MACHINE, BY_HAND = "machine.json", "by_hand.json"


@cache
def results() -> Results:
    """What was found; a new release brings new files, so a process reads them once."""
    return read(FOLDER)


def read(folder: Path) -> Results:
    """The two files of a folder."""
    machine = json.loads((folder / BY_MACHINE).read_text("utf-8"))
    people = json.loads((folder / BY_HAND).read_text("utf-8"))
    return Results(
        on=date.fromisoformat(machine["on"]),
        tool=machine["tool"],
        pages=machine["pages"],
        found={number: Found(**found) for number, found in machine["found"].items()},
        by_hand={
            number: ByHand(date.fromisoformat(one["on"]), one["good"], one["how"]) for number, one in people.items()
        },
    )
