"""The draft as a candidate sees it, and how its author wants to look at it: furigana, a phone, large letters, dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from app.questions.actions import writing
from app.questions.models import Question
from app.questions.queries import bank
from app.questions.rules.drafting import Content
from app.reading.rules import leaks

SIZES = {"": "標準", "150": "150%", "200": "200%"}
COLOURS = {"": "表示設定のとおり", "light": "明るい", "dark": "暗い"}


@dataclass(frozen=True, slots=True)
class Look:
    """What the switches beside the preview say; they are fields of the form, so that pressing one loses nothing."""

    furigana: bool = False
    phone: bool = False
    text: str = ""
    theme: str = ""

    @property
    def said(self) -> dict[str, Any]:
        """For the address of the form, so that a page that is opened anew looks the same."""
        words = {
            "furigana": "1" if self.furigana else "",
            "look-phone": "1" if self.phone else "",
            "look-text": self.text,
            "look-theme": self.theme,
        }
        return {name: word for name, word in words.items() if word}


def look_asked() -> Look:
    """What this request says of the look; anything else that stands there is the usual look."""
    said = request.form if request.method == "POST" else request.args
    text, theme = said.get("look-text", ""), said.get("look-theme", "")
    return Look(
        furigana="furigana" in said,
        phone="look-phone" in said,
        text=text if text in SIZES else "",
        theme=theme if theme in COLOURS else "",
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as the sitting shows a question."""

    number: int
    section_title: str
    stem: str
    case: str | None
    choose: int
    statements: tuple[PreviewStatement, ...]
    image_sha: str | None
    image_alt: str | None

    @property
    def asked(self) -> list[str]:
        return [*([self.case] if self.case else []), self.stem, *(one.text for one in self.statements)]

    def guard(self) -> leaks.Guard:
        return leaks.guard(self.stem, [one.text for one in self.statements])


@dataclass(frozen=True, slots=True)
class PreviewStatement:
    position: int
    text: str


def preview_of(question: Question, content: Content) -> Preview:
    """The draft as candidates would see it, with words where there are none yet."""
    image = content.get("image")
    known = writing.cases(question.organisation_id).get(content["case"])
    section = next((t.section_title for t in bank.topics(question.organisation_id) if t.code == content["topic"]), "")
    return Preview(
        number=1,
        section_title=section,
        stem=content["stem"] or "（問題文）",
        case=content["case_text"] or (known.text if known else None),
        choose=int(content["choose"]),
        statements=tuple(
            PreviewStatement(n, one["text"] or "（まだ書かれていません）")
            for n, one in enumerate(content["statements"], 1)
        ),
        image_sha=image["sha256"] if image else None,
        image_alt=image["alt"] if image else None,
    )
