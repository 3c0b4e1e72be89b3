"""Every check and every test, for `start.py test [--fast] [words for pytest]`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[1]
FAST = ("-m", "not browser and not kill and not whole", "--in-turn")
HOUSE = "tests/house"
EVERYWHERE = ["tests"]
STOCK = {"question_bank": "questions", "curricula": "training"}  # whose tests read these folders
PROCESSES = ("-n", "2", "--dist", "worksteal")
SERVERS = {
    "PostgreSQL": [sys.executable, "-m", "tests.servers.postgres"],
    "ブラウザー": [sys.executable, "-m", "tests.servers.chromium"],
}
SLOW = "色と形（build.sh --check）"
CHECKS: dict[str, list[str | Path]] = {
    "型（mypy）": [BIN / "mypy"],
    "書式（ruff format）": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "書き方（ruff check）": [BIN / "ruff", "check", "--quiet", "."],
    "階層の約束（lint-imports）": [BIN / "lint-imports", "--no-cache"],
    "画面のひな形（djlint）": [BIN / "djlint", "app", "--lint", "--quiet"],
    "依存の宣言（deptry）": [BIN / "deptry", "app"],
    "安全（bandit）": [BIN / "bandit", "--quiet", "--recursive", "--configfile", "pyproject.toml", "app", "start.py"],
    "使用許諾と依存の固定（licences）": [sys.executable, "-m", "tests.licences"],
    "問題ファイル（questions check）": [BIN / "flask", "--app", "app", "questions", "check"],
    SLOW: ["sh", "app/ui/build/build.sh", "--check"],
}


def main(words: list[str]) -> int:
    """Run all and give the exit code; words that are not ours go to pytest, and then it runs alone."""
    os.environ.setdefault("NODE_USE_SYSTEM_CA", "1")  # npm trusts whom the machine trusts
    fast = "--fast" in words
    chosen = [word for word in words if word != "--fast"]
    for title, command in SERVERS.items():
        if not (fast and title == "ブラウザー") and not passes(title, command):
            return 1
    checks = {} if chosen else {title: command for title, command in CHECKS.items() if not (fast and title == SLOW)}
    with ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(passes, checks.keys(), checks.values()))
    which = chosen or (touched() if fast else [])
    pytest = [sys.executable, "-m", "pytest", *PROCESSES, *(FAST if fast else ()), *which]
    code = subprocess.run(pytest, check=False).returncode
    if not all(verdicts):
        failed = [title for title, good in zip(checks, verdicts, strict=True) if not good]
        print(f"テストのほかに直すところがあります（上に出ています）: {'、'.join(failed)}", flush=True)
    return code or int(not all(verdicts))


def touched() -> list[str]:
    """Where the tests lie of what differs from the last commit, and the house's; everywhere when git cannot tell."""
    asked = ["git", "status", "--porcelain=v1", "--untracked-files=all", "--no-renames", "-z"]
    if not shutil.which("git"):
        return EVERYWHERE
    said = subprocess.run(asked, capture_output=True, check=False, text=True)
    return EVERYWHERE if said.returncode else folders_of(said.stdout)


def folders_of(status: str) -> list[str]:
    """The same, from what `git status` has said: two letters and a path for each file, parted by NUL."""
    rooms = {room for line in status.split("\0") if line for room in rooms_of(Path(line[3:]))}
    return EVERYWHERE if "" in rooms else sorted({HOUSE, *(f"tests/{room}" for room in rooms)})


def rooms_of(path: Path) -> list[str]:
    """The room whose tests a file belongs to; "" for what all rooms stand on, none for words and pictures."""
    top, *below = path.parts
    if top in STOCK:
        return [STOCK[top]]
    if top in ("app", "tests") and len(below) > 1:
        return [below[0] if (ROOT / "tests" / below[0]).is_dir() else ""]
    return [""] if path.suffix in (".py", ".toml", ".txt") else []


def passes(title: str, command: Sequence[str | Path]) -> bool:
    """Run one check with one line of progress; what it said is shown only when it fails."""
    began = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    seconds = f"（{time.monotonic() - began:.1f} 秒）"
    if done.returncode == 0:
        print(f"・{title} … よし{seconds}", flush=True)
    else:
        said = done.stdout.decode(errors="replace").rstrip()
        print(f"・{title} … 直すところがあります{seconds}\n{said}", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
