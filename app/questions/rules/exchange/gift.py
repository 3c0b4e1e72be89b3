"""GIFT: the text format of Moodle; what it cannot say is told when it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from app.questions.rules.exchange import foreign, hypertext
from app.questions.rules.exchange.foreign import Found, Option
from app.questions.rules.exchange.package import Package
from app.questions.rules.stock import Question

NOT_UTF8 = "UTF-8 として読み取れません。文字コードを UTF-8 にして保存してください"
SPECIAL = re.compile(r"([~=#{}:\\])")
ID, TAGS = re.compile(r"\[id:((?:\\.|[^\]\\])*)\]"), re.compile(r"\[tag:((?:\\.|[^\]\\])*)\]")
TEXT_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]")
NAME = re.compile(r"^::((?:\\.|(?!::).)*)::", re.DOTALL)
WEIGHT = re.compile(r"^\s*%(-?[0-9]{1,4}(?:\.[0-9]{0,9})?)%")
TRUTH = re.compile(r"^\s*(T|TRUE|F|FALSE)\s*(?:#|$)", re.IGNORECASE)
KEPT_ASIDE = {rf"\{sign}": chr(0xE000 + n) for n, sign in enumerate("~=#{}:\\[]")}
BACK = {aside: escape[1] for escape, aside in KEPT_ASIDE.items()}
GAP = "＿＿＿"
LEFT_OUT = "GIFT には、根拠・やさしい日本語・図・事例のつながり・状態・基準日を書けません"


def write(package: Package) -> Iterator[bytes]:
    """The questions as text; each wrong choice costs everything, the nearest that GIFT has to all-or-nothing."""
    for question in package.questions:
        yield _question(question, package).encode()
        package.drop(question.id, LEFT_OUT)


def _question(question: Question, package: Package) -> str:
    marks = "".join(f" [tag:{_bracketed(tag)}]" for tag in question.tags)
    stem = f"{question.stem}{question.choose}つ選べ。"
    if question.case:
        stem = f"{package.cases[question.case].text} {stem}"
    share = f"{100 / len(question.key):.5f}".rstrip("0").rstrip(".")
    single = question.choose == 1
    answers = []
    for one in question.statements:
        mark = ("=" if one.correct else "~") if single else f"~%{share if one.correct else '-100'}%"
        answers.append(f"\t{mark}{_escaped(one.text)}{'#' + _escaped(one.why) if one.why else ''}\n")
    head = f"// [id:{_bracketed(question.id)}]{marks}\n::{_escaped(question.id)}::"
    return f"{head}[plain]{_escaped(stem)}{{\n{''.join(answers)}}}\n\n"


def _bracketed(text: str) -> str:
    return text.replace("\\", "\\\\").replace("]", "\\]").replace("\n", " ")


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


@dataclass(slots=True)
class _Block:
    """The lines of one question, its number of the first line, what comments and categories said before it."""

    line: int
    lines: list[str] = field(default_factory=list)
    id: str = ""
    tags: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def read(content: bytes, today: date) -> Package:
    """The questions of a file; every one that cannot be taken is named with its line."""
    package = Package()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        package.refuse("ファイル", NOT_UTF8)
        return package
    for block in _blocks(text):
        _read(block, package, today)
    if not package.questions and package.sound:
        package.refuse("ファイル", "読み込める問題がありません")
    return package


def _blocks(text: str) -> Iterator[_Block]:
    """Questions stand between blank lines; one that is still open at a blank line goes on, up to the next name."""
    category, block = "", _Block(1)
    for number, line in enumerate([*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""], 1):
        bare = line.strip()
        begins = bare.startswith(("::", "//", "$CATEGORY:"))
        if block.lines and ((not bare and not _is_open(block.text)) or (begins and not _is_open_option(block, bare))):
            yield block
            block = _Block(number)
        if bare.startswith("//"):
            _note(bare, block)
        elif bare.upper().startswith("$CATEGORY:"):
            category = bare.partition(":")[2].strip().rpartition("/")[2]
            block = _Block(number)
        elif bare or block.lines:
            if not block.lines:
                block.line = number
                block.tags += [category] if category else []
            block.lines.append(line)
    if block.lines:
        yield block


def _is_open_option(block: _Block, bare: str) -> bool:
    """A comment inside the braces belongs to the question; a name or a category never does."""
    return bare.startswith("//") and _is_open(block.text)


def _note(comment: str, block: _Block) -> None:
    if found := ID.search(comment):
        block.id = _unbracketed(found[1])
    block.tags += map(_unbracketed, TAGS.findall(comment))


def _unbracketed(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _aside(text: str) -> str:
    """Escaped signs out of the way, so that the others can be looked for."""
    return re.sub(r"\\([~=#{}:\\\[\]])", lambda match: KEPT_ASIDE[match[0]], text)


def _is_open(text: str) -> bool:
    bare = _aside(text)
    return bare.count("{") > bare.count("}")


def _read(block: _Block, package: Package, today: date) -> None:
    text = _aside(block.text.strip())
    name = NAME.match(text)
    rest = text[name.end() :] if name else text
    title = _words(name[1]).text if name else ""
    place = f"{block.line}行目{f'「{title[:40]}」' if title else ''}"
    stem, brace, after = rest.partition("{")
    answers, closed, tail = after.partition("}")
    if not brace:
        if not name and not block.id:
            package.drop(place, "答えのない文は取り込みません")
        else:
            package.refuse(place, "選択肢のかっこ「{ }」がありません")
        return
    if not closed or "{" in answers:
        package.refuse(place, "選択肢のかっこ「{ }」が閉じていません")
        return
    words = _words(stem + (f" {GAP} {tail}" if tail.strip() else ""))
    words.tell(package, place)
    options = _options(answers, package, place)
    if options is not None:
        image = foreign.image_of(words.pictures, {}, package, place)
        found = Found(words.text, options, title, block.id, block.tags, image)
        foreign.add(found, package, place, today)


def _options(answers: str, package: Package, place: str) -> list[Option] | None:
    """The choices between the braces; None, with a remark, for a kind of question that has none."""
    answers, _, general = answers.partition("####")
    if general.strip():
        package.drop(place, "問題全体へのフィードバックは取り込みません。肢ごとの「なぜ」に書いてください")
    if truth := TRUTH.match(answers):
        is_true = truth[1].upper().startswith("T")
        return [Option("正しい", is_true), Option("誤り", not is_true)]
    bare = answers.strip()
    kind = _unknown_kind(bare)
    if kind:
        package.drop(place, f"種類「{kind}」の問題は取り込みません")
        return None
    pieces = re.findall(r"([=~])([^=~]*)", bare)
    return _weighed(pieces, package, place)


def _unknown_kind(answers: str) -> str | None:
    if not answers:
        return "記述"
    if answers.startswith("#"):
        return "数値"
    if "->" in answers:
        return "組み合わせ"
    if "~" not in answers:
        return "短答"
    return None


def _weighed(pieces: list[tuple[str, str]], package: Package, place: str) -> list[Option]:
    weights, options = [], []
    single = any(mark == "=" for mark, _ in pieces)
    for mark, said in pieces:
        share = WEIGHT.match(said)
        weight = float(share[1]) if share else (100.0 if mark == "=" else 0.0)
        text, _, why = said[share.end() if share else 0 :].partition("#")
        words = _words(text)
        words.tell(package, place)
        if words.pictures:
            package.drop(place, "選択肢の中の図は取り込みません")
        weights.append(weight if mark == "=" or not single or weight > 0 else 0.0)
        options.append((words.text, _words(why).text))
    right = foreign.weighted(weights, package, place)
    if single and sum(right) > 1:
        right = [mark == "=" for mark, _ in pieces]
    return [Option(text, is_right, why) for (text, why), is_right in zip(options, right, strict=True)]


def _words(text: str) -> hypertext.Words:
    """A text without its escapes and its format; `\\n` is a new line there."""
    said = TEXT_FORMAT.sub("", text).replace("\\n", "\n")
    said = "".join(BACK.get(sign, sign) for sign in said)
    return hypertext.words(said)
