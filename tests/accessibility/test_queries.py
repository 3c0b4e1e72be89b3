from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from app.accessibility.queries import BY_HAND, BY_MACHINE, read
from app.accessibility.rules import ByHand, Found


def test_what_was_written_down_is_read(tmp_path: Path) -> None:
    found = {"1.4.3": {"passed": 2, "violated": 0, "unsure": 1}}
    machine = {"on": "2026-11-22", "tool": "axe-core 4", "pages": 3, "found": found}
    (tmp_path / BY_MACHINE).write_text(json.dumps(machine), encoding="utf-8")
    by_hand = {"1.3.2": {"on": "2026-11-20", "good": True, "how": "読み上げで"}}
    (tmp_path / BY_HAND).write_text(json.dumps(by_hand), encoding="utf-8")

    results = read(tmp_path)

    assert (results.on, results.tool, results.pages) == (date(2026, 11, 22), "axe-core 4", 3)
    assert results.found == {"1.4.3": Found(2, 0, 1)}
    assert results.by_hand == {"1.3.2": ByHand(date(2026, 11, 20), True, "読み上げで")}
