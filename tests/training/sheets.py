"""Lists of learners as people send them: workbooks with all that goes wrong in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl

HEADINGS = ("受講番号", "氏名", "フリガナ", "生年月日", "メールアドレス", "事業所番号", "事業所名", "演習班", "旧姓")


def workbook(*rows: Sequence[Any], headings: Sequence[Any] = HEADINGS, merged: Sequence[str] = ()) -> bytes:
    """A workbook with these rows below the headings."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (headings, *rows):
        page.append(row)
    for area in merged:
        page.merge_cells(area)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def person(n: int, **other: Any) -> list[Any]:
    """The row of somebody plausible."""
    row = {
        "number": n,
        "name": f"受講 花子{n}",
        "kana": "ジュコウ ハナコ",
        "born_on": f"昭和{40 + n % 20}年4月{1 + n % 28}日",
        "email": f"learner{n}@example.jp",
        "office": None,
        "office_name": None,
        "group": "1班",
        "former": None,
    }
    return list((row | other).values())


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one more part inside."""
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return made.getvalue()
