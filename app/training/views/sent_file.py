"""Hand out a stored file under a name that people can read."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from app.files import StoredFile


def answer(file: StoredFile, name: str, *, inline: bool = False) -> Response:
    """The bytes, to look at or to save; nobody in between keeps them."""
    made = Response(file.bytes, mimetype=file.type.partition(";")[0])
    made.headers["Content-Type"] = file.type
    made.headers["Content-Disposition"] = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name)}"
    made.headers["Cache-Control"] = "no-store, private"
    return made
