"""How an author types what a statement rests on: 「介護保険法 第9条第1項」, one to a line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from app.questions.rules.citations import place
from app.questions.rules.stock import Citation, Law, Source

MOST_SUGGESTIONS = 8
_PLACE = re.compile(
    r"(?P<suppl>附則)?\s*(?:第?(?P<article>\d+)条?(?P<branches>(?:\s*(?:の|-)\s*\d+)*)\s*条?)?"
    r"(?:\s*第?(?P<paragraph>\d{1,3})項)?(?:\s*第?(?P<item>\d+(?:(?:号の|-)\d+)*)号?(?P<sub>[イ-ン])?)?"
)
_ARTICLE = re.compile(r"第?\d+条?(?:(?:の|-)\d+)*条?", re.ASCII)
_KANJI = str.maketrans("〇一二三四五六七八九", "0123456789")


@dataclass(frozen=True, slots=True)
class Books:
    """What may be cited: sources by key, and the articles that a statute has where they are known."""

    sources: Mapping[str, Source]
    laws: Mapping[str, Law]

    def articles(self, key: str) -> frozenset[str] | None:
        law = self.laws.get(key)
        return law.articles if law else None


def typed(citation: Citation, books: Books) -> str:
    """The citation as a line that `read` understands again."""
    source = books.sources.get(citation.source)
    title = source.title if source else citation.source
    where = place(
        article=citation.article, paragraph=citation.paragraph, item=citation.item, suppl=_bare(citation.suppl)
    )
    return f"{title} {where}".strip() if not _spelt(citation.suppl) else f"{title} {citation.suppl}"


def read(line: str, books: Books) -> tuple[Citation | None, str | None]:
    """The citation that the line means, or the sentence that says why it means none."""
    text = unicodedata.normalize("NFKC", line).strip()
    source = _source_of(text, books.sources.values())
    if source is None:
        close = get_close_matches(text.split()[0] if text.split() else text, _titles(books), n=1, cutoff=0.4)
        perhaps = f"もしかして「{close[0]}」ですか。" if close else "名前を確かめてください。"
        return None, f"「{line}」の根拠が見つかりません。{perhaps}"
    rest = text[len(unicodedata.normalize("NFKC", source.title)) :].strip()
    if not source.kind.is_statute:
        return (Citation(source.key), None) if not rest else (None, f"「{source.title}」には条を書きません。")
    if rest.startswith("附則"):
        return Citation(source.key, suppl=rest), None
    return _in_statute(source, rest, books)


def read_all(text: str, books: Books) -> tuple[list[Citation], list[str]]:
    """Every line that is not empty, and what is wrong with the others."""
    found, wrong = [], []
    for line in filter(None, map(str.strip, text.splitlines())):
        citation, why = read(line, books)
        found += [citation] if citation else []
        wrong += [why] if why else []
    return found, wrong


def suggestions(text: str, books: Books) -> list[str]:
    """Lines that may be meant by what has been typed so far: 「介護保険 9」 → 「介護保険法 第9条」 …"""
    words = unicodedata.normalize("NFKC", text).split()
    if not words:
        return []
    named = [source for source in books.sources.values() if words[0] in unicodedata.normalize("NFKC", source.title)]
    named.sort(key=lambda source: (not source.title.startswith(words[0]), len(source.title)))
    number = "-".join(re.findall(r"\d+", " ".join(words[1:])))
    lines: list[str] = []
    for source in named[:MOST_SUGGESTIONS]:
        lines += _lines(source, number, books)
    return lines[:MOST_SUGGESTIONS]


def with_texts(lines: Iterable[str], books: Books) -> list[tuple[str, str | None]]:
    """Each line with the address of the official text of what it names, where there is one."""
    named = [(line, _source_of(unicodedata.normalize("NFKC", line), books.sources.values())) for line in lines]
    return [(line, source.url if source else None) for line, source in named]


def _lines(source: Source, number: str, books: Books) -> list[str]:
    if not source.kind.is_statute or not number:
        return [source.title]
    articles = books.articles(source.key)
    if articles is None:
        return [f"{source.title} {place(article=number)}"]
    fitting = [article for article in articles if article == number or article.startswith(f"{number}-")]
    fitting.sort(key=lambda article: [int(part) for part in article.split("-")])
    return [f"{source.title} {place(article=article)}" for article in fitting[:MOST_SUGGESTIONS]]


def _in_statute(source: Source, rest: str, books: Books) -> tuple[Citation | None, str | None]:
    match = _PLACE.fullmatch(rest.translate(_KANJI))
    if match is None or match["article"] is None:
        return None, f"{source.title}は条まで書いてください。例：{source.title} 第9条第1項"
    article = "-".join([match["article"], *re.findall(r"\d+", match["branches"])])
    known = books.articles(source.key)
    if known is not None and article not in known:
        return None, f"{source.title}に{place(article=article)}はありません。条の番号を確かめてください。"
    item = re.sub(r"号の", "-", match["item"]) + (match["sub"] or "") if match["item"] else None
    return Citation(source.key, article, int(match["paragraph"]) if match["paragraph"] else None, item), None


def _source_of(text: str, sources: Iterable[Source]) -> Source | None:
    """The source with the longest title that the line begins with."""
    fitting = [source for source in sources if text.startswith(unicodedata.normalize("NFKC", source.title))]
    return max(fitting, key=lambda source: len(source.title), default=None)


def _titles(books: Books) -> Sequence[str]:
    return [source.title for source in books.sources.values()]


def _spelt(suppl: str | None) -> bool:
    return bool(suppl) and not str(suppl).replace("-", "").isdigit()


def _bare(suppl: str | None) -> str | None:
    return None if _spelt(suppl) else suppl


def read_articles(typed: str) -> list[str]:
    """「第9条、115条の45の2」 → ["9", "115-45-2"]; raises ValueError, in words, for what is no article."""
    found = []
    for word in filter(None, re.split(r"[、,\s]+", unicodedata.normalize("NFKC", typed))):
        if not _ARTICLE.fullmatch(word):
            raise ValueError(f"「{word}」を条の番号として読めません。例：第9条、第115条の45の2")
        found.append("-".join(str(int(number)) for number in re.findall(r"\d+", word)))
    return list(dict.fromkeys(found))
