"""Tables: readings of words, the furigana that was made with them, and the glossary."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Id, Model

ONLY = 1


class Edition(Model):
    """The one row that says which edition of the list of readings and of the glossary holds.

    An edition is a word that never comes again, so what was kept of an older one cannot be mistaken for it.
    """

    __tablename__ = "reading_edition"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[Id]
    readings: Mapped[str] = mapped_column(String(32))
    glossary: Mapped[str] = mapped_column(String(32))


class Reading(Model):
    """読み: how a word of our field is read; the site has one list for all.

    `stock_reading` is what the file said when it was last loaded; a word without one was added here.
    """

    __tablename__ = "reading"

    id: Mapped[Id]
    term: Mapped[str] = mapped_column(String(60), unique=True)
    reading: Mapped[str] = mapped_column(String(120))
    stock_reading: Mapped[str | None] = mapped_column(String(120))
    in_use: Mapped[bool] = mapped_column(default=True)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class KeptFurigana(Model):
    """ふりがな: what was made of a text, found again by its hash, as long as the edition holds."""

    __tablename__ = "kept_furigana"

    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    edition: Mapped[str] = mapped_column(String(32), primary_key=True)
    words: Mapped[str]


class GlossaryEntry(Model):
    """用語: a term of the field in our own words, with what it rests on.

    `stock_hash` is what the file said when it was last loaded; an entry without one was added here, or was loaded
    before anybody kept count. One that is not `in_use` is kept, and shown to nobody but those who write.
    """

    __tablename__ = "glossary_entry"

    id: Mapped[Id]
    term: Mapped[str] = mapped_column(String(60), unique=True)
    reading: Mapped[str] = mapped_column(String(120))
    kana_row: Mapped[str] = mapped_column(String(4), index=True)
    aliases: Mapped[list[str]]
    text: Mapped[str]
    sources: Mapped[list[dict[str, str | None]]] = mapped_column(JSON)
    see: Mapped[list[str]]
    search_text: Mapped[str]
    in_use: Mapped[bool] = mapped_column(default=True)
    stock_hash: Mapped[str | None] = mapped_column(String(64))
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime | None]
