"""From the files of a bank to the bank, or to everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.questions.rules import (
    alike,
    glossary,
    laws,
    marked_yaml,
    papers,
    parsing,
    references,
    schemas,
    whole,
    wording,
)
from app.questions.rules.problems import Document, Entry, Path, Problem, Severity
from app.questions.rules.shelf import Shelf
from app.questions.rules.stock import Bank

SYLLABUS, SOURCES, CASES, LAWS = "syllabus.yaml", "sources.yaml", "cases.yaml", "laws.json"
COVERAGE = whole.COVERAGE
READINGS, GLOSSARY = "readings.yaml", "glossary.yaml"
REQUIRED = (SYLLABUS, SOURCES)
QUESTIONS, PAPERS, IMAGES = "questions/", "papers/", "images/"


@dataclass(frozen=True, slots=True)
class Reading:
    """The bank, or None when anything is wrong with it; the problems sorted by file and line."""

    bank: Bank | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors


def read_bank(files: Mapping[str, bytes], *, strict: bool = False, as_stock: bool = False) -> Reading:
    """Read and check the files of a bank, given by their path inside it.

    All that is wrong is found in one go. A warning stands in nobody's way unless `strict`. With
    `as_stock` they are also judged as a collection that people learn from: is it balanced, is
    every topic asked about? A part of a bank, such as what somebody imports, need not be.
    """
    shelf = Shelf(images={name: content for name, content in files.items() if name.startswith(IMAGES)})
    problems = [problem for name in sorted(files) for problem in _read_file(shelf, name, files[name])]
    problems += [
        Problem(name, 1, "", "このファイルがありません。作ってください") for name in REQUIRED if name not in files
    ]
    shelf.unread.update(READERS[name][0] for name in REQUIRED if name not in files)
    problems += _check(shelf)
    if as_stock and shelf.is_whole:
        problems += whole.of_stock(shelf)
    reading = Reading(None, tuple(sorted(set(problems))))
    if reading.errors or (strict and reading.problems):
        return reading
    return Reading(shelf.bank(), reading.problems)


def _read_file(shelf: Shelf, name: str, content: bytes) -> Iterator[Problem]:
    kind, schema, put = _reader(name)
    if name == LAWS:
        yield from _read_laws(shelf, content)
    elif put is not None:
        yield from _read_document(shelf, name, content, (kind, schema, put))
    elif name.endswith((".yaml", ".yml")):
        yield Problem(name, 1, "", "このファイルは読まれません。書式にある場所と名前（拡張子は .yaml）に移してください")


def _read_laws(shelf: Shelf, content: bytes) -> Iterator[Problem]:
    try:
        shelf.laws.update(laws.read(content.decode("utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError):
        shelf.unread.add("laws")
        yield Problem(LAWS, 1, "", "条の一覧として読めません。questions laws で作り直してください")


def _read_document(shelf: Shelf, name: str, content: bytes, reader: Reader) -> Iterator[Problem]:
    kind, schema, put = reader
    document, problems = marked_yaml.read(name, content)
    yield from problems
    if document is None:
        shelf.unread.add(kind)
        return
    found = schemas.findings(document, schema)
    yield from (document.problem(path, message) for path, message in found)
    yield from put(shelf, document, {path for path, _message in found})


def _put_topics(shelf: Shelf, document: Document, faults: set[Path]) -> Iterator[Problem]:
    if faults:
        shelf.unread.add("topics")
    else:
        shelf.topics.extend(Entry(topic, document, path) for path, topic in parsing.topics(document.data))
        shelf.quotas.extend(Entry(quota, document, path) for path, quota in parsing.quotas(document.data))
    yield from ()


def _put_paper(shelf: Shelf, document: Document, faults: set[Path]) -> Iterator[Problem]:
    if not faults:
        try:
            shelf.papers.append(Entry(parsing.paper(document.data), document))
        except ValueError as error:
            example = '"2027-10-10T10:00:00+09:00" の形（時差つき）に書いてください'
            yield document.problem((), f"「{error}」は日時として読めません。{example}")


def _put_sources(shelf: Shelf, document: Document, faults: set[Path]) -> Iterator[Problem]:
    for path, data in _sound(shelf, document, faults, "sources", "key"):
        shelf.sources.append(Entry(parsing.source(data), document, path))
    yield from ()


def _put_cases(shelf: Shelf, document: Document, faults: set[Path]) -> Iterator[Problem]:
    for path, data in _sound(shelf, document, faults, "cases", "id"):
        shelf.cases.append(Entry(parsing.case_stem(data), document, path))
    yield from ()


def _put_coverage(shelf: Shelf, document: Document, faults: set[Path]) -> Iterator[Problem]:
    for path, data in _sound(shelf, document, faults, "coverage", "document"):
        shelf.coverage.append(Entry(parsing.covered_document(data), document, path))
    yield from ()


def _put_questions(shelf: Shelf, document: Document, faults: set[Path]) -> Iterator[Problem]:
    for path, data in _sound(shelf, document, faults, "questions", "id"):
        shelf.questions.append(Entry(parsing.question(data), document, path))
    yield from ()


def _put_readings(shelf: Shelf, document: Document, faults: set[Path]) -> Iterator[Problem]:
    for path, data in _sound(shelf, document, faults, "readings", "term"):
        shelf.readings.append(Entry(parsing.word_reading(data), document, path))
    yield from ()


def _put_glossary(shelf: Shelf, document: Document, faults: set[Path]) -> Iterator[Problem]:
    for path, data in _sound(shelf, document, faults, "glossary", "term"):
        shelf.glossary.append(Entry(parsing.glossary_entry(data), document, path))
    yield from ()


def _sound(
    shelf: Shelf, document: Document, faults: set[Path], kind: str, name: str
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The entries of a list in which the schema found no fault; the others are remembered as broken."""
    if not isinstance(document.data, list):
        shelf.unread.add(kind)
        return
    faulty = {path[0] for path in faults if path}
    for n, data in enumerate(document.data):
        if n not in faulty:
            yield (n,), data
        elif isinstance(data, dict) and isinstance(data.get(name), str):
            shelf.broken.add(data[name])
        else:
            shelf.unread.add(kind)


