"""A question with all that it needs as one JSON text: what other formats carry along so that nothing is lost."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.questions.rules import parsing
from app.questions.rules.exchange import plain
from app.questions.rules.exchange.foreign import Option
from app.questions.rules.exchange.package import Package
from app.questions.rules.stock import CaseStem, Question, Source, Statement, Topic
from app.questions.rules.wording import OFFICIAL_CHOICES, OFFICIAL_STATEMENTS
from app.questions.rules.words import QuestionStatus, SourceKind

BROKEN = "添えられた情報（JSON）を読み取れません。この列や要素は書き換えずに残してください"
CHANGED = "書き出したあとに選択肢が変わっています。見えている選択肢のほうを読み込みます"
CHANGED_TOO_MUCH = "変わった選択肢に、正しいものと誤りのもの、それぞれの文が要ります"
LARGEST_IMAGE = 2 * 2**20
MOST_STATEMENTS, LONGEST_ID = 10, 80


def write(question: Question, package: Package) -> str:
    """All of the question, its topic, sources, case, image and status."""
    topic = package.topics[question.topic]
    cited = dict.fromkeys(one.source for statement in question.statements for one in statement.sources)
    said: dict[str, Any] = {
        "question": plain.plain(question, package.sources),
        "topic": _topic(topic),
        "sources": [plain.source(package.sources[key]) for key in cited if key in package.sources],
        "status": package.statuses.get(question.id),
    }
    if question.case:
        said["case"] = package.cases[question.case].text
    if question.image:
        said["image"] = base64.b64encode(package.images[question.image.file]).decode()
    return json.dumps(said, ensure_ascii=False)


def read(text: str, package: Package, place: str) -> Question | None:
    """Put into the package what the text says; None, with a remark, for a text that was not ours."""
    try:
        said = _loaded(text)
        question = parsing.question(said["question"])
        topic = _read_topic(said["topic"])
        found = [_read_source(source) for source in said["sources"]]
        status = QuestionStatus(said["status"]) if said.get("status") else None
        image = base64.b64decode(said["image"], validate=True) if "image" in said else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
        package.refuse(place, BROKEN)
        return None
    if not _is_whole(question, said):
        package.refuse(place, BROKEN)
        return None
    if image is not None and len(image) > LARGEST_IMAGE:
        package.refuse(place, "図が大きすぎます（2MBまで）")
        return None
    package.topics.setdefault(topic.code, topic)
    package.sources.update({source.key: source for source in found})
    if question.case and isinstance(said.get("case"), str):
        package.cases.setdefault(question.case, CaseStem(question.case, said["case"]))
    if question.image and image is not None:
        package.images[question.image.file] = image
    if status is not None:
        package.statuses[question.id] = status
    return question


def _loaded(text: str) -> Any:
    """The JSON, unless it says what no database keeps: a zero, half of a pair of surrogates."""
    said = json.loads(text)
    if "\\u" in text:
        json.dumps(said, ensure_ascii=False).encode()
        if "\\u0000" in text:
            raise ValueError("a zero")
    return said


def _is_whole(question: Question, said: Mapping[str, Any]) -> bool:
    """Is everything of the kind that it should be, and does the question hold together?"""
    texts = [question.id, question.topic, question.stem, question.rights, *question.tags]
    texts += [part for one in question.statements for part in (one.text, one.why, one.plain or "")]
    cited = [one for statement in question.statements for one in statement.sources]
    texts += [part or "" for one in cited for part in (one.source, one.article, one.item, one.suppl)]
    numbers = [question.choose, question.difficulty, *(one.paragraph or 0 for one in cited)]
    if question.image:
        texts += [question.image.file, question.image.alt]
    return (
        all(isinstance(text, str) for text in texts)
        and all(type(number) is int and abs(number) < 2**31 for number in numbers)
        and all(isinstance(one.correct, bool) for one in question.statements)
        and isinstance(question.official, bool)
        and question.topic == said["topic"]["code"]
        and (question.image is None or isinstance(said.get("image"), str))
        and (question.case is None or (isinstance(question.case, str) and isinstance(said.get("case"), str)))
        and 1 <= len(question.key) == question.choose < len(question.statements) <= MOST_STATEMENTS
        and 0 < len(question.id) <= LONGEST_ID
    )


def with_options(kept: Question, options: Sequence[Option], package: Package, place: str) -> Question:
    """The question with the choices as somebody has changed them since; what rests on a text goes with the text."""
    right = sum(option.right for option in options)
    if not 0 < right < len(options) <= MOST_STATEMENTS or not all(option.text for option in options):
        package.refuse(place, CHANGED_TOO_MUCH)
        return kept
    package.warn(place, CHANGED)
    before = {one.text: one for one in kept.statements}
    in_place = dict(enumerate(kept.statements))
    made = []
    for n, option in enumerate(options):
        old = before.get(option.text) or in_place.get(n)
        made.append(
            Statement(option.text, option.right, option.why, old.plain if old else None, old.sources if old else ())
        )
    official = len(made) == OFFICIAL_STATEMENTS and right in OFFICIAL_CHOICES
    return replace(kept, statements=tuple(made), choose=right, official=official)


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "code": topic.code,
        "prefix": topic.prefix,
        "title": topic.title,
        "aliases": list(topic.aliases),
        "group": topic.group,
        "section": topic.section,
        "section_title": topic.section_title,
        "field": topic.field,
        "field_title": topic.field_title,
        "position": topic.position,
        "always": topic.always,
    }


def _read_topic(said: Mapping[str, Any]) -> Topic:
    return Topic(
        code=str(said["code"]),
        prefix=str(said["prefix"]),
        title=str(said["title"]),
        group=str(said["group"]),
        section=str(said["section"]),
        section_title=str(said["section_title"]),
        aliases=tuple(map(str, said["aliases"])),
        field=str(said["field"]),
        field_title=str(said["field_title"]),
        position=int(said["position"]),
        always=said.get("always") is True,
    )


def _read_source(said: Mapping[str, Any]) -> Source:
    return Source(
        key=str(said["key"]),
        kind=SourceKind(said["kind"]),
        title=str(said["title"]),
        law_id=said["law_id"],
        edition=date.fromisoformat(said["edition"]) if said["edition"] else None,
        url=said["url"],
    )
