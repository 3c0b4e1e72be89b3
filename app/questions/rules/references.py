"""What a question points at must be there: its topic, case, image and the texts that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from typing import TypeVar

from app.questions.rules.problems import Entry, Problem
from app.questions.rules.shelf import Shelf
from app.questions.rules.stock import Citation, Law, Question, Source, Topic
from app.questions.rules.words import SourceKind

T = TypeVar("T")

OFFICIAL_TEXT = "https://laws.e-gov.go.jp/law/{}"
WITHOUT_EXPERTISE = frozenset({"care-support"})
"""Sections in which general professional knowledge is no source: here everything is law."""


def unique(entries: Iterable[Entry[T]], name: Callable[[T], str], what: str) -> Iterator[Problem]:
    """Every id but its first use."""
    first: dict[str, Entry[T]] = {}
    for entry in entries:
        key = name(entry.value)
        if key in first:
            where = f"{first[key].document.file}:{first[key].line()}"
            yield entry.error(f"{what}「{key}」は {where} で使われています。別のものにしてください")
        first.setdefault(key, entry)


def all_unique(shelf: Shelf) -> Iterator[Problem]:
    """Every name that is used twice, in one file or in two."""
    yield from unique(shelf.topics, lambda topic: topic.code, "出題項目の code ")
    yield from unique(shelf.topics, lambda topic: topic.prefix, "prefix ")
    yield from unique(shelf.sources, lambda source: source.key, "根拠の key ")
    yield from unique(shelf.cases, lambda case: case.id, "事例の id ")
    yield from unique(shelf.questions, lambda question: question.id, "問題の id ")
    yield from unique(shelf.papers, lambda paper: paper.slug, "試験の slug ")
    yield from unique(shelf.coverage, lambda document: document.title, "資料")
    yield from unique(shelf.headings, lambda heading: heading.code, "見出しの code ")


def of_quotas(shelf: Shelf) -> Iterator[Problem]:
    """A quota counts topics that there are."""
    for entry in shelf.quotas:
        for n, code in enumerate(entry.value.topics):
            if shelf.lacks("topics", code, shelf.topic):
                perhaps = perhaps_meant(code, shelf.topic)
                yield entry.error(f"出題項目「{code}」は syllabus.yaml にありません{perhaps}", "topics", n)


def of_coverage(shelf: Shelf) -> Iterator[Problem]:
    """A heading is asked about by questions that there are."""
    for entry in shelf.headings:
        for n, id in enumerate(entry.value.questions):
            if shelf.lacks("questions", id, shelf.question):
                message = f"問題 {id} は questions/ のどこにもありません。id を確かめてください"
                yield entry.error(f"見出し「{entry.value.title}」の{message}", "questions", n)


def of_source(entry: Entry[Source], shelf: Shelf) -> Iterator[Problem]:
    """A statute goes by its e-Gov id and has a list of its articles."""
    source = entry.value
    if not source.kind.is_statute:
        return
    if source.law_id != source.key:
        yield entry.error(f"法令の key は law_id と同じにします。key: {source.law_id} と書いてください", "key")
    elif source.url != (address := OFFICIAL_TEXT.format(source.law_id)):
        yield entry.error(f"公式の本文を指していません。url: {address} と書いてください", "url")
    law = shelf.laws.get(source.key)
    if law is None and "laws" not in shelf.unread:
        yield entry.error("laws.json にこの法令の条の一覧がありません。questions laws で作り直してください")
    if law is not None and law.title != source.title:
        yield entry.error(f"題名が laws.json と違います。title: {law.title} と書いてください", "title")


def of_question(entry: Entry[Question], shelf: Shelf) -> Iterator[Problem]:
    """Everything that the question names and that is not there, or not allowed there."""
    question = entry.value
    topic = shelf.topic.get(question.topic)
    if topic is not None:
        yield from _place(entry, topic)
    elif shelf.lacks("topics", question.topic, shelf.topic):
        perhaps = perhaps_meant(question.topic, shelf.topic)
        yield entry.error(f"出題項目「{question.topic}」は syllabus.yaml にありません{perhaps}", "topic")
    if question.case and shelf.lacks("cases", question.case, shelf.case):
        perhaps = perhaps_meant(question.case, shelf.case)
        yield entry.error(f"事例「{question.case}」は cases.yaml にありません{perhaps}", "case")
    if question.image and question.image.file not in shelf.images:
        yield entry.error(f"図 {question.image.file} がありません。置くか image: null としてください", "image")
    section = topic.section if topic else ""
    for n, statement in enumerate(question.statements):
        for m, citation in enumerate(statement.sources):
            here = Entry(citation, entry.document, (*entry.path, "statements", n, "sources", m))
            yield from of_citation(here, section, shelf)


def perhaps_meant(name: str, known: Iterable[str]) -> str:
    """The name that was probably meant, as the end of a sentence."""
    close = get_close_matches(name, known, n=1)
    return f"。もしかして「{close[0]}」ですか" if close else "。名前を確かめてください"


def _place(entry: Entry[Question], topic: Topic) -> Iterator[Problem]:
    """The id and the file say the topic too; all three must agree."""
    prefix, _, number = entry.value.id.rpartition("-")
    if prefix != topic.prefix:
        yield entry.error(
            f"id の頭が出題項目（{topic.title}）と合いません。{topic.prefix}-{number} とするか、topic を直してください",
            "id",
        )
    home = f"questions/{topic.section}/{topic.code.partition('.')[2]}.yaml"
    if entry.document.file != home:
        yield entry.error(f"この出題項目の問題は {home} に書きます。移すか、topic を直してください", "topic")


def of_citation(entry: Entry[Citation], section: str, shelf: Shelf) -> Iterator[Problem]:
    """What is cited must be there, to the article, and be enough for the section."""
    citation = entry.value
    source = shelf.source.get(citation.source)
    if source is None:
        if shelf.lacks("sources", citation.source, shelf.source):
            perhaps = perhaps_meant(citation.source, shelf.source)
            yield entry.error(f"根拠「{citation.source}」は sources.yaml にありません{perhaps}")
        return
    by_law = citation.article is not None or citation.suppl is not None
    if source.kind.is_statute and not by_law:
        yield entry.error(f'{source.title}は {{law: {source.key}, article: "…"}} の形で条まで書いてください')
    elif not source.kind.is_statute and by_law:
        yield entry.error(f"{source.kind}は {{source: {source.key}}} の形で書いてください")
    elif source.kind is SourceKind.EXPERTISE and section in WITHOUT_EXPERTISE:
        yield entry.error("介護支援分野では専門知識を根拠にできません。法令などの条を書いてください")
    law = shelf.laws.get(citation.source)
    if law is not None:
        yield from _article(entry, law)


def _article(entry: Entry[Citation], law: Law) -> Iterator[Problem]:
    """Articles of supplementary provisions are in no list, so they are not looked up."""
    article = entry.value.article
    if article is None or entry.value.suppl is not None or article in law.articles:
        return
    close = get_close_matches(article, law.articles, n=1, cutoff=0.75)
    perhaps = f'もしかして "{close[0]}" ですか' if close else "条番号を確かめてください"
    yield entry.error(f'{law.title}に条 "{article}" はありません。{perhaps}', "article")
