"""The attendance of a session as an Excel workbook to be filled in: who is to come, and a list of choices."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from app.training.rules.attendance_lines import COLUMN_LABELS, SAID

# A name that looks like a formula is a name; a time stays as it was typed.
AS_TYPED = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
TABLE, ADVICE = "出席", "書き方"
WIDTHS = (10, 22, 26, 10, 10, 10)
CHOICES_AT = 3
LINES = (
    "出欠は、出席・遅刻・早退・欠席から選びます。空の人の記録は変わりません。",
    "到着と退出は、開始・終了と違うときだけ 9:30 の形で入れます。遅刻には到着、早退には退出の時刻が要ります。",
    "遅刻・早退とする分と時間の数え方は、クラスの決まりによります。読み取ったあとの画面で確かめられます。",
    "行の順は変えてもかまいません。受講番号と氏名は変えないでください。",
)


def blank(rows: Sequence[Sequence[str]]) -> bytes:
    """The workbook with a row for each learner, and what stands of them already."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, AS_TYPED) as book:
        table, advice = book.add_worksheet(TABLE), book.add_worksheet(ADVICE)
        head = book.add_format({"bold": True, "bg_color": "#e8f1fe", "border": 1})
        cell = book.add_format({"border": 1, "num_format": "@"})
        for place, (heading, width) in enumerate(zip(COLUMN_LABELS.values(), WIDTHS, strict=True)):
            table.set_column(place, place, width)
            table.write_string(0, place, heading, head)
        for line, row in enumerate(rows, 1):
            for place, text in enumerate(row):
                (table.write_string if text else table.write_blank)(line, place, text, cell)
        table.data_validation(1, CHOICES_AT, max(1, len(rows)), CHOICES_AT, {"validate": "list", "source": list(SAID)})
        table.freeze_panes(1, 2)
        table.set_paper(9)
        table.fit_to_pages(1, 0)
        table.repeat_rows(0)
        for line, words in enumerate(LINES):
            advice.write_string(line, 0, words)
        advice.set_column(0, 0, 90)
    return out.getvalue()
