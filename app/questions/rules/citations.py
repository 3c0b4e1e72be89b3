"""How a place in a law is said: 「第115条の45の2第2項第3号」."""

from __future__ import annotations

from collections.abc import Iterable


def place(
    *, article: str | None, paragraph: int | None = None, item: str | None = None, suppl: str | None = None
) -> str:
    """The words for a place; nothing for a source that has no articles.

    "115-45-2" is 第115条の45の2; an item "3-2" is 第3号の2; `suppl` says the place in a 附則 in its
    own words, since a statute has many of them.
    """
    said = [suppl] if suppl else []
    if article:
        said.append(_numbered(article, "条"))
    if paragraph:
        said.append(f"第{paragraph}項")
    if item:
        said.append(_numbered(item, "号"))
    return "".join(said)


def _numbered(label: str, unit: str) -> str:
    first, *branches = label.split("-")
    return f"第{first}{unit}" + "".join(f"の{branch}" for branch in branches)


def in_order(places: Iterable[tuple[str | None, str | None]]) -> tuple[str, ...]:
    """Articles by number, then places in 附則, each said once; a citation of the whole is left out."""
    given = set(places)
    articles = sorted({article for article, suppl in given if article and not suppl}, key=article_order)
    supplementary = {place(article=article, suppl=suppl) for article, suppl in given if suppl}
    return (*(place(article=article) for article in articles), *sorted(supplementary))


def article_order(article: str) -> list[int]:
    """A key to sort article numbers by: "9" comes before "10-2"."""
    return [int(part) for part in article.split("-")]
