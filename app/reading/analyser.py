"""The analyser: a small process of its own that reads Japanese for all others, over a socket in the instance folder.

It is started by its path and imports nothing of the site, so that it stays small and starts in a moment;
`asking.py` starts and asks it. A line of JSON comes in, {"texts": [[text, [[start, end], …]], …]}, and one goes out,
{"tokens": [[[written, read, [[written, read], …]], …], …]}; the spans are terms that must not be cut through.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from sudachipy import Config, Dictionary, SplitMode, Tokenizer

SOCKET, LOCK = "reading.sock", "reading.lock"
IDLE_SECONDS = 300.0
LOOK_EVERY_SECONDS = 2.0
LINE_SECONDS = 2.0
LARGEST_REQUEST = 4 * 1024 * 1024
LONGEST_PIECE = 8_000  # the library takes 49,149 bytes at a time
LONG_ENOUGH_TO_CUT = 3
# As the library comes, but without the plugin that takes 褥瘡（じょくそう） for one word.
PLUGINS = [
    {"class": "com.worksap.nlp.sudachi.DefaultInputTextPlugin"},
    {
        "class": "com.worksap.nlp.sudachi.ProlongedSoundMarkPlugin",
        "prolongedSoundMarks": ["ー", "-", "⁓", "〜", "〰"],
        "replacementSymbol": "ー",
    },
]

Spans = list[list[int]]
Said = list[tuple[str, str, list[tuple[str, str]]]]


def load() -> Tokenizer:
    """The dictionary, mapped from its file, and what cuts texts with it."""
    return Dictionary(config=Config(inputTextPlugin=PLUGINS)).tokenizer(mode=SplitMode.C)


def analyse(tokenizer: Tokenizer, text: str, spans: Spans) -> Said:
    """The words of the text; where a long term does not begin and end with a word, the text is cut there first."""
    said = [token for piece in _pieces(text) for token in _tokens(tokenizer, piece)]
    edges, at = {0}, 0
    for written, _, parts in said:
        for part, _ in parts or [(written, "")]:
            at += len(part)
            edges.add(at)
    cut = [span for span in spans if span[1] - span[0] >= LONG_ENOUGH_TO_CUT and not edges.issuperset(span)]
    if not cut:
        return said
    places = sorted({0, len(text), *(place for span in cut for place in span)})
    return [token for start, end in pairwise(places) for token in analyse(tokenizer, text[start:end], [])]


def _pieces(text: str) -> list[str]:
    return [text[start : start + LONGEST_PIECE] for start in range(0, len(text), LONGEST_PIECE)]


def _tokens(tokenizer: Tokenizer, text: str) -> Said:
    said: Said = []
    for token in tokenizer.tokenize(text):
        parts = token.split(SplitMode.A, add_single=False)
        inside = [(part.surface(), part.reading_form()) for part in parts]
        said.append((token.surface(), token.reading_form(), inside))
    return said


def serve(folder: Path, idle_seconds: float) -> None:
    """Answer until nobody has asked for so long, or the socket is no longer ours."""
    with open(folder / LOCK, "w", encoding="ascii") as lock, suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _listen(load(), idle_seconds)


def _listen(tokenizer: Tokenizer, idle_seconds: float) -> None:
    Path(SOCKET).unlink(missing_ok=True)
    os.umask(0o177)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(SOCKET)
        ours = os.stat(SOCKET).st_ino
        door.listen(64)
        door.settimeout(LOOK_EVERY_SECONDS)
        asked = time.monotonic()
        while time.monotonic() - asked < idle_seconds and _is_ours(ours):
            with suppress(TimeoutError):
                line, _ = door.accept()
                with line, suppress(OSError, ValueError, KeyError, TypeError, IndexError):
                    line.settimeout(LINE_SECONDS)
                    _answer(tokenizer, line)
                asked = time.monotonic()
    if _is_ours(ours):
        Path(SOCKET).unlink(missing_ok=True)


def _is_ours(inode: int) -> bool:
    """Is our socket still there? The folder may have been taken away under us."""
    try:
        return os.stat(SOCKET).st_ino == inode
    except OSError:
        return False


def _answer(tokenizer: Tokenizer, line: socket.socket) -> None:
    request = bytearray()
    while not request.endswith(b"\n"):
        piece = line.recv(65_536)
        if not piece or len(request) > LARGEST_REQUEST:
            return
        request += piece
    tokens = [analyse(tokenizer, text, spans) for text, spans in json.loads(request)["texts"]]
    line.sendall(json.dumps({"tokens": tokens}, ensure_ascii=False).encode() + b"\n")


if __name__ == "__main__":
    # Addresses of sockets are short, so the folder is entered first.
    os.chdir(sys.argv[1])
    serve(Path(), float(sys.argv[2]) if len(sys.argv) > 2 else IDLE_SECONDS)
