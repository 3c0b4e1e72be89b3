"""A lesson in a file: its head, its text, its footnotes; and everything that is wrong with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.questions.rules import marked_yaml, schemas
from app.questions.rules.problems import Document, Problem, Severity
from app.questions.rules.stock import Law
from app.training.rules import markdown
from app.training.rules.reading import SCHEMAS

SHORTEST, LONGEST = 3_000, 6_000
FOLDERS = {
    "nanbyo": "難病ケアマネジメント",
    "renkei": "連携教材（介護支援専門員向け）",
    "gyomu": "業務の範囲",
    "career": "キャリア",
}
PATH = re.compile(r"lessons/((?P<folder>[a-z]+)/(?P<number>[0-9]{2})-[a-z0-9-]+\.md)")
HEAD = re.compile(r"---\n(?P<head>.*?\n)---\n(?P<rest>.*)", re.DOTALL)
DEFINITION = re.compile(r"^\[\^([^\]\s]+)\]:[ ]*(.*)$")
REFERENCE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
FORBIDDEN = (
    (re.compile(r"<[a-zA-Z/!]"), "HTML は書けません。消してください"),
    (re.compile(r"!\["), "画像は置けません。figure の図にしてください"),
    (re.compile(r"\]\("), "リンクは書けません。根拠は脚注 [^1] にしてください"),
    (re.compile(r"^# "), "見出しは ## から始めてください"),
)


@dataclass(frozen=True, slots=True)
class Footnote:
    """What a footnote rests on; `source` is a key of sources.yaml, for a law its e-Gov id."""

    mark: str
    source: str
    article: str | None = None
    paragraph: int | None = None
    item: str | None = None
    suppl: str | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """教材 as its file says it; `path` is below lessons/."""

    path: str
    slug: str
    title: str
    lead: str
    minutes: int
    as_of: date
    goals: tuple[str, ...]
    check: str | None
    body: str
    footnotes: tuple[Footnote, ...]

    @property
    def folder(self) -> str:
        return self.path.partition("/")[0]

    @property
    def content_hash(self) -> str:
        """Changes with every letter of the lesson, and with nothing else."""
        return hashlib.sha256(written(self).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Shelf:
    """What lessons may point at: statutes with their articles, other sources, papers of kind check."""

    laws: Mapping[str, Law]
    sources: frozenset[str]
    checks: frozenset[str] | None


def is_lesson(name: str) -> bool:
    """A file below lessons/, whatever it is called."""
    return name.startswith("lessons/") and name.endswith(".md")


def read_lessons(files: Mapping[str, bytes], shelf: Shelf) -> tuple[list[Lesson], list[Problem]]:
    """All lessons of these files, given by their path, and all that is wrong with them."""
    lessons: list[Lesson] = []
    problems: list[Problem] = []
    for name in sorted(filter(is_lesson, files)):
        lesson, faults = read_lesson(name, files[name], shelf)
        problems += faults
        lessons += [lesson] if lesson else []
    return lessons, problems


def read_lesson(name: str, content: bytes, shelf: Shelf) -> tuple[Lesson | None, list[Problem]]:
    """One lesson, or None when its head or its text cannot be told apart; and all that is wrong."""
    try:
        text = content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None, [Problem(name, 1, "", "UTF-8 として読めません。UTF-8 で保存してください")]
    place, parts = PATH.fullmatch(name), HEAD.fullmatch(text)
    if place is None or place["folder"] not in FOLDERS:
        return None, [Problem(name, 1, "", f"教材は lessons/（{'・'.join(FOLDERS)}）/01-名前.md に置いてください")]
    if parts is None:
        return None, [Problem(name, 1, "", "先頭に --- で囲んだ見出し（slug、title など）がありません")]
    head, problems = marked_yaml.read(name, f"\n{parts['head']}".encode())
    if head is None:
        return None, problems
    problems += [head.problem(path, said) for path, said in schemas.findings(head, "lesson", SCHEMAS)]
    if problems:
        return None, problems
    first_line = parts["head"].count("\n") + 3
    body, footnotes, faults = _split(name, parts["rest"], first_line)
    lesson = _lesson(place[1], head.data, body, footnotes)
    if lesson is None:
        return None, [head.problem(("as_of",), "ない日付です。暦にある日を書いてください")]
    faults += _of_head(lesson, head, f"{place['folder']}-{place['number']}", shelf)
    faults += _of_body(name, lesson, first_line)
    faults += _of_footnotes(name, lesson, shelf)
    return lesson, faults


def _lesson(path: str, head: dict[str, Any], body: str, footnotes: list[Footnote]) -> Lesson | None:
    try:
        as_of = date.fromisoformat(head["as_of"])
    except ValueError:
        return None
    return Lesson(
        path=path,
        slug=head["slug"],
        title=head["title"],
        lead=head["lead"],
        minutes=head["minutes"],
        as_of=as_of,
        goals=tuple(head["goals"]),
        check=head["check"],
        body=body,
        footnotes=tuple(footnotes),
    )


def _split(name: str, text: str, first_line: int) -> tuple[str, list[Footnote], list[Problem]]:
    """The text without its footnotes, and the footnotes."""
    kept: list[str] = []
    footnotes: list[Footnote] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), first_line):
        found = DEFINITION.match(line)
        if found is None:
            kept.append(line)
            continue
        footnote, faults = _footnote(name, number, found[1], found[2])
        problems += faults
        footnotes += [footnote] if footnote else []
    return "\n".join(kept).strip("\n") + "\n", footnotes, problems


def _footnote(name: str, line: int, mark: str, text: str) -> tuple[Footnote | None, list[Problem]]:
    document, problems = marked_yaml.read(name, text.encode())
    found = [] if document is None else schemas.findings(document, "footnote", SCHEMAS)
    faults = [Problem(name, line, mark, f"脚注 {each.message}") for each in problems]
    faults += [Problem(name, line, mark, f"脚注 {said}") for _path, said in found]
    if document is None or faults:
        return None, faults
    data = document.data
    places = {key: data.get(key) for key in ("article", "paragraph", "item", "suppl")}
    return Footnote(mark, data.get("law") or data["source"], **places), []


def _of_head(lesson: Lesson, head: Document, slug: str, shelf: Shelf) -> Iterator[Problem]:
    if lesson.slug != slug:
        yield head.problem(("slug",), f"slug は置き場所と合わせて {slug} としてください")
    if lesson.check and shelf.checks is not None and lesson.check not in shelf.checks:
        message = f"確認問題「{lesson.check}」が問題バンクにありません。papers/ に置くか check: null としてください"
        yield head.problem(("check",), message, Severity.WARNING)  # the lesson can be read without it


def _of_body(name: str, lesson: Lesson, first_line: int) -> Iterator[Problem]:
    """What may not be written, and what a reader would stumble over."""
    for number, line in enumerate(lesson.body.split("\n"), first_line):
        for pattern, message in FORBIDDEN:
            if pattern.search(line):
                yield Problem(name, number, lesson.slug, message)
    for offset, message in markdown.faults(lesson.body):
        yield Problem(name, first_line + offset, lesson.slug, message)
    length = characters(lesson.body)
    if not SHORTEST <= length <= LONGEST:
        message = f"本文は {length:,} 字です。{SHORTEST:,} から {LONGEST:,} 字にしてください"
        yield Problem(name, first_line, lesson.slug, message, Severity.WARNING)


def characters(body: str) -> int:
    """How long the text is to its reader: without spaces and footnote marks."""
    return len(re.sub(r"\s+", "", REFERENCE.sub("", body)))


def _of_footnotes(name: str, lesson: Lesson, shelf: Shelf) -> Iterator[Problem]:
    used = REFERENCE.findall(lesson.body)
    defined = [footnote.mark for footnote in lesson.footnotes]
    for mark in dict.fromkeys(used):
        if mark not in defined:
            yield Problem(name, 1, lesson.slug, f"脚注 [^{mark}] の定義がありません")
    for mark in sorted({mark for mark in defined if defined.count(mark) > 1}):
        yield Problem(name, 1, lesson.slug, f"脚注 [^{mark}] が二度定義されています")
    for footnote in lesson.footnotes:
        if footnote.mark not in used:
            yield Problem(name, 1, lesson.slug, f"脚注 [^{footnote.mark}] は本文で使われていません")
        yield from _resolved(name, lesson, footnote, shelf)


def _resolved(name: str, lesson: Lesson, footnote: Footnote, shelf: Shelf) -> Iterator[Problem]:
    law = shelf.laws.get(footnote.source)
    if footnote.article is None and footnote.suppl is None:
        if footnote.source not in shelf.sources:
            message = f"脚注 [^{footnote.mark}] の根拠「{footnote.source}」が sources.yaml にありません"
            yield Problem(name, 1, lesson.slug, message)
    elif law is None:
        yield Problem(
            name, 1, lesson.slug, f"脚注 [^{footnote.mark}] の法令「{footnote.source}」が laws.json にありません"
        )
    elif footnote.article is not None and footnote.suppl is None and footnote.article not in law.articles:
        yield Problem(
            name, 1, lesson.slug, f'脚注 [^{footnote.mark}]：{law.title}に条 "{footnote.article}" はありません'
        )


def written(lesson: Lesson) -> str:
    """The text of the lesson's file."""
    head = [
        f"slug: {lesson.slug}",
        f"title: {marked(lesson.title)}",
        f"lead: {marked(lesson.lead)}",
        f"minutes: {lesson.minutes}",
        f"as_of: {lesson.as_of.isoformat()}",
        "goals:",
        *(f"  - {marked(goal)}" for goal in lesson.goals),
        f"check: {lesson.check or 'null'}",
    ]
    notes = [f"[^{footnote.mark}]: {{{_written(footnote)}}}" for footnote in lesson.footnotes]
    return "\n".join(["---", *head, "---", lesson.body.rstrip("\n"), "", *notes]) + "\n"


def marked(text: str) -> str:
    """A text as YAML takes it, whatever stands in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _written(footnote: Footnote) -> str:
    by_law = footnote.article is not None or footnote.suppl is not None
    parts = [f"{'law' if by_law else 'source'}: {footnote.source}"]
    parts += [f'article: "{footnote.article}"'] if footnote.article else []
    parts += [f"paragraph: {footnote.paragraph}"] if footnote.paragraph else []
    parts += [f'item: "{footnote.item}"'] if footnote.item else []
    parts += [f'suppl: "{footnote.suppl}"'] if footnote.suppl else []
    return ", ".join(parts)
