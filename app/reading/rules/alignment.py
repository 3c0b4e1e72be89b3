"""How a reading is laid over a word so that only its kanji carry it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import NamedTuple

from app.reading.rules.kanji import RUNS, has_kanji, hiragana, is_reading

FOR_KA = "ヵヶ"
ROUND_NUMBER = re.compile("([0-9０-９.．,，]+)([万億兆])")
ROUND = {"万": "まん", "億": "おく", "兆": "ちょう"}


class Part(NamedTuple):
    """A piece of a text and what stands over it; None over kana, digits and signs."""

    text: str
    reading: str | None = None


def align(text: str, reading: str | None) -> tuple[Part, ...]:
    """Lay the reading over the kanji; the kana of the word are the anchors.

    A word with digits or letters in it cannot be anchored: it stays bare, since a wrong reading is worse than none.
    """
    if number := ROUND_NUMBER.fullmatch(text):
        return (Part(number[1]), Part(number[2], ROUND[number[2]]))
    read = hiragana(reading or "")
    runs = RUNS.findall(text)
    if not has_kanji(text) or not is_reading(read) or not all(map(_is_word, runs)):
        return (Part(text),)
    found = _said(runs, read)
    if found is None:
        return (Part(text, read),)
    return tuple(Part(run, said if _is_kanji(run) else None) for run, said in zip(runs, found, strict=True))


def lay(text: str, reading: str, pieces: Sequence[Part]) -> tuple[Part, ...]:
    """Lay the reading over the word piece by piece, so that each ruby stays short.

    `pieces` are what the word is made of, as the analyser reads them. Where their readings are not what the whole
    is read as, those that agree at both ends are taken, and what is between them stays together.
    """
    read = hiragana(reading)
    known = [Part(piece.text, hiragana(piece.reading or "") if _sounds(piece.text) else "") for piece in pieces]
    head = _agreeing(read, known)
    rest = read[sum(len(piece.reading or "") for piece in known[:head]) :]
    tail = _agreeing(rest[::-1], [Part(p.text, (p.reading or "")[::-1]) for p in reversed(known[head:])])
    last = len(known) - tail
    middle = "".join(piece.text for piece in known[head:last])
    said = rest[: len(rest) - sum(len(piece.reading or "") for piece in known[last:])]
    if bool(middle) != bool(said):  # what is left over has no letters, or no reading
        return _one_by_one(align(text, read), pieces)
    between = _one_by_one(align(middle, said), known[head:last]) if middle else ()
    before, after = ([part for piece in side for part in align(*piece)] for side in (known[:head], known[last:]))
    return (*before, *between, *after)


def _one_by_one(whole: tuple[Part, ...], pieces: Sequence[Part]) -> tuple[Part, ...]:
    """The whole where it carries a reading, else what each of its pieces is read as."""
    if any(part.reading for part in whole):
        return whole
    return tuple(part for piece in pieces for part in align(*piece))


def _agreeing(reading: str, pieces: Sequence[Part]) -> int:
    """How many of the pieces, one after the other, the reading begins with."""
    count = at = 0
    for piece in pieces:
        said = piece.reading or ""
        if (_sounds(piece.text) and not said) or not reading.startswith(said, at):
            break
        at += len(said)
        count += 1
    return count


def _sounds(text: str) -> bool:
    """Is it read at all? The dot in 定期巡回・随時対応 is not."""
    return any(sign.isalnum() for sign in text)


def _is_kanji(run: str) -> bool:
    return has_kanji(run) or run[0] in FOR_KA


def _is_word(run: str) -> bool:
    return _is_kanji(run) or is_reading(hiragana(run))


def fits(text: str, reading: str) -> bool:
    """Can the word be read so? Its kana must be found in the reading; digits and letters may be read as anything."""
    return "\n" not in reading and _said(RUNS.findall(text), hiragana(reading)) is not None


def _said(runs: Sequence[str], read: str) -> list[str] | None:
    """What each run of the word is read as, the first as briefly as the rest allows; None where they do not fit."""
    steps, ends = [], {len(read): len(read)}
    for run in reversed(runs):
        ends = _ends(run, read, ends)
        steps.append(ends)
    if 0 not in ends:
        return None
    said, at = [], 0
    for ends in reversed(steps):
        said.append(read[at : ends[at]])
        at = ends[at]
    return said


def _ends(run: str, read: str, follows: Container[int]) -> dict[int, int]:
    """Where the run ends, by where it begins, if what follows it begins at one of those places.

    Each place is looked at once: a regular expression would try the lengths of all runs with each other.
    """
    kana = hiragana(run)
    if _is_word(run) and not _is_kanji(run):
        places = (at for at in range(len(read)) if read.startswith(kana, at))
        return {at: at + len(kana) for at in places if at + len(kana) in follows}
    least = 1 if _is_kanji(run) else 0
    ends: dict[int, int] = {}
    for at in range(len(read) - least, -1, -1):
        if at + least in follows:
            ends[at] = at + least
        elif at + 1 in ends:
            ends[at] = ends[at + 1]
    return ends
