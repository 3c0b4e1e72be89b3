from __future__ import annotations

import csv
import io
import zipfile
from xml.etree import ElementTree

import pytest

from app.statistics.rules.columns import FileKind, harmless
from app.statistics.sheets import Table, written

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def tables() -> list[Table]:
    rows = [[1, "=1+1", None], [2, "http://example.jp", float("nan")], [3, "+81", 2.5], [4, "@SUM(A1)", "ふつう"]]
    return [Table("問題", ["問", "文", "値"], iter(rows)), Table("空の表", ["問"], [])]


def test_a_workbook_holds_the_tables_and_no_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(written(tables(), FileKind.XLSX))) as book:
        names = [
            one.get("name") for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{SPREADSHEET}sheet")
        ]
        cells = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))

    assert names == ["問題", "空の表"]
    assert "=1+1" in [text.text for text in cells.iter(f"{SPREADSHEET}t")]
    assert [cell.text for cell in cells.iter(f"{SPREADSHEET}f") if cell.text != "#NUM!"] == []
    assert list(cells.iter(f"{SPREADSHEET}hyperlink")) == []


def test_csv_files_say_that_they_are_utf_8_and_hold_no_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(written(tables(), FileKind.CSV))) as archive:
        assert archive.namelist() == ["01-問題.csv", "02-空の表.csv"]
        content = archive.read("01-問題.csv")

    assert content.startswith("\ufeff".encode())
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert [line[1] for line in lines] == ["文", "'=1+1", "http://example.jp", "'+81", "'@SUM(A1)"]


@pytest.mark.parametrize(("text", "safe"), [("=A1", "'=A1"), ("-2", "'-2"), ("\tx", "'\tx"), ("肢", "肢"), ("", "")])
def test_what_looks_like_a_formula_is_made_harmless(text: str, safe: str) -> None:
    assert harmless(text) == safe


def test_the_same_tables_are_the_same_bytes() -> None:
    assert written(tables(), FileKind.CSV) == written(tables(), FileKind.CSV)
