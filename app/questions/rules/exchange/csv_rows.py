"""Questions as rows of a table: one question a row, for people who live in Excel."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.questions.rules.exchange import foreign, hypertext, tao_csv, whole
from app.questions.rules.exchange.cells import MOST, decoded, harmless, positions
from app.questions.rules.exchange.package import Package
from app.questions.rules.stock import Question, Statement
from app.questions.rules.wording import OFFICIAL_CHOICES, OFFICIAL_STATEMENTS
from app.questions.rules.words import QUESTION_STATUS_LABELS

HEAD = ("番号", "状態", "出題項目", "問題文", "選ぶ数", "正答", "基準日", "期限", "難しさ", "タグ", "出典・権利")
PARTS = ("文", "なぜ", "やさしい日本語")
KEPT = "添えられた情報"
LARGEST_CELL = 5_000
RECKONS = "数式のように見える値があります。計算はせず、文字として読み込みます"
HEADINGS = (*HEAD, *(f"肢{n}の{part}" for n in range(1, MOST + 1) for part in PARTS), KEPT)
KNOWN = frozenset(unicodedata.normalize("NFKC", name) for name in HEADINGS)
NOT_KEPT = "見出し「{names}」の列は取り込みません"
NEEDED = ("番号", "問題文", "正答", "肢1の文", "肢2の文")
ENCODING = "文字コードを読み取れません。UTF-8 か Shift_JIS（CP932）で保存してください"
STATUSES = {label: status for status, label in QUESTION_STATUS_LABELS.items()}
csv.field_size_limit(2**24)


def write(package: Package) -> bytes:
    """The table as UTF-8 with a mark that Excel needs; what looks like a formula is made plain text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for question in package.questions:
        writer.writerow(map(harmless, row(question, package)))
    return out.getvalue().encode("utf-8-sig")


def row(question: Question, package: Package) -> list[str]:
    """One question as the cells of its row."""
    status = package.statuses.get(question.id)
    head = [
        question.id,
        QUESTION_STATUS_LABELS[status] if status else "",
        question.topic,
        question.stem,
        str(question.choose),
        "・".join(map(str, question.key)),
        question.as_of.isoformat(),
        question.expires.isoformat() if question.expires else "",
        str(question.difficulty),
        "、".join(question.tags),
        question.rights,
    ]
    cells = [cell for one in question.statements for cell in (one.text, one.why, one.plain or "")]
    return [*head, *cells, *[""] * (MOST * len(PARTS) - len(cells)), whole.write(question, package)]


def _typed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell


def read(content: bytes, today: date) -> Package:
    """The questions of a table; every row that cannot be one is named with its line."""
    package = Package()
    text = decoded(content)
    if text is None or "\0" in text:
        package.refuse("1行目", ENCODING)
        return package
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        package.refuse("表", f"CSV として読み取れません（{error}）")
        return package
    read_rows(rows, package, today)
    return package


