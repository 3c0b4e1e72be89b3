"""The analyser for real: started on first need, killed, hung, missing, asked by many at once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from flask import Flask

from app import create_app
from app.reading import asking
from app.reading.rules.words import Span
from tests.reading.conftest import WAIT_SECONDS, analysers, until
from tests.servers.databases import FOLDER, settings

TEXT = "褥瘡を防ぐ。"


def read(text: str = TEXT, *spans: Span) -> list[tuple[str, str]]:
    return [(token.text, token.reading) for tokens in asking.tokens([(text, spans)]) for token in tokens]


def test_it_is_started_when_somebody_first_asks(site: Flask, folder: Path) -> None:
    assert analysers(folder) == []

    assert read()[0] == ("褥瘡", "ジョクソウ")

    assert len(analysers(folder)) == 1
    assert (folder / "reading.sock").stat().st_mode & 0o077 == 0


def test_many_who_ask_at_once_start_one(site: Flask, folder: Path) -> None:
    def ask(_: int) -> list[tuple[str, str]]:
        with site.app_context():
            return read()

    with ThreadPoolExecutor(12) as pool:
        said = list(pool.map(ask, range(24)))

    assert {tuple(one) for one in said} == {tuple(read())}
    assert len(analysers(folder)) == 1


def test_a_killed_one_is_replaced_by_the_next_who_asks(site: Flask, folder: Path) -> None:
    read()
    killed = analysers(folder)[0]
    killed.send_signal(signal.SIGKILL)
    until(lambda: not killed.is_running() or killed.status() == psutil.STATUS_ZOMBIE)

    assert read()[0] == ("褥瘡", "ジョクソウ")

    assert [process.pid == killed.pid for process in analysers(folder)] == [False]


def test_one_that_hangs_holds_nobody_up(site: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read()
    hung = analysers(folder)[0]
    hung.suspend()
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 0.5)

    begun = time.monotonic()
    first, second = read(), read()
    took = time.monotonic() - begun

    assert (first, second) == ([], [])
    assert took < 3  # the second did not wait at all
    hung.resume()
    asking.wake()
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", WAIT_SECONDS)
    assert read()[0] == ("褥瘡", "ジョクソウ")


def test_where_it_cannot_start_the_text_comes_without(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PROGRAM", Path("nowhere.py"))
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 0.6)

    assert read() == []


def test_it_ends_when_its_folder_is_gone(site: Flask, folder: Path) -> None:
    read()
    process = analysers(folder)[0]

    (folder / "reading.sock").unlink()

    process.wait(WAIT_SECONDS)
    assert analysers(folder) == []


def test_it_ends_when_nobody_has_asked_for_long(folder: Path) -> None:
    folder.mkdir()
    process = psutil.Popen([sys.executable, "-P", str(asking.PROGRAM), str(folder), "0.1"])

    assert process.wait(WAIT_SECONDS) == 0

    assert not (folder / "reading.sock").exists()


def test_a_folder_with_a_long_name_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", WAIT_SECONDS)
    asking.wake()
    deep = tmp_path / ("長い名前" * 12) / "instance"
    app = create_app(settings(f"sqlite:///{tmp_path}/never-opened.sqlite", deep))

    with app.app_context():
        assert read()[0] == ("褥瘡", "ジョクソウ")

    for process in analysers(deep):
        process.kill()


@pytest.mark.parametrize(
    "noise",
    [b"\n", b"hello\n", b"[]\n", b'{"texts": 3}\n', b'{"texts": [["a"]]}\n', b'{"texts": [[1, []]]}\n', b"\xff\n", b""],
)
def test_noise_on_the_line_does_not_end_it(site: Flask, folder: Path, noise: bytes) -> None:
    read()
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(WAIT_SECONDS)
        line.connect(str(folder / "reading.sock"))
        line.sendall(noise)
        line.shutdown(socket.SHUT_WR)
        assert line.recv(10) == b""

    assert read()[0] == ("褥瘡", "ジョクソウ")
    assert len(analysers(folder)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "\x00",
        "漢字\x00かな",
        "𠮷野家",
        "①Ⅱ㈱",
        "😀介護👨‍👩‍👧",
        "が" * 3,
        "ABC",
        "介" * 2_000,
        "褥瘡（じょくそう）の予防",
    ],
)
def test_whatever_is_asked_comes_back_whole(site: Flask, text: str) -> None:
    assert "".join(written for written, _ in read(text)) == text


def test_a_text_longer_than_the_library_takes_comes_back_whole(site: Flask) -> None:
    text = "介護保険の被保険者は、市町村に住む人です。" * 2_000

    assert "".join(written for written, _ in read(text)) == text


def test_a_long_term_is_cut_out_where_words_would_run_through_it(site: Flask) -> None:
    text = "東京都庁舎内"
    whole = [word for word, _ in read(text)]
    assert "京都庁" not in whole

    cut = [word for word, _ in read(text, Span(1, 4, "京都庁"))]

    at = len("".join(cut[: next(n for n in range(len(cut) + 1) if "".join(cut[:n]) == "東")]))
    assert at == 1
    assert "".join(cut) == text


def test_many_texts_are_asked_in_pieces(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "SEVERAL", 7)
    texts = [f"介護{number}" for number in range(20)]

    said = asking.tokens([(text, ()) for text in texts])

    assert ["".join(token.text for token in tokens) for tokens in said] == texts


def test_it_knows_no_secrets(site: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret")
    read()

    assert "SECRET_KEY" not in analysers(folder)[0].environ()


def test_threads_that_wait_for_its_end_do_not_stay(site: Flask, folder: Path) -> None:
    before = threading.active_count()
    read()
    analysers(folder)[0].kill()

    until(lambda: threading.active_count() <= before)
    assert analysers(folder) == []


def test_no_web_process_imports_the_analyser() -> None:
    program = "import sys, app; app.create_app(); sys.exit('sudachipy' in sys.modules)"
    environment = {**os.environ, "INSTANCE_DIR": os.environ[FOLDER], "PUBLIC_URL": "http://127.0.0.1:8000"}

    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0
