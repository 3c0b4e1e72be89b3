"""Our own format: the files of a bank, as they stand in question_bank/, and status.json beside them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import yaml

from app.questions.rules import laws
from app.questions.rules.exchange.package import Package
from app.questions.rules.reading import CASES, LAWS, SOURCES, SYLLABUS, read_bank
from app.questions.rules.stock import Citation, Law, Question, Source, Statement
from app.questions.rules.words import QuestionStatus

STATUS = "status.json"
OTHERS = "others.json"
NO_LIST = '{"KS-HIHO-501": "draft"} の形の JSON にしてください'
Plain = dict[str, Any]


def read(files: Mapping[str, bytes]) -> Package:
    """The package in these files; every fault that `questions check` would name is a remark."""
    package = Package()
    reading = read_bank({name: content for name, content in files.items() if name not in (STATUS, OTHERS)})
    for problem in reading.problems:
        (package.refuse if problem.severity == "error" else package.warn)(
            f"{problem.file}:{problem.line}", problem.message
        )
    if reading.bank is not None:
        package.topics = {topic.code: topic for topic in reading.bank.topics}
        package.sources = {source.key: source for source in reading.bank.sources}
        package.cases = {case.id: case for case in reading.bank.cases}
        package.questions = list(reading.bank.questions)
        package.images = dict(reading.bank.images)
        if reading.bank.papers:
            package.warn("papers/", "試験は読み込みません。試験は questions load で読み込みます")
    _read_statuses(package, files.get(STATUS))
    return package


def _read_statuses(package: Package, content: bytes | None) -> None:
    if content is None:
        return
    try:
        said = json.loads(content)
        package.statuses = {str(id): QuestionStatus(status) for id, status in said.items()}
    except (ValueError, AttributeError, RecursionError):
        package.refuse(STATUS, NO_LIST)


def write(package: Package, known_laws: Mapping[str, Law]) -> dict[str, bytes]:
    """The files of the package; the same package gives the same bytes."""
    files = {
        SYLLABUS: _dumped({"fields": _syllabus(package)}),
        SOURCES: _dumped([source(one) for one in package.sources.values()]),
        CASES: _dumped([{"id": case.id, "text": case.text} for case in package.cases.values()]),
        LAWS: laws.written({key: law for key, law in known_laws.items() if key in package.sources}).encode(),
        STATUS: (json.dumps(package.statuses, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode(),
    }
    by_file: defaultdict[str, list[Plain]] = defaultdict(list)
    for question in package.questions:
        topic = package.topics[question.topic]
        by_file[f"questions/{topic.section}/{topic.code.partition('.')[2]}.yaml"].append(
            plain(question, package.sources)
        )
    files |= {name: _dumped(entries) for name, entries in by_file.items()}
    return files | package.images


def _dumped(value: object) -> bytes:
    text = yaml.dump(value, Dumper=_Quoting, allow_unicode=True, sort_keys=False, width=2**20)
    return text.encode()


class _Quoting(yaml.SafeDumper):
    """Writes what our strict reader reads: days bare, texts that look like something else in quotes."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _syllabus(package: Package) -> list[Plain]:
    fields: list[Plain] = []
    for topic in sorted(package.topics.values(), key=lambda topic: topic.position):
        field = _in(fields, topic.field, topic.field_title, "sections")
        section = _in(field["sections"], topic.section, topic.section_title, "groups")
        groups = section["groups"]
        if not groups or groups[-1]["title"] != topic.group:
            groups.append({"title": topic.group, "topics": []})
        entry = {"code": topic.code, "prefix": topic.prefix, "title": topic.title, "aliases": list(topic.aliases)}
        groups[-1]["topics"].append(entry)
    return fields


def _in(entries: list[Plain], code: str, title: str, inside: str) -> Plain:
    found = next((entry for entry in entries if entry["code"] == code), None)
    if found is None:
        found = {"code": code, "title": title, inside: []}
        entries.append(found)
    return found


def source(source: Source) -> Plain:
    """The source as an entry of sources.yaml."""
    return {
        "key": source.key,
        "kind": source.kind.value,
        "title": source.title,
        "law_id": source.law_id,
        "edition": source.edition.isoformat() if source.edition else None,
        "url": source.url,
    }


def plain(question: Question, sources: Mapping[str, Source]) -> Plain:
    """The question as an entry of a file."""
    entry: Plain = {
        "id": question.id,
        "topic": question.topic,
        "stem": question.stem,
        "choose": question.choose,
        "case": question.case,
        "image": {"file": question.image.file, "alt": question.image.alt} if question.image else None,
        "as_of": question.as_of.isoformat(),
        "expires": question.expires.isoformat() if question.expires else None,
        "difficulty": question.difficulty,
        "tags": list(question.tags),
        "rights": question.rights,
        "statements": [_statement(one, sources) for one in question.statements],
    }
    return entry if question.official else entry | {"official": False}


def _statement(one: Statement, sources: Mapping[str, Source]) -> Plain:
    return {
        "text": one.text,
        "correct": one.correct,
        "why": one.why,
        "plain": one.plain,
        "sources": [citation(source, sources) for source in one.sources],
    }


def citation(one: Citation, sources: Mapping[str, Source]) -> Plain:
    """Where a statement is supported, without what is not said."""
    by_law = sources[one.source].kind.is_statute if one.source in sources else one.article is not None
    said = {"law" if by_law else "source": one.source, "article": one.article, "paragraph": one.paragraph}
    return {name: value for name, value in (said | {"item": one.item, "suppl": one.suppl}).items() if value is not None}
