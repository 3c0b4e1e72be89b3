from __future__ import annotations

import re
from pathlib import Path

from tests.house.files import APP, TESTS, own_python, short

ROOMS = ("rules", "queries", "actions", "views", "api", "cli", "tasks")
BESIDE = {"browser", "house", "kill", "load", "servers"}


def beside_room(room: Path) -> list[Path]:
    """The tests of app/<feature>/<room>: test_<room>….py, or, where the room is a folder, of one of its files."""
    folder = TESTS / room.relative_to(APP).parent
    stems = [room.stem, *(path.stem for path in room.glob("*.py"))]
    return [path for stem in stems for path in (*folder.glob(f"test_{stem}*.py"), *folder.glob(stem))]


def test_every_room_with_rules_queries_actions_or_views_has_tests() -> None:
    rooms = [path for name in ROOMS for path in (*APP.glob(f"*/{name}.py"), *APP.glob(f"*/{name}"))]

    untested = {short(room) for room in rooms if not beside_room(room)}

    assert untested == set()


def test_every_test_folder_mirrors_a_room() -> None:
    folders = {path.parent.relative_to(TESTS) for path in own_python(TESTS) if path.parent != TESTS}

    strange = {str(folder) for folder in folders if folder.parts[0] not in BESIDE and not (APP / folder).is_dir()}

    assert strange == set()


def test_no_test_is_skipped() -> None:
    """Whoever may be skipped says why in its marker `may_skip`; the run itself fails on any other."""
    skips = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b|unittest\.skip")

    assert [short(path) for path in own_python(TESTS) if skips.search(path.read_text("utf-8"))] == []
