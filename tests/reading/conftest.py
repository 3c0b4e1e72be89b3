"""What tests of reading share: a site whose analyser is its own, and a look at the processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from flask import Flask

from app import create_app
from app.reading import asking
from tests.servers.databases import settings

WAIT_SECONDS = 20


def analysers(folder: Path) -> list[psutil.Process]:
    """The processes that read for this folder."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if str(asking.PROGRAM) in words and str(folder) in words:
            found.append(process)
    return found


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def site(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A site of its own folder, whose analyser is ended with the test."""
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", WAIT_SECONDS)
    asking.wake()
    folder.mkdir()
    app = create_app(settings(f"sqlite:///{folder}/never-opened.sqlite", folder))
    with app.app_context():
        yield app
    for process in analysers(folder):
        with suppress(psutil.NoSuchProcess):  # it ends by itself when nobody asks
            process.kill()
    asking.wake()
