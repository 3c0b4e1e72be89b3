"""The words of a text in HTML, and what of it words cannot say; nothing in it is run or fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from app.questions.rules.exchange.package import Effect, Package

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
MARKUP = re.compile(r"<[a-zA-Z/!]|&[#a-zA-Z0-9]+;")
SILENT = frozenset({"script", "style", "noscript", "template", "object", "iframe", "embed", "head", "rt", "rp"})
BREAKS = frozenset(
    {
        "br",
        "p",
        "div",
        "li",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "ul",
        "ol",
        "prompt",
        "qti-prompt",
    }
)
LOST = {
    "script": (Effect.DROPPED, "スクリプトと書式（script・style）は取り込みません"),
    "style": (Effect.DROPPED, "スクリプトと書式（script・style）は取り込みません"),
    "object": (Effect.DROPPED, "埋め込み（object・iframe・動画・音声）は取り込みません"),
    "iframe": (Effect.DROPPED, "埋め込み（object・iframe・動画・音声）は取り込みません"),
    "embed": (Effect.DROPPED, "埋め込み（object・iframe・動画・音声）は取り込みません"),
    "video": (Effect.DROPPED, "埋め込み（object・iframe・動画・音声）は取り込みません"),
    "audio": (Effect.DROPPED, "埋め込み（object・iframe・動画・音声）は取り込みません"),
    "a": (Effect.DROPPED, "リンクは外し、言葉だけを取り込みました"),
    "table": (Effect.APPROXIMATED, "表は、文字の並びにしました"),
    "math": (Effect.APPROXIMATED, "数式・上付き・下付きは、ふつうの文字にしました"),
    "sup": (Effect.APPROXIMATED, "数式・上付き・下付きは、ふつうの文字にしました"),
    "sub": (Effect.APPROXIMATED, "数式・上付き・下付きは、ふつうの文字にしました"),
    "rt": (Effect.DROPPED, "ふりがなは外しました（このサイトのふりがなが付きます）"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that a text shows: where it says that it is, and its description."""

    src: str
    alt: str


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one line, what it showed beside words, and what was lost."""

    text: str = ""
    pictures: tuple[Picture, ...] = ()
    lost: frozenset[tuple[Effect, str]] = field(default_factory=frozenset)

    def tell(self, package: Package, place: str) -> None:
        """Put into the report what was lost here."""
        for effect, message in sorted(self.lost):
            (package.drop if effect is Effect.DROPPED else package.approximate)(place, message)


def words(text: str) -> Words:
    """The words of the text, whether it is HTML or plain."""
    if not MARKUP.search(text):
        return Words(one_line(text))
    try:
        root = html.fragment_fromstring(CONTROL.sub("", text), create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Words(one_line(re.sub(r"<[^>]*>", " ", text)))
    return of_tree(root)


def of_tree(root: etree._Element) -> Words:
    """The words below an element of HTML or of a format that borrows it, whatever its namespace."""
    pictures: list[Picture] = []
    lost: set[tuple[Effect, str]] = set()
    said = "".join(_said(root, pictures, lost))
    return Words(one_line(said), tuple(pictures), frozenset(lost))


def _said(root: etree._Element, pictures: list[Picture], lost: set[tuple[Effect, str]]) -> Iterator[str]:
    """Each piece of text in order, without recursion: a file may be nested as deep as it likes."""
    silent: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local_name(element)
        if event == "start" and silent is None:
            picture = _picture(element, name)
            if picture is not None:
                pictures.append(picture)
            elif name in LOST:
                lost.add(LOST[name])
            if name in SILENT or not isinstance(element.tag, str):
                silent = element
            else:
                yield " " if name in BREAKS else ""
                yield element.text or ""
        elif event == "end":
            silent = None if silent is element else silent
            if silent is None and element is not root:
                yield " " if name in BREAKS else ""
                yield element.tail or ""


def _picture(element: etree._Element, name: str) -> Picture | None:
    if name == "img":
        return Picture(element.get("src") or "", one_line(element.get("alt") or ""))
    if name == "object" and (element.get("type") or "").startswith("image/"):
        return Picture(element.get("data") or "", one_line("".join(map(str, element.itertext()))))
    return None


def local_name(element: etree._Element) -> str:
    """The name without its namespace, in small letters; "" for a comment."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def one_line(text: str) -> str:
    """Without control characters and with one space where there were several of any kind."""
    return " ".join(CONTROL.sub("", text).replace("\u200b", "").split())
