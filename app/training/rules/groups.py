"""演習班: learners shared out evenly, so that those of one office and of one profession come apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_GROUPS = 200
USUAL_TITLE = "{n}班"


class Mixed(StrEnum):
    """What should not meet in one group."""

    OFFICE = "office"
    PROFESSION = "profession"


MIXED_LABELS = {Mixed.OFFICE: "事業所", Mixed.PROFESSION: "職種"}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is in a group or needs one; `marks` are what should not meet, the weightiest first."""

    id: int
    marks: tuple[str | None, ...]


def shared_out(newcomers: Sequence[Member], groups: Sequence[Sequence[Member]]) -> dict[int, int]:
    """The group of each newcomer, by its place among the groups; those who are in one stay where they are.

    The smallest groups are filled first, so that no group becomes more than one larger than another. Among these
    each goes where the fewest share the same mark: people of an office that has no more than there are groups
    never meet when all are shared out anew.
    """
    sizes = [len(members) for members in groups]
    met = [Counter(mark for each in members for mark in _marks(each)) for members in groups]
    found: dict[int, int] = {}
    for person in _in_turn(newcomers):
        marks = _marks(person)
        place = min((sizes[n], [met[n][mark] for mark in marks], n) for n in range(len(sizes)))[2]
        found[person.id] = place
        sizes[place] += 1
        met[place].update(marks)
    return found


def _marks(person: Member) -> list[tuple[int, str]]:
    """What should not meet, each with its rank; an unknown office is that of nobody else."""
    return [(rank, mark) for rank, mark in enumerate(person.marks) if mark]


def _in_turn(people: Sequence[Member]) -> list[Member]:
    """Those who share a mark one after the other, the largest crowd first; who has none comes last."""
    crowds = Counter(mark for each in people for mark in _marks(each))

    def turn(person: Member) -> tuple[list[tuple[int, str]], int]:
        return [(-crowds[rank, mark or ""], mark or "") for rank, mark in enumerate(person.marks)], person.id

    return sorted(people, key=turn)


def fresh_titles(taken: Iterable[str], count: int) -> list[str]:
    """So many usual titles that are not taken: 1班, 2班 and so on."""
    known, found, n = set(taken), list[str](), 0
    while len(found) < count:
        n += 1
        title = USUAL_TITLE.format(n=n)
        if title not in known:
            found.append(title)
    return found
