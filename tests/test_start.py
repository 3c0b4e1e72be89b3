from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

import start
from tests.servers.site import free_port

OPENED = re.compile(r"開きました。 +(http://127\.0\.0\.1:\d+)/")
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def test_a_port_that_is_taken_is_told_with_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(taken))

        with pytest.raises(start.Trouble) as told:
            start.free_port()

    assert str(told.value) == (
        f"ポート {taken} はほかのプログラムが使っています。"
        f"PORT={taken + 1} python3 start.py のように、別の番号でお試しください。"
    )


@pytest.mark.parametrize("given", ["", "0", "65536", "八千", "-1", "８０００"])
def test_a_port_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("PORT", given)

    with pytest.raises(start.Trouble, match="1 から 65535 までの数字"):
        start.free_port()


def test_an_old_python_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "NEEDED", (99, 0))

    with pytest.raises(start.Trouble, match=r"Python 3\.11 以上が必要です"):
        start.main([])


def test_without_pip_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    with pytest.raises(start.Trouble, match="sudo apt install python3-pip"):
        start.fetch_uv()


def test_an_unknown_word_shows_what_can_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(["what"]) == 2
    assert capsys.readouterr().out == f"{start.HELP}\n"


def test_a_setting_that_is_missing_is_told_in_one_sentence(tmp_path: Path) -> None:
    ask = [*start.flask("db", "upgrade")]

    with pytest.raises(start.Trouble) as told:
        start.run("データベース", ask, PUBLIC_URL="https://example.jp", SECRET_KEY="", INSTANCE_DIR=str(tmp_path))

    assert str(told.value) == "本番（PUBLIC_URL が https）では SECRET_KEY を設定してください。"


@contextmanager
def listening_to_ctrl_c() -> Iterator[None]:
    """A shell makes what it runs behind itself deaf to Ctrl-C, and a deaf parent has deaf children; these are not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Started:
    """`start.py` as somebody runs it, from a folder that is not the project's."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "PORT": str(free_port()), "INSTANCE_DIR": str(folder), "WEB_CONCURRENCY": "1"}
        for key in ("DATABASE_URL", "PUBLIC_URL"):
            environment.pop(key, None)
        self.log = folder / "said.log"
        with open(self.log, "wb") as log, listening_to_ctrl_c():
            self.process = subprocess.Popen(
                [sys.executable, str(start.ROOT / "start.py")], cwd=folder, env=environment, stdout=log, stderr=log
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def address(self) -> str:
        until = time.monotonic() + 60
        while not (opened := OPENED.search(self.said)):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < until, self.said
            time.sleep(0.05)
        return opened[1]

    def family(self) -> list[psutil.Process]:
        children: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return children

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)


Starter = Callable[[], Started]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Starter]:
    """Run start.py once more on the same instance folder; whatever a failed test leaves is ended."""
    all_of_them: list[Started] = []

    def started() -> Started:
        all_of_them.append(Started(tmp_path))
        return all_of_them[-1]

    yield started
    for each in all_of_them:
        if each.process.poll() is None:
            for process in [*each.family(), psutil.Process(each.process.pid)]:
                process.kill()
            each.process.wait(30)


@pytest.mark.kill
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_opens_serves_and_ends_with_all_that_it_started(run: Starter, how: signal.Signals) -> None:
    started = run()
    address = started.address()
    family = started.family()

    with NO_PROXY.open(f"{address}/", timeout=10) as page:
        assert page.status == 200
    assert started.end(how) == 0

    assert len(family) >= 3, "web server, its worker, and the worker"
    assert [process for process in family if process.is_running()] == []
    assert "・データベース … 済み" in started.said
    assert "・問題 … 済み" in started.said


@pytest.mark.kill
def test_a_second_run_has_nothing_to_prepare(run: Starter) -> None:
    first = run()
    first.address()
    first.end(signal.SIGINT)

    second = run()
    second.address()
    second.end(signal.SIGINT)

    assert "・" not in second.said
