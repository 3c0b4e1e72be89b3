"""The text of a lesson as HTML: Markdown without HTML, links or pictures, with footnotes, figures and hints."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup

from app.training.rules import figures

MARK = re.compile(r"\[\^([^\]\s]+)\]")
CELLS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a lesson below one heading; its paragraphs are numbered through the lesson."""

    number: int
    title: str
    html: Markup
    first_paragraph: int
    last_paragraph: int
    characters: int


@dataclass(frozen=True, slots=True)
class Page:
    """A lesson as it is read: its sections, and the footnotes in the order in which they are met."""

    sections: tuple[Section, ...]
    marks: tuple[str, ...]

    @property
    def paragraphs(self) -> int:
        return self.sections[-1].last_paragraph if self.sections else 0


def _footnote(state: StateInline, silent: bool) -> bool:
    found = MARK.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("footnote", "", 0).meta = {"mark": found[1]}
    state.pos = found.end()
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.disable(["image", "link", "autolink", "html_inline", "html_block", "reference", "code"])
    parser.inline.ruler.before("link", "footnote", _footnote)
    parser.add_render_rule("footnote", _footnote_html)
    parser.add_render_rule("fence", _fence_html)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    parser.add_render_rule("blockquote_open", _hint_open)
    parser.add_render_rule("blockquote_close", lambda *_: "</div>\n")
    return parser


def _footnote_html(
    _self: Any, tokens: Sequence[Token], index: int, _options: Any, env: MutableMapping[str, Any]
) -> str:
    mark = tokens[index].meta["mark"]
    marks: list[str] = env["marks"]
    if mark not in marks:
        marks.append(mark)
    number = marks.index(mark) + 1
    link = Markup('<sup class="footnote"><a href="#source-{0}" aria-label="根拠{0}">{0}</a></sup>')
    return link.format(number)


def _fence_html(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    figure, _wrong = figures.read(tokens[index].content)
    return "" if figure is None else figures.html(figure, str(tokens[index].attrGet("id") or ""))


def _table_open(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    frame = Markup(
        '<div class="table-frame" id="{}" role="region" aria-label="表" tabindex="0"><table class="table">\n'
    )
    return frame.format(tokens[index].attrGet("id") or "")


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _hint_open(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return Markup('<div class="lesson-hint" id="{}" role="note">\n').format(tokens[index].attrGet("id") or "")


PARSER = _parser()


def page(body: str) -> Page:
    """The whole lesson, section by section."""
    env: dict[str, Any] = {"marks": []}
    parts = list(_parts(PARSER.parse(body, env)))
    sections = []
    paragraph = 0
    for number, (title, tokens) in enumerate(parts, 1):
        first = paragraph + 1
        for token in _blocks(tokens):
            paragraph += 1
            token.attrSet("id", f"p-{paragraph}")
        html = Markup(PARSER.renderer.render(tokens, PARSER.options, env))  # noqa: S704 -- html is off, the rules escape
        sections.append(Section(number, title, html, first, paragraph, _length(tokens)))
    return Page(tuple(sections), tuple(env["marks"]))


def _parts(tokens: Sequence[Token]) -> Iterator[tuple[str, list[Token]]]:
    """The blocks below each heading of the second level; what stands before the first belongs to it."""
    title = ""
    kept: list[Token] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "heading_open" and token.tag == "h2":
            if title:
                yield title, kept
                kept = []
            title = _plain(tokens[position + 1])
            position += 3
            continue
        kept.append(token)
        position += 1
    if kept or title:
        yield title, kept


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _blocks(tokens: Sequence[Token]) -> Iterator[Token]:
    """What a reader sees as one block and goes on at."""
    return (token for token in tokens if token.level == 0 and token.nesting >= 0)


def _length(tokens: Sequence[Token]) -> int:
    return sum(len(MARK.sub("", token.content)) for token in tokens if token.type in ("inline", "fence"))


def faults(body: str) -> Iterator[tuple[int, str]]:
    """What is wrong with the text, with the number of the line counted from 0."""
    headings = 0
    for token in PARSER.parse(body, {"marks": []}):
        line = token.map[0] if token.map else 0
        if token.type == "heading_open":
            headings += token.tag == "h2"
            if token.tag not in ("h2", "h3"):
                yield line, "見出しは ## と ### だけにしてください"
        elif token.type == "fence":
            yield from ((line, said) for said in _of_fence(token))
    if headings < 2:
        yield 0, "## の見出しを二つ以上置いてください"
    yield from _of_tables(body)


def _of_fence(token: Token) -> list[str]:
    if token.info.strip() != "figure":
        return ["``` の囲みは figure だけです"]
    _figure, wrong = figures.read(token.content)
    return [f"図：{said}" for said in wrong]


def _of_tables(body: str) -> Iterator[tuple[int, str]]:
    """Every row of a table has as many cells as its head."""
    width = 0
    for number, line in enumerate(body.split("\n")):
        row = line.strip()
        if not (row.startswith("|") and row.endswith("|") and len(row) > 1):
            width = 0
            continue
        cells = len(CELLS.findall(row)) - 1
        if width and cells != width:
            yield number, f"表のこの行は {cells} 列です。見出しと同じ {width} 列にしてください"
        width = width or cells
