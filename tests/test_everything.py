from __future__ import annotations

from pathlib import Path

import pytest

from tests.everything import folders_of, rooms_of, touched


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


@pytest.mark.parametrize(
    ("status", "folders"),
    [
        ("", ["tests/house"]),
        ("?? app/guide/案内 一.html\0 M app/exams/api.py\0", ["tests/exams", "tests/guide", "tests/house"]),
        ("?? app/guide/案内 一.html\0 M start.py\0", ["tests"]),
    ],
)
def test_what_differs_from_the_last_commit_is_tested_and_always_the_house(status: str, folders: list[str]) -> None:
    assert folders_of(status) == folders


def test_where_git_cannot_tell_or_is_not_there_everything_is_tested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert touched() == ["tests"]

    monkeypatch.setenv("PATH", str(tmp_path))
    assert touched() == ["tests"]
