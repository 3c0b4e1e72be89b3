"""Asks the analyser, and starts it when nobody is there: who asks waits a moment at most, then reads without ruby."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import structlog
from flask import current_app

from app.reading.rules.words import Span, Token

PROGRAM = Path(__file__).with_name("analyser.py")
SOCKET, STARTING, LOG = "reading.sock", "reading.starting", "reading.log"
PATIENCE_SECONDS = 2.5
REST_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.02
LONGEST_ADDRESS = 100  # bytes that an address of a socket has room for
SEVERAL = 100
ENVIRONMENT = {"PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "2"}  # nothing of ours: it needs no secrets
log = structlog.get_logger(__name__)
Asked = tuple[str, Sequence[Span]]


class _Rest:
    """After a failure nobody in this process waits for the analyser again until then."""

    until = 0.0


def tokens(texts: Sequence[Asked]) -> list[list[Token]]:
    """The words of the texts, in their order; the spans are terms that no word may cut through.

    When the analyser cannot be had in time, those of the first texts only, or of none.
    """
    folder: Path = current_app.config["INSTANCE"]
    until = time.monotonic() + PATIENCE_SECONDS
    found: list[list[Token]] = []
    while len(found) < len(texts) and max(time.monotonic(), _Rest.until) < until:
        said = _ask(folder, texts[len(found) : len(found) + SEVERAL], until)
        if said is None:
            _Rest.until = time.monotonic() + REST_SECONDS
            log.warning("analyser_unavailable")
            break
        found += said
    return found


def wake() -> None:
    """Forget that the analyser could not be had: the next who asks tries again."""
    _Rest.until = 0.0


def _ask(folder: Path, texts: Sequence[Asked], until: float) -> list[list[Token]] | None:
    """What it says; a second time to a new one when the first was ended while it thought."""
    asked = [(text, [(span.start, span.end) for span in spans]) for text, spans in texts]
    request = json.dumps({"texts": asked}, ensure_ascii=False).encode() + b"\n"
    for _ in range(2):
        with suppress(OSError, ValueError, KeyError, TypeError):
            with _line(folder, until) as line:
                line.sendall(request)
                said: list[Any] = json.loads(_all(line, until))["tokens"]
            return [[Token.of(token) for token in one] for one in said]
    return None


def _all(line: socket.socket, until: float) -> bytes:
    answer = bytearray()
    while not answer.endswith(b"\n"):
        line.settimeout(max(until - time.monotonic(), LOOK_EVERY_SECONDS))
        piece = line.recv(65_536)
        if not piece:
            raise ConnectionError("the analyser hung up")
        answer += piece
    return bytes(answer)


@contextmanager
def _line(folder: Path, until: float) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(max(until - time.monotonic(), LOOK_EVERY_SECONDS))
        if not _reached(line, folder):
            _start(folder, until)
            while not _reached(line, folder):
                if time.monotonic() > until:
                    raise TimeoutError("the analyser did not start")
                time.sleep(LOOK_EVERY_SECONDS)
        yield line


def _reached(line: socket.socket, folder: Path) -> bool:
    """Is somebody listening?"""
    try:
        with _address(folder) as address:
            line.connect(address)
    except (FileNotFoundError, ConnectionRefusedError):
        return False
    return True


@contextmanager
def _address(folder: Path) -> Iterator[str]:
    """The address of the socket, by way of an open folder where the whole would be too long."""
    whole = str(folder / SOCKET)
    if len(whole.encode()) < LONGEST_ADDRESS:
        yield whole
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{opened}/{SOCKET}"
    finally:
        os.close(opened)


def _start(folder: Path, until: float) -> None:
    """Start it, unless somebody else is just doing so; come back when it listens, or time is up."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / STARTING, "w", encoding="ascii") as lock, suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_there(folder):
            return
        with open(folder / LOG, "wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-P", str(PROGRAM), str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=ENVIRONMENT,
                start_new_session=True,
            )
        # Somebody must take note of its end, or it stays in the list of processes.
        threading.Thread(target=process.wait, daemon=True).start()
        while time.monotonic() < until and process.returncode is None and not _is_there(folder):
            time.sleep(LOOK_EVERY_SECONDS)


def _is_there(folder: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(LOOK_EVERY_SECONDS)
        try:
            return _reached(line, folder)
        except OSError:
            return True  # too busy to answer at once
