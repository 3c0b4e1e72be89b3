from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.everything import rooms_of, touched


@pytest.mark.parametrize(
    ("path", "rooms"),
    [
        ("app/exams/views/sittings.py", ["exams"]),
        ("app/training/templates/training/cohort.html", ["training"]),
        ("tests/practice/test_views.py", ["practice"]),
        ("question_bank/papers/mock-1.yaml", ["questions"]),
        ("curricula/lessons/nanbyo/01.md", ["training"]),
        ("app/db.py", [""]),
        ("tests/conftest.py", [""]),
        ("migrations/versions/0001_ground.py", [""]),
        ("requirements.txt", [""]),
        ("README.md", []),
    ],
)
def test_a_file_belongs_to_the_tests_of_its_room(path: str, rooms: list[str]) -> None:
    assert rooms_of(Path(path)) == rooms


def test_what_differs_from_the_last_commit_is_tested_and_always_the_house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    assert touched() == ["tests/house"]

    (tmp_path / "app" / "guide").mkdir(parents=True)
    (tmp_path / "app" / "guide" / "案内 一.html").write_text("new")
    assert touched() == ["tests/guide", "tests/house"]

    (tmp_path / "start.py").write_text("changed")
    assert touched() == ["tests"]


def test_where_git_cannot_tell_everything_is_tested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert touched() == ["tests"]
