"""Aiken: a question, its choices with letters, and one right letter; too narrow for 複択."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from app.questions.rules.exchange import foreign, hypertext
from app.questions.rules.exchange.foreign import Found, Option
from app.questions.rules.exchange.gift import NOT_UTF8
from app.questions.rules.exchange.package import Package

OPTION = re.compile(r"^([A-Z])[.)]\s+(\S.*)$")
NO_SPACE = re.compile(r"^([A-Z])[.)](\S.*)$")
ANSWER = re.compile(r"^ANSWER\s*[:：]\s*(.*)$", re.IGNORECASE)
SEVERAL = "Aiken には、正しい肢が二つ以上ある問題を書けません。GIFT か Moodle XML を使ってください"
LEFT_OUT = "Aiken には、番号・解説・根拠・タグ・図・事例のつながり・状態を書けません"


def write(package: Package) -> Iterator[bytes]:
    """The questions that have one right choice; any other keeps the whole file from being written."""
    for question in package.questions:
        if question.choose != 1:
            package.refuse(question.id, SEVERAL)
            continue
        package.drop(question.id, LEFT_OUT)
        letters = [chr(ord("A") + n) for n in range(len(question.statements))]
        lines = [" ".join(question.stem.split())]
        lines += [
            f"{letter}. {' '.join(one.text.split())}" for letter, one in zip(letters, question.statements, strict=True)
        ]
        lines.append(f"ANSWER: {letters[question.key[0] - 1]}")
        yield ("\n".join(lines) + "\n\n").encode()


@dataclass(slots=True)
class _Open:
    """The question being read."""

    line: int = 0
    stem: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)


def read(content: bytes, today: date) -> Package:
    """The questions of a file; every fault is named with its line."""
    package = Package()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        package.refuse("ファイル", NOT_UTF8)
        return package
    now = _Open()
    for number, line in enumerate(text.splitlines(), 1):
        now = _line(now, number, line.strip(), package, today)
    if now.stem or now.options:
        package.refuse(f"{now.line}行目", "「ANSWER: A」の行がありません")
    elif not package.questions and package.sound:
        package.refuse("ファイル", "読み込める問題がありません")
    return package


def _line(now: _Open, number: int, line: str, package: Package, today: date) -> _Open:
    if not line:
        return now
    if not now.stem and not now.options:
        now.line = number
    if answer := ANSWER.match(line):
        _close(now, answer[1].strip(), package, today)
        return _Open()
    option = OPTION.match(line)
    if option is None and now.stem and NO_SPACE.match(line):
        package.refuse(f"{number}行目", "選択肢の記号のあとに空白がありません。「A. 文」の形で書いてください")
        option = NO_SPACE.match(line)
    if option is not None and option[1] in now.options:
        package.refuse(f"{number}行目", f"選択肢の記号「{option[1]}」が二つあります。一つずつ別の記号にしてください")
    elif option is not None and now.stem:
        now.options[option[1]] = option[2]
    elif now.options:
        package.refuse(f"{now.line}行目", "「ANSWER: A」の行がありません")
        return _Open(number, [line])
    else:
        now.stem.append(line)
    return now


def _close(now: _Open, said: str, package: Package, today: date) -> None:
    place = f"{now.line}行目"
    letter = said.upper()[:1]
    if len(now.options) < 2:
        package.refuse(place, "選択肢が足りません。「A. 文」の行を二つ以上書いてください")
    elif len(said) != 1 or letter not in now.options:
        package.refuse(place, f"答え「{said[:20]}」は選択肢の記号一つではありません")
    else:
        options = []
        for name, text in now.options.items():
            words = hypertext.words(text)
            words.tell(package, place)
            options.append(Option(words.text, name == letter))
        stem = hypertext.words(" ".join(now.stem))
        stem.tell(package, place)
        foreign.add(Found(stem.text, options, stem.text[:30]), package, place, today)
