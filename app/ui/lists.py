"""What a page asks a list for, read from its address, and a list as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, request, url_for

from app.lists import Column, Wish, as_csv
from app.ui.fields import printable

MOST_PAGES = 10_000
LONGEST_SEARCH = 100
LONGEST_WORD = 40
ENCODINGS = {"csv": "utf-8-sig", "sjis": "cp932"}
DESCENDING = "-"


def wished(*narrowings: str) -> Wish:
    """The search, order, page and narrowings that stand in the address; nonsense is left out."""
    sort = _word("sort")
    return Wish(
        search=(printable(request.args.get("q")) or "").strip()[:LONGEST_SEARCH],
        sort=sort.removeprefix(DESCENDING),
        descending=sort.startswith(DESCENDING),
        page=min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES),
        narrowed={name: said for name in narrowings if (said := _word(name))},
    )


def wants_file() -> str | None:
    """The encoding of the file that was asked for; None where a page was."""
    return ENCODINGS.get(request.args.get("format", ""))


def as_file(name: str, columns: Sequence[Column], rows: Iterable[Any], encoding: str) -> Response:
    """The whole list as a CSV of this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    charset = "utf-8" if encoding.startswith("utf") else "Shift_JIS"
    body = as_csv(columns, rows, encoding=encoding)
    return Response(body, content_type=f"text/csv; charset={charset}", headers=headers)


def here(wish: Wish, **changes: object) -> str:
    """The address of the same list with something changed; the page goes back to the first unless it is named."""
    said: dict[str, Any] = {"q": wish.search or None, **wish.narrowed}
    said["sort"] = (DESCENDING if wish.descending else "") + wish.sort or None
    return url_for(request.endpoint or "", **{**(request.view_args or {}), **said, **changes})


def _word(name: str) -> str:
    return (printable(request.args.get(name)) or "").strip()[:LONGEST_WORD]
