"""Reading YAML strictly: plain values with their lines, and every fault at once.

Only what a careful author needs: lists, mappings, texts, whole numbers, true/false, null. A day
stays the text that it is. What YAML would silently read as something else (`yes`, `0123`, `12:30`)
is refused, and so are anchors, aliases, tags, doubled keys, tabs, BOM and CRLF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from app.questions.rules.problems import Document, Path, Problem

BOM = b"\xef\xbb\xbf"
DEEPEST = 12

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DAY_OR_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?")
_WORDS: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRING = "tag:yaml.org,2002:str"
_FLOAT = "tag:yaml.org,2002:float"
_SYNTAX = (
    ("mapping values are not allowed", '文の中に「: 」があります。文全体を " " で囲んでください'),
    ("could not find expected ':'", "見出しの後に「: 」がありません。「見出し: 値」の形で書いてください"),
    ("found character that cannot start", '値がこの記号では始められません。値全体を " " で囲んでください'),
    ("found unexpected end of stream", "引用符か括弧が閉じていません。閉じてください"),
    ("unknown escape", "\" \" の中の「\\」は使えません。「\\\\」と書くか ' ' で囲んでください"),
    ("or ']'", "[ ] の中の区切り「,」か閉じる括弧がありません"),
    ("or '}'", "{ } の中の区切り「,」か閉じる括弧がありません"),
    ("did not find expected", "字下げか並びがそろっていません。前後の行と同じ深さの半角空白で始めてください"),
    ("are not allowed in this context", "字下げか並びがそろっていません。前後の行と同じ深さの半角空白で始めてください"),
    ("characters are not allowed", "目に見えない制御文字が混じっています。その行を打ち直してください"),
)
_SYNTAX_OTHERWISE = "YAML として読めません。字下げと引用符を確かめて書き直してください"


def read(file: str, content: bytes) -> tuple[Document | None, list[Problem]]:
    """The document, or None when its structure cannot be told; and everything that is wrong so far."""
    text, problems = _decode(file, content)
    if text is None:
        return None, problems
    composer = _Composer(file)
    try:
        data = composer.compose(text)
    except yaml.YAMLError as error:
        tabs = any("タブ" in problem.message for problem in problems)
        return None, problems if tabs else [*problems, _syntax(file, text, error)]
    except _TooDeepError as error:
        return None, [*problems, Problem(file, error.line, "", "入れ子が深すぎます。書式の例の形に直してください")]
    return Document(file, data, composer.lines), problems + composer.problems


def _decode(file: str, content: bytes) -> tuple[str | None, list[Problem]]:
    problems = []
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [Problem(file, 1, "", "文字コードが UTF-16 です。UTF-8（BOM なし）で保存してください")]
    if content.startswith(BOM):
        problems.append(Problem(file, 1, "", "先頭に BOM があります。UTF-8（BOM なし）で保存してください"))
        content = content.removeprefix(BOM)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "UTF-8 として読めない文字があります。文字コードを UTF-8（BOM なし）にして保存してください"
        return None, [*problems, Problem(file, line, "", message)]
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        message = "改行が CRLF（または CR）です。改行コードを LF にして保存してください"
        problems.append(Problem(file, line, "", message))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems += [
        Problem(file, number, "", "タブがあります。半角空白に置き換えてください")
        for number, line in enumerate(text.split("\n"), 1)
        if "\t" in line
    ]
    return text.replace("\t", " "), problems


def _syntax(file: str, text: str, error: yaml.YAMLError) -> Problem:
    opened = any(word in str(getattr(error, "context", "")) for word in ("flow", "quoted"))
    mark = getattr(error, "context_mark" if opened else "problem_mark", None)
    before = text.count("\n", 0, getattr(error, "position", 0))  # all that a reader's error knows
    line = 1 + (before if mark is None else mark.line)
    english = str(error)
    message = next((japanese for part, japanese in _SYNTAX if part in english), _SYNTAX_OTHERWISE)
    return Problem(file, line, "", message)


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Composer:
    """Builds plain values out of YAML's events and keeps the line of each."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def compose(self, text: str) -> object:
        events: Iterator[Any] = iter(yaml.parse(text, Loader=_LOADER))
        data: object = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._say(event, "「---」で文書が分かれています。一つの文書にまとめてください")
                first = self._value(next(events), events, ())
                data = first if documents == 1 else data
        return data

    def _say(self, event: Any, message: str) -> None:
        self.problems.append(Problem(self.file, event.start_mark.line + 1, "", message))

    def _value(self, event: Any, events: Iterator[Any], path: Path) -> object:
        self.lines.setdefault(path, event.start_mark.line + 1)
        if isinstance(event, yaml.AliasEvent):
            self._say(event, f"別名「*{event.anchor}」は使えません。値をそのまま書いてください")
            return None
        if len(path) > DEEPEST:
            raise _TooDeepError(event.start_mark.line + 1)
        self._refuse_decoration(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _refuse_decoration(self, event: Any) -> None:
        if event.anchor:
            self._say(event, f"目印「&{event.anchor}」は使えません。消してください")
        if event.tag:
            name = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._say(event, f"タグ「{name}」は使えません。値だけを書いてください")

    def _sequence(self, events: Iterator[Any], path: Path) -> list[object]:
        items: list[object] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._value(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], path: Path) -> dict[str, object]:
        pairs: dict[str, object] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, events, path)
            inside = (*path, key)
            if key in pairs:
                first = self.lines[inside]
                self._say(event, f"「{key}」が二度書かれています（一度目は {first} 行目）。一つにしてください")
                inside = (*path, key, "二度目")
            self.lines[inside] = event.start_mark.line + 1
            value = self._value(next(events), events, inside)
            pairs.setdefault(key, value)
        return pairs

    def _key(self, event: Any, events: Iterator[Any], path: Path) -> str:
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_decoration(event)
            if event.value:
                return str(event.value)
        else:
            self._value(event, events, (*path, "見出し"))
        self._say(event, "見出しが語ではありません。「見出し: 値」の形で書いてください")
        return "？"

    def _scalar(self, event: Any) -> object:
        text: str = event.value
        if event.style or event.tag:  # a bare word has no style
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DAY_OR_INSTANT.fullmatch(text):
            return text
        tag = _tag(text)
        if tag == _FLOAT:
            return _number(text)
        if tag != _STRING:
            self._say(event, f'「{text}」は YAML では文字でない値と読まれます。"{text}" と引用符で囲んでください')
        return text


def _number(text: str) -> object:
    """A decimal, which no key of ours takes; the schema says what to write instead."""
    try:
        return float(text)
    except ValueError:
        return text


def _tag(text: str) -> str:
    """What YAML 1.1, and so most other programs, would take the bare word for."""
    candidates = yaml.SafeLoader.yaml_implicit_resolvers.get(text[:1], [])
    return next((tag for tag, pattern in candidates if pattern.match(text)), _STRING)
