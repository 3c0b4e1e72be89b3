"""Figures of a lesson: a few lines of YAML become an accessible picture made of words, lists and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from markupsafe import Markup, escape

from app.questions.rules import marked_yaml, schemas

SCHEMAS = File(__file__).parents[1] / "schemas"
FULL = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """What the author wrote: its kind decides how the items are drawn."""

    kind: str
    title: str
    items: Sequence[Mapping[str, Any]]
    columns: Sequence[str]
    note: str | None


def read(text: str) -> tuple[Figure | None, list[str]]:
    """The figure, or what is wrong with it in sentences."""
    document, problems = marked_yaml.read("figure", text.encode())
    if document is None:
        return None, [problem.message for problem in problems]
    wrong = [problem.message for problem in problems]
    wrong += [said for _path, said in schemas.findings(document, "figure", SCHEMAS)]
    if wrong:
        return None, wrong
    data = document.data
    figure = Figure(data["kind"], data["title"], data["items"], data.get("columns") or (), data.get("note"))
    return figure, _missing(figure)


def _missing(figure: Figure) -> list[str]:
    """What this kind of figure needs of every item."""
    needs = {"steps": ("label", "text"), "timeline": ("label", "text"), "bars": ("label", "value")}
    wanted = needs.get(figure.kind, ("row", "cells"))
    wrong = [f"{figure.kind} の項目に {key} がありません" for item in figure.items for key in wanted if key not in item]
    if figure.kind == "matrix":
        width = len(figure.columns)
        wrong += [
            f"「{item['row']}」の cells が {len(item['cells'])} 個です。columns と同じ {width} 個にしてください"
            for item in figure.items
            if "cells" in item and "row" in item and len(item["cells"]) != width
        ]
    return list(dict.fromkeys(wrong))


def html(figure: Figure, identity: str) -> Markup:
    """The figure as HTML; `identity` names it within the page."""
    inside = DRAWINGS[figure.kind](figure)
    note = Markup('<p class="figure-note">{}</p>').format(figure.note) if figure.note else Markup("")
    frame = Markup('<figure class="lesson-figure" id="{}"><figcaption>{}</figcaption>{}{}</figure>\n')
    return frame.format(identity, figure.title, inside, note)


def _list(figure: Figure) -> Markup:
    item = Markup('<li><span class="figure-label">{}</span><span class="figure-text">{}</span></li>')
    items = Markup("").join(item.format(each["label"], each["text"]) for each in figure.items)
    return Markup('<ol class="figure-{}">{}</ol>').format(figure.kind, items)


def _bars(figure: Figure) -> Markup:
    """Each value as a number that is read and a bar that is seen."""
    largest = max(float(item["value"]) for item in figure.items) or 1.0
    row = Markup(
        '<tr><th scope="row">{}</th><td class="amount">{}{}</td><td class="figure-bar">'
        '<svg class="meter-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="rest" width="100" height="10"/><rect class="done" width="{}" height="10"/></svg></td></tr>'
    )
    rows = Markup("").join(
        row.format(
            each["label"], each["value"], each.get("unit") or "", round(FULL * float(each["value"]) / largest, 1)
        )
        for each in figure.items
    )
    head = Markup('<thead><tr><th>項目</th><th class="amount">値</th><th>グラフ</th></tr></thead>')
    whole = Markup(
        '<div class="table-frame" role="region" aria-label="{}" tabindex="0">'
        '<table class="table figure-bars">{}<tbody>{}</tbody></table></div>'
    )
    return whole.format(figure.title, head, rows)


def _matrix(figure: Figure) -> Markup:
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(column) for column in figure.columns)
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            item["row"], Markup("").join(Markup("<td>{}</td>").format(cell) for cell in item["cells"])
        )
        for item in figure.items
    )
    whole = Markup(
        '<div class="table-frame" role="region" aria-label="{}" tabindex="0"><table class="table">'
        '<thead><tr><th scope="col"><span class="visually-hidden">項目</span></th>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    )
    return whole.format(escape(figure.title), heads, rows)


DRAWINGS: dict[str, Callable[[Figure], Markup]] = {
    "steps": _list,
    "timeline": _list,
    "bars": _bars,
    "matrix": _matrix,
}
