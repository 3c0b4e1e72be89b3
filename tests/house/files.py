"""Where the house's own files are: what git would keep, found without git."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
TESTS = ROOT / "tests"
NOT_OURS = {".git", ".uv", ".venv", ".chromium", "__pycache__", "instance", "node_modules", "test-results"}
# Folders that tools make beside the code: .mypy_cache, .ruff_cache, …
CACHES = ("_cache", ".hypothesis")


def _ours(folder: str) -> bool:
    return folder not in NOT_OURS and not folder.endswith(CACHES)


def own_files() -> list[Path]:
    """Every file that belongs to the project."""
    found: list[Path] = []
    for place, folders, names in os.walk(ROOT):
        folders[:] = sorted(folder for folder in folders if _ours(folder))
        found += [Path(place) / name for name in sorted(names)]
    return found


def own_python(place: Path = ROOT) -> list[Path]:
    return [path for path in own_files() if path.suffix == ".py" and path.is_relative_to(place)]


def short(path: Path) -> str:
    """The path as people say it: from the top of the project."""
    return str(path.relative_to(ROOT))
