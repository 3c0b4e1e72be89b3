"""A draft as it is typed, the question that it would make, and what its author should hear about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.questions.rules import citing, sameness, wording
from app.questions.rules.citing import Books
from app.questions.rules.problems import Document, Entry, Path, Severity
from app.questions.rules.references import WITHOUT_EXPERTISE
from app.questions.rules.stock import Citation, Image, Question, Statement, Topic
from app.questions.rules.words import SourceKind

Content = dict[str, Any]
STATEMENTS = 5
_SHAPE = ("choose", "expires", "statements")
SPLIT = re.compile(r"[、,，\s]+")


@dataclass(frozen=True, slots=True)
class Advice:
    """One sentence under the field that it concerns: `stem`, `statements-2-why`, …"""

    field: str
    message: str
    stops: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What a draft comes to: the question, unless something that must be there is missing."""

    question: Question | None
    advice: tuple[Advice, ...]

    @property
    def ready(self) -> bool:
        return self.question is not None and not any(one.stops for one in self.advice)

    def about(self, field: str) -> list[Advice]:
        return [one for one in self.advice if one.field == field]


def blank(topic: str, as_of: date) -> Content:
    """An empty draft of the official shape."""
    statement = {"text": "", "correct": False, "why": "", "plain": "", "sources": ""}
    return {
        "topic": topic,
        "stem": "",
        "choose": 3,
        "case": "",
        "case_text": "",
        "as_of": as_of.isoformat(),
        "expires": "",
        "difficulty": 2,
        "tags": "",
        "rights": "own",
        "image": None,
        "statements": [dict(statement) for _ in range(STATEMENTS)],
    }


def content_of(question: Question, books: Books, image: Mapping[str, Any] | None = None) -> Content:
    """What stands in the form when a question is opened to be rewritten."""
    return {
        "topic": question.topic,
        "stem": question.stem,
        "choose": question.choose,
        "case": question.case or "",
        "case_text": "",
        "as_of": question.as_of.isoformat(),
        "expires": question.expires.isoformat() if question.expires else "",
        "difficulty": question.difficulty,
        "tags": "、".join(question.tags),
        "rights": question.rights,
        "image": dict(image) if image else None,
        "statements": [
            {
                "text": one.text,
                "correct": one.correct,
                "why": one.why,
                "plain": one.plain or "",
                "sources": "\n".join(citing.typed(citation, books) for citation in one.sources),
            }
            for one in question.statements
        ],
    }


def check(external_id: str, content: Content, topic: Topic | None, books: Books) -> Checked:
    """The question that the draft would make, and every sentence that its author should read."""
    advice = list(_empty(content, topic))
    cited: list[tuple[Citation, ...]] = []
    for n, one in enumerate(content["statements"]):
        found, wrong = citing.read_all(one["sources"], books)
        advice += [Advice(f"statements-{n}-sources", sentence, stops=True) for sentence in wrong]
        if not found and not wrong:
            advice.append(Advice(f"statements-{n}-sources", "根拠を一つ以上書いてください。", stops=True))
        cited.append(tuple(found))
    advice += _expertise(cited, topic, books)
    question = _question(external_id, content, cited)
    if question is None:
        return Checked(None, tuple(advice))
    return Checked(question, tuple(advice + list(_shape(question)) + list(_worded(question))))


def _empty(content: Content, topic: Topic | None) -> Iterable[Advice]:
    if topic is None:
        yield Advice("topic", "出題項目を選んでください。", stops=True)
    if not content["stem"]:
        yield Advice("stem", "問題文を書いてください。", stops=True)
    if content["image"] and content["image"].get("alt", "") in ("", wording.NO_ALT):
        yield Advice("image", "図には、図を見られない人のための説明（代替テキスト）が要ります。", stops=True)
    for n, one in enumerate(content["statements"]):
        if not one["text"]:
            yield Advice(f"statements-{n}-text", f"肢{n + 1}の文を書いてください。", stops=True)
        if not one["why"]:
            yield Advice(f"statements-{n}-why", f"肢{n + 1}の「なぜ」を書いてください。", stops=True)


