"""Hand out a stored file under a name that people can read."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from app.files import StoredFile


def answer(file: StoredFile, name: str, *, inline: bool = False) -> Response:
    """The bytes, to look at or to save; nobody in between keeps them."""
    return made(file.bytes, file.type, name, inline=inline)


def made(data: bytes, type: str, name: str, *, inline: bool = False) -> Response:
    """The same for bytes that were made just now."""
    answer = Response(data)
    answer.headers["Content-Type"] = type
    answer.headers["Content-Disposition"] = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name)}"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer
