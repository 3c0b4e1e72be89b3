"""Moodle XML: multichoice questions with several answers, and back."""

from __future__ import annotations

import codecs
import html
import io
import re
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from app.questions.rules.exchange import whole
from app.questions.rules.exchange.package import Package
from app.questions.rules.stock import Question, Statement
from app.questions.rules.wording import OFFICIAL_CHOICES, OFFICIAL_STATEMENTS

WRONG = -100
ROUNDING = 0.02
BEFORE_ROOT = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
GONE = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
LINE = re.compile(r"<(br|/p|/div|/li)\b[^>]*>", re.IGNORECASE)
IMAGE = re.compile(r"<img\b", re.IGNORECASE)
SAFE_ID = re.compile(r"[^0-9A-Za-z._-]+")
TOPIC = "imported.questions"


def write(package: Package) -> Iterator[bytes]:
    """The file in pieces, question by question; what Moodle has no place for stands in an element of ours."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    for question in package.questions:
        yield _question(question, package).encode()
    yield b"</quiz>\n"


def _question(question: Question, package: Package) -> str:
    share = 100 / len(question.key)
    stem = f"{question.stem}{question.choose}つ選べ。"
    if question.case:
        stem = f"{package.cases[question.case].text}\n{stem}"
    answers = "".join(_answer(one, share) for one in question.statements)
    tags = "".join(f"<tag><text>{escape(tag)}</text></tag>" for tag in question.tags)
    return (
        f'<question type="multichoice">\n<name><text>{escape(question.id)}</text></name>\n'
        f'<questiontext format="plain_text"><text>{escape(stem)}</text></questiontext>\n'
        f"<defaultgrade>1</defaultgrade><penalty>0</penalty><hidden>0</hidden><idnumber>{escape(question.id)}</idnumber>\n"
        f"<single>false</single><shuffleanswers>false</shuffleanswers><answernumbering>123</answernumbering>\n"
        f"{answers}<tags>{tags}</tags>\n<gakusha>{escape(whole.write(question, package))}</gakusha>\n</question>\n"
    )


def _answer(one: Statement, share: float) -> str:
    fraction = f"{share:.5f}".rstrip("0").rstrip(".") if one.correct else str(WRONG)
    return (
        f'<answer fraction="{fraction}" format="plain_text"><text>{escape(one.text)}</text>'
        f'<feedback format="plain_text"><text>{escape(one.why)}</text></feedback></answer>\n'
    )


def read(content: bytes, today: date) -> Package:
    """The questions of a file; nothing is fetched, no entity is resolved, every fault is named with its place."""
    package = Package()
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        package.refuse("ファイル", "UTF-8 として読み取れません。Moodle XML は UTF-8 で書き出してください")
        return package
    if _declares_a_type(content):
        package.refuse("ファイル", "文書型の宣言（DOCTYPE）があるファイルは読み込みません")
        return package
    try:
        _read_all(content, package, today)
    except (ET.ParseError, RecursionError) as error:
        line = getattr(error, "position", (0, 0))[0]
        package.refuse(f"{line}行目", "XML として読み取れません。書き出し直したファイルを使ってください")
    return package


def _declares_a_type(content: bytes) -> bool:
    """A DTD can stand only before the root; without one there are no entities to swell or to fetch."""
    at = 0
    while skipped := BEFORE_ROOT.match(content, at):
        at = skipped.end()
    return content[at : at + 9].upper() == b"<!DOCTYPE"


def _read_all(content: bytes, package: Package, today: date) -> None:
    number = 0
    events = ET.iterparse(io.BytesIO(content), events=("start", "end"))  # noqa: S314  # a DTD was refused
    _, root = next(events)
    for event, element in events:
        if event != "end" or element.tag != "question":
            continue
        if element.get("type") != "category":
            number += 1
            _read(element, number, package, today)
        root.clear()  # or ten thousand questions stay in memory


def _read(element: ET.Element, number: int, package: Package, today: date) -> None:
    name = (element.findtext("idnumber") or "").strip() or _plain(element.find("name"))
    place = f"{number}番目の問題「{name[:40]}」"
    ours = element.findtext("gakusha")
    if ours:
        question = whole.read(ours, package, place)
        package.questions += [question] if question else []
        return
    if element.get("type") != "multichoice":
        package.warn(place, f"種類「{element.get('type')}」は読み込みません")
        return
    if any(IMAGE.search(text.text or "") for text in element.iter("text")):
        package.warn(place, "文の中の図は読み込みません")
    made = _foreign(element, number, name, package, place, today)
    if made is not None:
        package.questions.append(made)
        package.warn(place, "根拠がありません。下書きとして読み込み、根拠を書いてから公開してください")


def _foreign(element: ET.Element, number: int, name: str, package: Package, place: str, today: date) -> Question | None:
    single = (element.findtext("single") or "true").strip() in ("true", "1")
    answers = element.findall("answer")
    fractions = [_fraction(answer) for answer in answers]
    statements = tuple(
        Statement(_plain(answer), (fraction or 0) > 0, _plain(answer.find("feedback")), None, ())
        for answer, fraction in zip(answers, fractions, strict=True)
    )
    stem = _plain(element.find("questiontext"))
    right = [fraction for fraction in fractions if fraction and fraction > 0]
    if None in fractions or not stem or not 2 <= len(statements) <= 10 or not all(one.text for one in statements):
        package.refuse(place, "問題文、2〜10個の選択肢、数の配点（fraction）のどれかが足りません")
        return None
    if not right or len(right) == len(statements):
        package.refuse(place, "正しい選択肢と誤りの選択肢の両方が要ります")
        return None
    if max(right) - min(right) > ROUNDING or abs(sum(right) - 100) > ROUNDING * len(right):
        package.warn(place, "部分点のある採点は、すべて合ったときだけ1点の採点に置き換えました")
    if single and len(right) == 1:
        package.warn(place, "一つだけ選ぶ問題です。公式形式ではありません")
    official = len(statements) == OFFICIAL_STATEMENTS and len(right) in OFFICIAL_CHOICES
    id = SAFE_ID.sub("-", name).strip("-")[:80] or f"moodle-{number}"
    tags = tuple(filter(None, (_plain(tag) for tag in element.findall("tags/tag"))))
    return Question(id, TOPIC, stem, len(right), today, 2, statements, tags=tags, rights="imported", official=official)


def _fraction(answer: ET.Element) -> float | None:
    try:
        value = float(answer.get("fraction", ""))
    except ValueError:
        return None
    return value if -1000 <= value <= 1000 else None


def _plain(element: ET.Element | None) -> str:
    """The words of a text of Moodle: without tags, scripts and styles, in one line."""
    if element is None:
        return ""
    text = element.findtext("text") or ""
    bare = TAG.sub("", LINE.sub(" ", GONE.sub("", text)))
    return " ".join(html.unescape(bare).replace("\0", "").split())
