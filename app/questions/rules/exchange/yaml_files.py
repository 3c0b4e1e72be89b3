"""Our own format: the files of a bank, as they stand in question_bank/, and status.json beside them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from app.questions.rules import laws
from app.questions.rules.exchange import whole
from app.questions.rules.exchange.package import Package
from app.questions.rules.exchange.plain import Plain, plain, source
from app.questions.rules.reading import CASES, LAWS, SOURCES, SYLLABUS, Reading, read_bank
from app.questions.rules.stock import Law, Question
from app.questions.rules.words import QuestionStatus

STATUS = "status.json"
OTHERS = "others.json"
NO_OTHERS = "書き出したままのファイルを使ってください"
NO_LIST = '{"KS-HIHO-501": "draft"} の形の JSON にしてください'


def read(files: Mapping[str, bytes]) -> Package:
    """The package in these files; every fault that `questions check` would name is a remark."""
    package = Package()
    if SYLLABUS in files or OTHERS not in files:
        _read_bank(files, package)
    _read_others(package, files.get(OTHERS))
    _read_statuses(package, files.get(STATUS))
    return package


def _read_bank(files: Mapping[str, bytes], package: Package) -> None:
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
            package.drop("papers/", "試験は読み込みません。試験は questions load で読み込みます")


def _read_others(package: Package, content: bytes | None) -> None:
    """Questions that keep to no rule of the files, such as those from elsewhere: each whole, as JSON."""
    if content is None:
        return
    try:
        said = [str(one) for one in json.loads(content)]
    except (ValueError, TypeError, RecursionError):
        package.refuse(OTHERS, NO_OTHERS)
        return
    for number, text in enumerate(said, 1):
        question = whole.read(text, package, f"{OTHERS} の{number}番目")
        package.questions += [question] if question else []


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
    by_file: defaultdict[str, list[Question]] = defaultdict(list)
    for question in package.questions:
        topic = package.topics[question.topic]
        by_file[f"questions/{topic.section}/{topic.code.partition('.')[2]}.yaml"].append(question)
    sources = package.sources
    files |= {name: _dumped([plain(one, sources) for one in asked]) for name, asked in by_file.items()}
    return _without_the_odd(files | package.images, by_file, package)


def _without_the_odd(
    files: dict[str, bytes], by_file: Mapping[str, Sequence[Question]], package: Package
) -> dict[str, bytes]:
    """What our own strict reader would refuse goes into a file of its own, so that all of it comes back."""
    faulty = {problem.file for problem in _read_again(files).problems if problem.severity == "error"}
    if faulty - by_file.keys():
        faulty = set(by_file)
        files = {name: content for name, content in files.items() if name == STATUS or name in package.images}
    if faulty:
        odd = [whole.write(one, package) for name, asked in by_file.items() if name in faulty for one in asked]
        files = {name: content for name, content in files.items() if name not in faulty}
        files[OTHERS] = (json.dumps(odd, ensure_ascii=False, indent=1) + "\n").encode()
    return files


def _read_again(files: Mapping[str, bytes]) -> Reading:
    return read_bank({name: content for name, content in files.items() if name != STATUS})


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
        groups[-1]["topics"].append(entry | ({"always": True} if topic.always else {}))
    return fields


def _in(entries: list[Plain], code: str, title: str, inside: str) -> Plain:
    found = next((entry for entry in entries if entry["code"] == code), None)
    if found is None:
        found = {"code": code, "title": title, inside: []}
        entries.append(found)
    return found
