"""Glossary entries and keepers for tests."""

from __future__ import annotations

from typing import Any

from app import clock
from app.accounts.actions import home_organisation
from app.accounts.models import Person
from app.accounts.rules import Role
from app.reading.actions.glossary import Entry, load_glossary
from tests.factories import member

LAW = {"label": "介護保険法 第9条", "url": "https://example.jp/law"}


def entry(term: str, reading: str, **about: Any) -> Entry:
    """A term with a text of its own."""
    usual: dict[str, Any] = {"aliases": [], "text": f"{term}の説明の文。", "sources": [LAW], "see": []}
    return Entry(term=term, reading=reading, **{**usual, **about})


def some_glossary() -> None:
    """Three terms in three rows."""
    load_glossary(
        [
            entry("被保険者", "ひほけんしゃ", see=["保険者"], aliases=["加入者"]),
            entry("保険者", "ほけんしゃ"),
            entry("介護支援専門員", "かいごしえんせんもんいん", aliases=["ケアマネジャー"]),
            entry("ＡＤＬ", "えーでぃーえる"),
        ]
    )


def keeper(role: Role = Role.INSTRUCTOR) -> Person:
    """Somebody who may correct readings."""
    return member(role, home_organisation(clock.now()), name="講師 一")