def _delimiter(text: str) -> str:
    """The sign between the headings: a comma, or what other programs and Excel in other countries write."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def read_rows(rows: Sequence[Sequence[str]], package: Package, today: date, *, marked: bool = True) -> None:
    """Take the rows of a table, its headings first, into the package.

    In a table of texts what would reckon is `marked` with an apostrophe; in a workbook nothing is.
    """
    headings = [unicodedata.normalize("NFKC", cell).strip() for cell in rows[0]] if rows else []
    foreign_table = tao_csv.is_tao(headings)
    missing = [name for name in NEEDED if unicodedata.normalize("NFKC", name) not in headings]
    if missing and not foreign_table:
        package.refuse("1行目", f"見出し {'・'.join(missing)} がありません。書き出した表の見出しを使ってください")
        return
    if unknown := [name for name in headings if name not in KNOWN and name and not foreign_table]:
        package.drop("1行目", NOT_KEPT.format(names="」「".join(name[:20] for name in unknown[:5])))
    for line, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        place = f"{line}行目"
        if marked and any(cell.startswith(("=", "@")) for cell in cells):
            package.warn(place, RECKONS)
        typed = (_typed(cell.strip()) if marked else cell.strip() for cell in cells)
        named = dict.fromkeys(headings, "") | dict(zip(headings, typed, strict=False))
        if foreign_table:
            tao_csv.read_row(named, package, place, today)
        else:
            _read_row(named if named.get(KEPT) else _clean(named, package, place), package, place, today)


def _clean(cells: Mapping[str, str], package: Package, place: str) -> dict[str, str]:
    """Without tags, scripts, line ends and control characters: a cell says words."""
    said = {}
    for name, cell in cells.items():
        words = hypertext.words(cell)
        words.tell(package, place)
        said[name] = words.text
    return said


def _read_row(cells: dict[str, str], package: Package, place: str, today: date) -> None:
    kept = whole.read(cells[KEPT], package, place) if cells.get(KEPT) else None
    statements = _statements(cells, kept, package, place)
    head = _head(cells, kept, package, place, today)
    if statements is None or head is None:
        return
    said = _whole(cells.get("選ぶ数", ""))
    choose = sum(one.correct for one in statements) if said is None else said
    official = len(statements) == OFFICIAL_STATEMENTS and choose in OFFICIAL_CHOICES
    question = replace(head, statements=statements, choose=choose, official=official)
    if len(question.key) != choose:
        package.refuse(place, f"正答が{len(question.key)}つですが、選ぶ数は{choose}です")
        return
    if choose == len(statements):
        package.refuse(place, foreign.BOTH_NEEDED)
        return
    if not official:
        package.warn(place, foreign.ONE_ONLY if choose == 1 else foreign.NOT_OFFICIAL)
    package.questions.append(question)
    if not cells.get("基準日"):
        package.undated.add(question.id)
    if cells.get("状態") in STATUSES:
        package.statuses[question.id] = STATUSES[cells["状態"]]
    elif cells.get("状態"):
        package.warn(place, f"状態「{cells['状態']}」はありません。下書きとして読み込みます")


def _head(cells: dict[str, str], kept: Question | None, package: Package, place: str, today: date) -> Question | None:
    """Everything but the statements: from the cells, and from what was carried along."""
    days = {name: _day(cells.get(name, "")) for name in ("基準日", "期限")}
    if (cells.get("期限") and days["期限"] is None) or (cells.get("基準日") and days["基準日"] is None):
        package.refuse(place, "日は 2026-10-01 の形で書いてください")
        return None
    if max(map(len, (cell for name, cell in cells.items() if name != KEPT))) > LARGEST_CELL:
        package.refuse(place, foreign.TOO_LONG)
        return None
    if len(cells["番号"]) > foreign.LONGEST_ID:
        package.refuse(place, f"番号は{foreign.LONGEST_ID}字までにしてください")
        return None
    if not cells["番号"] or not cells["問題文"]:
        package.refuse(place, "番号と問題文を書いてください")
        return None
    numbers = {name: _whole(cells.get(name, "") or usual) for name, usual in (("選ぶ数", "1"), ("難しさ", "2"))}
    if None in numbers.values() or not 1 <= (numbers["難しさ"] or 0) <= 3:
        package.refuse(place, "選ぶ数と難しさ（1〜3）は数で書いてください")
        return None
    topic = cells.get("出題項目") or (kept.topic if kept else "imported.questions")
    head = kept or Question(cells["番号"], topic, "", 1, date.min, 2, ())
    return replace(
        head,
        id=cells["番号"],
        topic=topic,
        stem=cells["問題文"],
        as_of=days["基準日"] or today,
        expires=days["期限"],
        difficulty=numbers["難しさ"] or 2,
        tags=tuple(filter(None, re.split(r"[、,]+", cells.get("タグ", "")))),
        rights=cells.get("出典・権利") or "own",
    )


def _statements(
    cells: dict[str, str], kept: Question | None, package: Package, place: str
) -> tuple[Statement, ...] | None:
    texts = [cells.get(f"肢{n}の文", "") for n in range(1, MOST + 1)]
    while texts and not texts[-1]:
        texts.pop()
    key = positions(cells["正答"])
    if not all(texts) or len(texts) < 2:
        package.refuse(place, "肢を、間をあけずに二つ以上書いてください")
        return None
    if not key or max(key) > len(texts) or min(key) < 1:
        package.refuse(place, f"正答「{cells['正答']}」を読み取れません。1・3 の形で書いてください")
        return None
    before = {one.text: one for one in kept.statements} if kept else {}
    in_place = dict(enumerate(kept.statements, 1)) if kept else {}
    made = []
    for n, text in enumerate(texts, 1):
        old = before.get(text) or in_place.get(n)
        plain = cells.get(f"肢{n}のやさしい日本語") or None
        made.append(Statement(text, n in key, cells.get(f"肢{n}のなぜ", ""), plain, old.sources if old else ()))
    return tuple(made)


def _day(typed: str) -> date | None:
    usual = unicodedata.normalize("NFKC", typed).strip().replace("/", "-").replace(".", "-")
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", usual)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _whole(typed: str) -> int | None:
    usual = unicodedata.normalize("NFKC", typed).strip()
    return int(usual) if re.fullmatch(r"[0-9]{1,2}", usual) else None
