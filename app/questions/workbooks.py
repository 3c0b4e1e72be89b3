"""Excel workbooks: the table of questions with a locked head and drop-downs, written and read again."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import combinations

import xlsxwriter
from python_calamine import CalamineWorkbook

from app.questions.rules.exchange import books, csv_rows, whole
from app.questions.rules.exchange.package import Package
from app.questions.rules.words import QUESTION_STATUS_LABELS

TABLE, TOPICS, KEPT, ADVICE = "問題", "出題項目", "添えられた情報", "書き方"
ROOM = 1_000
CELL = 32_000
ROW = 16_000
MADE = datetime(2026, 10, 1, tzinfo=UTC)
LINES = (
    "一行に一問を書きます。見出しの行は変えられません。",
    "番号は、問題を見分ける名前です。同じ番号でもう一度読み込むと、その問題を直したことになります。",
    "正答は「1・3」のように、正しい肢の番号を書きます。全角でもかまいません。",
    "出題項目は、シート「出題項目」のコードから選びます。空のときは「読み込んだ問題」に入ります。",
    "状態が空のときは、下書きとして読み込みます。",
    "隠れているシート「添えられた情報」には、根拠・図・事例が入っています。消さないでください。",
)
WIDE = {"問題文": 50, "番号": 16, "出題項目": 24}
Row = Sequence[str]


def write(package: Package) -> Iterator[bytes]:
    """The workbook; without questions it is a template."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"created": MADE, "title": "問題"})
        free = book.add_format({"locked": False, "num_format": "@", "text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "bg_color": "#E8F1FE", "text_wrap": True, "valign": "top", "border": 1})
        table, topics, advice, kept = (book.add_worksheet(name) for name in (TABLE, TOPICS, ADVICE, KEPT))
        headings = csv_rows.HEADINGS[:-1]
        _shape(table, headings, len(package.questions), len(package.topics), free)
        _fill(table, [headings], head)
        _fill(table, (csv_rows.row(one, package)[:-1] for one in package.questions), None, 1)
        _fill(topics, [("コード", "題名", "区分", "分野")], head)
        codes = sorted(package.topics.values(), key=lambda topic: topic.position)
        _fill(topics, ((one.code, one.title, one.section_title, one.field_title) for one in codes), None, 1)
        topics.set_column(0, 3, 30)
        _fill(advice, ([line] for line in LINES), None)
        advice.set_column(0, 0, 100)
        _fill(kept, (_pieces(one.id, whole.write(one, package)) for one in package.questions), None)
        kept.hide()
        table.activate()
    yield out.getvalue()


def _pieces(id: str, text: str) -> list[str]:
    """A cell holds 32,767 characters: what is longer goes on in the next."""
    return [id, *(text[start : start + CELL] for start in range(0, len(text), CELL))][:ROW]


def _fill(sheet: xlsxwriter.worksheet.Worksheet, rows: Iterable[Row], style: object, first: int = 0) -> None:
    for number, row in enumerate(rows, first):
        for place, cell in enumerate(row):
            if cell:
                sheet.write_string(number, place, cell[:32_767], style)


def _shape(sheet: xlsxwriter.worksheet.Worksheet, headings: Row, questions: int, topics: int, free: object) -> None:
    """The head stays in sight and cannot be changed; what has few answers is chosen from a list."""
    last = questions + ROOM
    for place, name in enumerate(headings):
        sheet.set_column(place, place, WIDE.get(name, 40 if name.startswith("肢") else 12), free)
    sheet.freeze_panes(1, 1)
    allowed = ("insert_rows", "delete_rows", "sort", "autofilter", "format_cells", "format_columns", "format_rows")
    sheet.protect("", dict.fromkeys(allowed, True))
    keys = ["・".join(map(str, key)) for most in (2, 3) for key in combinations(range(1, 6), most)]
    lists: Mapping[str, object] = {
        "状態": list(QUESTION_STATUS_LABELS.values()),
        "出題項目": f"={TOPICS}!$A$2:$A${topics + 1}",
        "選ぶ数": ["2", "3"],
        "正答": keys,
        "難しさ": ["1", "2", "3"],
    }
    for name, source in lists.items():
        if name == "出題項目" and not topics:
            continue
        place = headings.index(name)
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        told = {"error_title": name, "error_message": "一覧にない値です。このまま入れますか。"}
        sheet.data_validation(1, place, last, place, {**rule, **told})


def read(content: bytes, today: date) -> Package:
    """The questions of a workbook; nothing in it is reckoned, and no sheet is unpacked that would swell."""
    package = Package()
    if not books.is_sound(content, package):
        return package
    try:
        rows, kept = _rows(content)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # the library ends in a panic of its own, which is no Exception
        package.refuse("ファイル", books.NO_WORKBOOK)
        return package
    csv_rows.read_rows(_joined(rows, kept), package, today, marked=False)
    return package


def _rows(content: bytes) -> tuple[list[list[str]], dict[str, str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    try:
        name = TABLE if TABLE in book.sheet_names else book.sheet_names[0]
        rows = [
            [books.typed(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        kept = {}
        if KEPT in book.sheet_names:
            for row in book.get_sheet_by_name(KEPT).to_python(skip_empty_area=False):
                texts = [books.typed(cell) for cell in row]
                kept[texts[0]] = "".join(texts[1:])
        return rows, kept
    finally:
        book.close()


def _joined(rows: list[list[str]], kept: Mapping[str, str]) -> list[list[str]]:
    """The table with what was carried along as its last column, found by the number of the question."""
    if not rows or "番号" not in rows[0] or not kept:
        return rows
    at = rows[0].index("番号")
    return [[*rows[0], KEPT], *([*row, kept.get(row[at].strip(), "")] for row in rows[1:])]