def _expertise(cited: list[tuple[Citation, ...]], topic: Topic | None, books: Books) -> Iterable[Advice]:
    if topic is None or topic.section not in WITHOUT_EXPERTISE:
        return
    for n, citations in enumerate(cited):
        kinds = {books.sources[citation.source].kind for citation in citations}
        if SourceKind.EXPERTISE in kinds:
            message = f"{topic.field_title}では専門知識を根拠にできません。法令などの条を書いてください。"
            yield Advice(f"statements-{n}-sources", message, stops=True)


def _question(external_id: str, content: Content, cited: list[tuple[Citation, ...]]) -> Question | None:
    as_of = _day(content["as_of"])
    if as_of is None:
        return None
    statements = tuple(
        Statement(one["text"], bool(one["correct"]), one["why"], one["plain"] or None, sources)
        for one, sources in zip(content["statements"], cited, strict=True)
    )
    image = content["image"]
    choose = int(content["choose"])
    official = len(statements) == wording.OFFICIAL_STATEMENTS and choose in wording.OFFICIAL_CHOICES
    return Question(
        id=external_id,
        topic=content["topic"],
        stem=content["stem"],
        choose=choose,
        as_of=as_of,
        difficulty=int(content["difficulty"]),
        statements=statements,
        case=content["case"] or None,
        image=Image(image["file"], image["alt"]) if image else None,
        expires=_day(content["expires"]),
        tags=tags(content["tags"]),
        rights=content["rights"] or "own",
        official=official,
    )


def tags(typed: str) -> tuple[str, ...]:
    """The words between commas or spaces, each once."""
    return tuple(dict.fromkeys(filter(None, SPLIT.split(typed))))


def _shape(question: Question) -> Iterable[Advice]:
    correct = len(question.key)
    if correct != question.choose:
        said = f"正しい肢が{correct}つですが「{question.choose}つ選べ」です。どちらかを直してください。"
        yield Advice("choose", said, stops=True)
    if correct == len(question.statements):
        yield Advice("choose", "すべての肢が正しくなっています。誤りの肢を入れてください。", stops=True)
    if question.expires is not None and question.expires <= question.as_of:
        yield Advice("expires", "期限は、基準日より後の日にしてください。", stops=True)


def _worded(question: Question) -> Iterable[Advice]:
    """What the checks of the bank's files say, under the field that they name."""
    places = list(_places(question))
    entry = Entry(question, Document("", {}, {path: line for line, path in enumerate(places, 1)}))
    for problem in wording.of_question(entry):
        path = places[problem.line - 1]
        if (path[0] in _SHAPE and len(path) == 1) or _is_blank(question, path):
            continue
        field = "-".join(str(step) for step in path)
        yield Advice(field, f"{problem.message}。", stops=problem.severity is Severity.ERROR)


def _is_blank(question: Question, path: Path) -> bool:
    """Nothing is said of the length of what has not been written yet."""
    if path == ("stem",):
        return not question.stem
    if len(path) == 3 and isinstance(path[1], int) and path[2] in ("text", "why"):
        return not getattr(question.statements[path[1]], path[2])
    return False


def _places(question: Question) -> Iterable[Path]:
    yield from (("stem",), ("choose",), ("expires",), ("statements",))
    for n in range(len(question.statements)):
        yield from (("statements", n, part) for part in ("text", "why", "plain", "sources"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Near:
    """A statement of the bank that says nearly the same as one of the draft."""

    place: int
    question_id: int
    external_id: str
    text: str
    percent: int


def near(content: Content, known: Iterable[tuple[int, str, str]]) -> list[Near]:
    """Statements (question id, its name, text) that are nearly those of the draft, the nearest first."""
    mine = [(n, sameness.grams(one["text"])) for n, one in enumerate(content["statements"], 1) if one["text"]]
    found = []
    for question_id, external_id, text in known:
        theirs = sameness.grams(text)
        for place, grams in mine:
            if (score := sameness.likeness(grams, theirs)) >= sameness.STATEMENTS_ALIKE:
                found.append(Near(place, question_id, external_id, text, round(score * 100)))
    return sorted(found, key=lambda one: -one.percent)
