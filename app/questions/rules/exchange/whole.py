"""A question with all that it needs as one JSON text: what other formats carry along so that nothing is lost."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.questions.rules import parsing
from app.questions.rules.exchange import yaml_files
from app.questions.rules.exchange.package import Package
from app.questions.rules.stock import CaseStem, Question, Source, Topic
from app.questions.rules.words import QuestionStatus, SourceKind

BROKEN = "添えられた情報（JSON）を読み取れません。この列や要素は書き換えずに残してください"
LARGEST_IMAGE = 2 * 2**20


def write(question: Question, package: Package) -> str:
    """All of the question, its topic, sources, case, image and status."""
    topic = package.topics[question.topic]
    cited = dict.fromkeys(one.source for statement in question.statements for one in statement.sources)
    said: dict[str, Any] = {
        "question": yaml_files.plain(question, package.sources),
        "topic": _topic(topic),
        "sources": [yaml_files.source(package.sources[key]) for key in cited if key in package.sources],
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
        said = json.loads(text)
        question = parsing.question(said["question"])
        topic = _read_topic(said["topic"])
        found = [_read_source(source) for source in said["sources"]]
        status = QuestionStatus(said["status"]) if said.get("status") else None
        image = base64.b64decode(said["image"], validate=True) if "image" in said else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
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