Put = Callable[[Shelf, Document, set[Path]], Iterator[Problem]]
Reader = tuple[str, str, Put]

READERS: dict[str, Reader] = {
    SYLLABUS: ("topics", "syllabus", _put_topics),
    SOURCES: ("sources", "sources", _put_sources),
    CASES: ("cases", "cases", _put_cases),
    COVERAGE: ("coverage", "coverage", _put_coverage),
    READINGS: ("readings", "readings", _put_readings),
    GLOSSARY: ("glossary", "glossary", _put_glossary),
}


def _reader(name: str) -> tuple[str, str, Put | None]:
    if name.endswith(".yaml") and name.startswith(QUESTIONS) and name.count("/") == 2:
        return "questions", "question", _put_questions
    if name.endswith(".yaml") and name.startswith(PAPERS) and name.count("/") == 1:
        return "papers", "paper", _put_paper
    return READERS.get(name, ("", "", None))


def _check(shelf: Shelf) -> Iterator[Problem]:
    """What no schema can say."""
    yield from references.all_unique(shelf)
    yield from references.of_quotas(shelf)
    yield from references.of_coverage(shelf)
    for source in shelf.sources:
        yield from references.of_source(source, shelf)
    for question in shelf.questions:
        yield from references.of_question(question, shelf)
        yield from wording.of_question(question)
    for case in shelf.cases:
        yield from wording.of_case(case)
    yield from _unused_cases(shelf)
    yield from alike.stems(shelf)
    yield from alike.statements(shelf)
    yield from alike.in_papers(shelf)
    for paper in shelf.papers:
        yield from papers.of_paper(paper, shelf)
    yield from glossary.of_shelf(shelf)


def _unused_cases(shelf: Shelf) -> Iterator[Problem]:
    used = {question.value.case for question in shelf.questions}
    for case in shelf.cases:
        if case.value.id not in used and "questions" not in shelf.unread and not shelf.broken:
            yield case.warning("この事例はどの問題にも使われていません")
