"""What is true at the front door: the greeting, and how far somebody is with the questions to try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MORNING, DAY, EVENING = 5, 11, 18
UNMARKED = 0


def greeting(hour: int) -> str:
    """What one says at this hour of the day in Japan."""
    if MORNING <= hour < DAY:
        return "おはようございます"
    return "こんにちは" if DAY <= hour < EVENING else "こんばんは"


def family_name(name: str) -> str:
    """What the person is called by: the part before the space, or all of a name without one."""
    return name.split()[0] if name.split() else name


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form sent for one question: positions that exist, and whether there was anything else."""

    positions: tuple[int, ...]
    strange: bool

    def fit(self, choose: int) -> bool:
        return not self.strange and len(self.positions) == choose


def choices(sent: Sequence[str], statements: int) -> Choices:
    """Read the sent positions; what is no statement of the question, or comes twice, is strange."""
    possible = {str(position) for position in range(1, statements + 1)}
    positions = tuple(sorted({int(text) for text in sent if text in possible}))
    return Choices(positions, strange=len(positions) != len(sent))


@dataclass(frozen=True, slots=True)
class Trial:
    """How somebody has marked the questions to try: a mask for each, UNMARKED where there is none yet.

    `edition_id` and `revision` say what was marked: after a change of the questions it counts no more.
    """

    edition_id: int
    revision: int
    masks: tuple[int, ...]

    @classmethod
    def begun(cls, edition_id: int, revision: int, count: int) -> Trial:
        """Nothing marked yet."""
        return cls(edition_id, revision, (UNMARKED,) * count)

    @classmethod
    def from_cookie(cls, kept: object, nothing: Trial) -> Trial:
        """What the cookie kept, if it speaks of the same questions as `nothing`; otherwise `nothing`."""
        if not isinstance(kept, list) or len(kept) != len(nothing.as_cookie()):
            return nothing
        edition_id, revision, *masks = kept
        same = (edition_id, revision) == (nothing.edition_id, nothing.revision)
        return cls(edition_id, revision, tuple(masks)) if same else nothing

    def as_cookie(self) -> list[int]:
        return [self.edition_id, self.revision, *self.masks]

    def marked(self, number: int, mask: int) -> Trial:
        """With question `number` marked; whoever has marked all and marks the first again begins anew."""
        before = (UNMARKED,) * len(self.masks) if number == 1 and self.finished else self.masks
        after = (*before[: number - 1], mask, *before[number:])
        return Trial(self.edition_id, self.revision, after)

    @property
    def answered(self) -> int:
        return sum(mask != UNMARKED for mask in self.masks)

    @property
    def finished(self) -> bool:
        return self.answered == len(self.masks)
