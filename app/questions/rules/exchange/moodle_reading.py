"""Moodle XML from anywhere: what of it can be a question of ours, and what became of the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import unquote

from lxml import etree

from app.questions.rules.exchange import foreign, hypertext, safe_xml, whole
from app.questions.rules.exchange.foreign import Found, Option
from app.questions.rules.exchange.package import Package
from app.questions.rules.stock import Question

NOT_UTF8 = "UTF-8 として読み取れません。Moodle XML は UTF-8 で書き出してください"
NO_QUIZ = "Moodle の問題のファイル（quiz）ではありません"
BAD_FRACTION = "配点（fraction）が数ではありません"
PLUGIN_FILE = "@@PLUGINFILE@@/"
LARGEST_SHARE = 1000
IGNORED = ("$course$", "$system$", "$cat1$", "$module$", "top")


def read(content: bytes, today: date) -> Package:
    """The questions of a file, piece by piece; nothing is fetched, every fault is named with its place."""
    package = Package()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        package.refuse("ファイル", NOT_UTF8)
        return package
    category, number = "", 0
    for element in safe_xml.pieces(content, "question", package):
        if element.get("type") == "category":
            category = _category(element)
            continue
        number += 1
        _read(element, number, category, package, today)
    if not number and package.sound:
        package.refuse("ファイル", NO_QUIZ)
    return package


def _category(element: etree._Element) -> str:
    """The innermost name of a path such as $course$/top/介護/第1章; 「//」 stands for a slash in a name."""
    path = (element.findtext("category/text") or "").replace("//", "\0")
    names = [name.replace("\0", "/").strip() for name in path.split("/")]
    return next((name for name in reversed(names) if name and name.lower() not in IGNORED), "")


def _read(element: etree._Element, number: int, category: str, package: Package, today: date) -> None:
    given = (element.findtext("idnumber") or "").strip()
    name = given or _words(element.find("name")).text
    place = f"{number}番目の問題「{name[:40]}」（{element.sourceline}行目）"
    ours = element.findtext("gakusha")
    kept = whole.read(ours, package, place) if ours else None
    if ours and (kept is None or _unchanged(element, kept)):
        package.questions += [kept] if kept else []
        return
    kind = element.get("type") or ""
    reader = KINDS.get(kind)
    if reader is None:
        package.drop(place, f"種類「{kind[:40]}」の問題は取り込みません")
        return
    options = reader(element, package, place)
    if options is None:
        return
    if kept is not None:
        package.questions.append(whole.with_options(kept, options, package, place))
        return
    text = element.find("questiontext")
    stem = _words(text)
    stem.tell(package, place)
    image = foreign.image_of(stem.pictures, _files(text), package, place)
    tags = [category, *(tag.text or "" for tag in element.findall("tags/tag/text"))]
    _tell_what_is_left(element, package, place)
    foreign.add(Found(stem.text, options, name, given, tags, image), package, place, today)


def _unchanged(element: etree._Element, kept: Question) -> bool:
    """Do the choices that everybody sees still say what we wrote beside them?"""
    seen = [
        (_raw(answer), _raw(answer.find("feedback")), not (answer.get("fraction") or "").startswith("-"))
        for answer in element.findall("answer")
    ]
    return seen == [(one.text, one.why, one.correct) for one in kept.statements]


def _raw(element: etree._Element | None) -> str:
    """The text of an element as Moodle wrote it; some programs forget to escape the HTML in it."""
    text = None if element is None else element.find("text")
    if text is None:
        return ""
    return "".join(map(str, text.itertext())) if len(text) else text.text or ""


def _tell_what_is_left(element: etree._Element, package: Package, place: str) -> None:
    if any(_raw(element.find(name)).strip() for name in ("generalfeedback", "correctfeedback", "incorrectfeedback")):
        package.drop(place, "問題全体へのフィードバックは取り込みません。肢ごとの「なぜ」に書いてください")
    if element.find("hint") is not None:
        package.drop(place, "ヒントは取り込みません")


