"""What may come in as a list: looked at from outside, before anything opens it."""

from __future__ import annotations

import io
import zipfile

LARGEST = 5 * 2**20
LARGEST_INSIDE = 50 * 2**20
MOST_PARTS = 200
MOST_RATIO = 100
SMALL = 2**20
OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK\x03\x04"

EMPTY = "ファイルを選んでください。空のファイルは読み取れません。"
TOO_LARGE = "ファイルが大きすぎます（5MBまで）。画像や使っていないシートを消して、保存し直してください。"
SAVE_ANEW = "「Excelブック（.xlsx）」で保存し直してください。"
OLD = f"古い形式（.xls）か、パスワードのかかったファイルです。パスワードを外し、{SAVE_ANEW}"
BROKEN = f"ファイルが壊れているか、Excelのファイルではありません。Excelで開き、{SAVE_ANEW}"
BOMB = (
    "中身が大きすぎるか、異常に圧縮されたファイルです。名簿のシートだけを新しいブックに写して、保存し直してください。"
)
MACROS = f"マクロの入ったファイルは受け取れません。{SAVE_ANEW}"
NOT_TEXT = "CSVとして読み取れません。ExcelのブックかCSVを選んでください。"
UNREAD = f"読み取れませんでした。{SAVE_ANEW}それでも読み取れないときは、管理者にお知らせください。"


def is_workbook(data: bytes) -> bool:
    """An Excel file of today, by how it begins; anything else is taken for text."""
    return data.startswith(ZIP)


def problem(data: bytes) -> str | None:
    """Why the file cannot be taken; None when it may be opened."""
    if not data:
        return EMPTY
    if len(data) > LARGEST:
        return TOO_LARGE
    if data.startswith(OLD_EXCEL):
        return OLD
    if is_workbook(data):
        return _problem_of_workbook(data)
    return NOT_TEXT if b"\0" in data or text(data) is None else None


def _problem_of_workbook(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        return BROKEN
    inside, outside = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or inside > LARGEST_INSIDE or inside > max(SMALL, MOST_RATIO * outside):
        return BOMB
    names = {part.filename.lower() for part in parts}
    if any(name.endswith(("vbaproject.bin", "vbaprojectsignature.bin")) for name in names):
        return MACROS
    return None if "xl/workbook.xml" in names else BROKEN


def text(data: bytes) -> str | None:
    """The text of a CSV as Excel writes it: UTF-8 with or without its mark, else Shift_JIS; None for neither."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
