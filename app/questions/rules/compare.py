"""How one version differs from another, statement by statement, with the changed words marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.reading.rules.breaks import phrases


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether they stand in both versions, only in the older or only in the newer."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Said:
    """One statement as the comparison needs it."""

    identity: int
    position: int
    text: str
    correct: bool
    why: str
    sources: str


@dataclass(frozen=True, slots=True)
class Line:
    """One part that changed: its heading and its pieces."""

    label: str
    pieces: tuple[Piece, ...]


def words(old: str, new: str) -> tuple[Piece, ...]:
    """The two texts as one, in phrases that are the same, were taken out or were put in."""
    before, after = phrases(old), phrases(new)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("".join(before[a:b]), "same"))
        else:
            found += [Piece("".join(before[a:b]), "out")] if b > a else []
            found += [Piece("".join(after[c:d]), "in")] if d > c else []
    return tuple(found)


def changed(label: str, old: str, new: str) -> list[Line]:
    """The part with its changed words marked, or nothing when it is the same."""
    return [Line(label, words(old, new))] if old != new else []


def statements(old: Sequence[Said], new: Sequence[Said]) -> list[Line]:
    """Every statement that was reworded, judged otherwise, moved, taken out or put in."""
    before = {one.identity: one for one in old}
    lines: list[Line] = []
    for one in new:
        was = before.pop(one.identity, None)
        lines += _added(one) if was is None else _altered(was, one)
    for gone in before.values():
        lines.append(Line(f"肢{gone.position}（なくなった肢）", (Piece(gone.text, "out"),)))
    return lines


def _added(one: Said) -> list[Line]:
    return [Line(f"肢{one.position}（新しい肢・{_mark(one.correct)}）", (Piece(one.text, "in"),))]


def _altered(was: Said, one: Said) -> list[Line]:
    name = f"肢{one.position}"
    if was.position != one.position:
        name += f"（前は肢{was.position}）"
    return [
        *changed(name, was.text, one.text),
        *changed(f"{name}の正誤", _mark(was.correct), _mark(one.correct)),
        *changed(f"{name}のなぜ", was.why, one.why),
        *changed(f"{name}の根拠", was.sources, one.sources),
    ]


def _mark(correct: bool) -> str:
    return "○" if correct else "×"