def _choices(element: etree._Element, package: Package, place: str) -> list[Option] | None:
    """multichoice, with one right choice or several."""
    answers = element.findall("answer")
    fractions = [_fraction(answer) for answer in answers]
    if None in fractions:
        package.refuse(place, BAD_FRACTION)
        return None
    right = foreign.weighted([fraction or 0 for fraction in fractions], package, place)
    return [
        Option(_told(answer, package, place), is_right, _words(answer.find("feedback")).text)
        for answer, is_right in zip(answers, right, strict=True)
    ]


def _truth(element: etree._Element, package: Package, place: str) -> list[Option] | None:
    """truefalse: two choices, one of them right."""
    right = next(
        (_raw(answer).strip().lower() for answer in element.findall("answer") if (_fraction(answer) or 0) > 0), ""
    )
    if right not in ("true", "false"):
        package.refuse(place, BAD_FRACTION)
        return None
    return [Option("正しい", right == "true"), Option("誤り", right == "false")]


def _rows(element: etree._Element, package: Package, place: str) -> list[Option] | None:
    """mtf and kprime: a table of statements, each true or false."""
    true = _first_column(element)
    right = {
        weight.get("rownumber")
        for weight in element.iter("weight")
        if weight.get("columnnumber") == true and _number(weight.findtext("value")) > 0
    }
    rows = [(row.get("number"), row) for row in element.findall("row")]
    package.approximate(place, "肢ごとに○×を付ける問題を、正しい肢を選ぶ問題にしました（採点は全部合って1点）")
    return [
        Option(_told(_text_of(row), package, place), number in right, _words(row.find("feedbacktext")).text)
        for number, row in rows
    ]


def _text_of(row: etree._Element) -> etree._Element:
    """Where the statement of a row stands: versions of these plug-ins differ."""
    return next((one for name in ("optiontext", "questiontext") if (one := row.find(name)) is not None), row)


def _first_column(element: etree._Element) -> str:
    """The column that says 「正しい」: the first, unless a later one says so by its name."""
    for column in element.findall("column"):
        if (column.findtext("responsetext/text") or "").strip().lower() in ("true", "正しい", "○", "正"):
            return column.get("number") or "1"
    return "1"


KINDS: dict[str, Callable[[etree._Element, Package, str], list[Option] | None]] = {
    "multichoice": _choices,
    "multichoiceset": _choices,
    "truefalse": _truth,
    "mtf": _rows,
    "kprime": _rows,
}


def _told(element: etree._Element, package: Package, place: str) -> str:
    """The words of a choice; what they could not say is told."""
    words = _words(element)
    words.tell(package, place)
    if words.pictures:
        package.drop(place, "選択肢の中の図は取り込みません")
    return words.text


def _words(element: etree._Element | None) -> hypertext.Words:
    text = _raw(element)
    if element is not None and element.get("format") == "plain_text":
        return hypertext.Words(hypertext.one_line(text))
    return hypertext.words(text)


def _files(element: etree._Element | None) -> dict[str, bytes | None]:
    """The files that came inside the question, by how its text calls them."""
    if element is None:
        return {}
    named = {
        file.get("name") or "": foreign.unpacked(file.text or "") if file.get("encoding") == "base64" else None
        for file in element.findall("file")
    }
    called = [picture.src for picture in _words(element).pictures if picture.src.startswith(PLUGIN_FILE)]
    return {src: named.get(unquote(src.removeprefix(PLUGIN_FILE)).partition("?")[0]) for src in called}


def _fraction(answer: etree._Element) -> float | None:
    try:
        value = float(answer.get("fraction") or "")
    except ValueError:
        return None
    return value if -LARGEST_SHARE <= value <= LARGEST_SHARE else None


def _number(text: str | None) -> float:
    try:
        return float(text or "0")
    except ValueError:
        return 0.0
