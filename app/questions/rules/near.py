"""Which of ten thousand questions nearly repeat another: the measure of `sameness`, held in little memory.

A set of the groups of three letters of each of 50,000 statements would take half a gigabyte; here a statement is the
numbers of its groups, eight bytes each, and what is looked up stands in plain arrays.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeAlias

from app.questions.rules.exchange.package import Package
from app.questions.rules.sameness import GRAM, STATEMENTS_ALIKE, normal
from app.questions.rules.stock import Question

SAYS_SOMETHING = 8
"""Letters; 「正しい」 and 「市町村」 are choices of many questions."""
A_WHOLE_SENTENCE = 15
"""Letters; one shorter statement in common is a usual choice, 「都道府県知事が指定する。」, and no repetition."""
BUCKETS = 262_139
"""A prime: all three letters of a group decide its bucket."""
MOST_COMPARED = 200
NOBODY = -1
REPEATED = 2
"""So many statements in common make two questions one too many."""
REPEATS = (
    "ほかの問題と同じか、ほとんど同じ肢が二つ以上あります。重ねて入れていないか、かっこの中の問題を確かめてください"
)
NEARLY = "ほかの問題に、ほとんど同じ肢があります。別の事実をたずねているか、かっこの中の肢と見比べてください"
_LETTER = 21

Grams: TypeAlias = "array[int]"


def grams_of(text: str) -> Grams:
    """The same groups as `sameness.grams`, each as the number that its letters make, in order."""
    letters = [ord(letter) for letter in normal(text)]
    if len(letters) < GRAM:
        return array("Q", [sum(letter << _LETTER * place for place, letter in enumerate(letters))])
    runs = zip(letters, letters[1:], letters[2:], strict=False)
    return array("Q", sorted({a << 2 * _LETTER | b << _LETTER | c for a, b, c in runs}))


class Lookalikes:
    """Texts among which, or beside which, those that are nearly the same are found; never two of one owner.

    As in `sameness.alike` two texts can only be alike when they share one of their rarest groups; how rare
    a group is, is counted in buckets, and of those that share one the first two hundred are compared.
    """

    def __init__(self, texts: Iterable[str], owners: Sequence[int]) -> None:
        self._owners = owners
        self._sets = [grams_of(text) for text in texts]
        self._often = array("L", [0]) * BUCKETS
        for members in self._sets:
            for gram in members:
                self._often[gram % BUCKETS] += 1
        self._last = array("l", [-1]) * BUCKETS
        self._before, self._whose = array("l"), array("l")
        self._twins: dict[bytes, int] = {}

    def among_themselves(self) -> Iterator[tuple[int, int, float]]:
        """(later, earlier, likeness): each text with the nearest before it, if any is near."""
        for later, members in enumerate(self._sets):
            found = self._nearest(members, self._owners[later])
            if found is not None:
                yield later, *found
            self._remember(later, members)

    def nearest(self, text: str) -> tuple[int, float] | None:
        """Which of the texts is nearest to one from elsewhere; to be asked after `among_themselves`."""
        return self._nearest(grams_of(text), NOBODY)

    def _nearest(self, members: Grams, owner: int) -> tuple[int, float] | None:
        twin = self._twins.get(members.tobytes())
        if twin is not None and self._owners[twin] != owner:
            return twin, 1.0
        best: tuple[int, float] | None = None
        mine = set(members)
        for other in self._sharing(self._rarest(members), owner):
            theirs = self._sets[other]
            common = len(mine.intersection(theirs))
            score = common / (len(mine) + len(theirs) - common)
            if score >= STATEMENTS_ALIKE and (best is None or score > best[1]):
                best = other, score
        return best

    def _sharing(self, rarest: Sequence[int], owner: int) -> list[int]:
        found: dict[int, None] = {}
        for gram in rarest:
            place = self._last[gram % BUCKETS]
            while place >= 0 and len(found) < MOST_COMPARED:
                if self._owners[self._whose[place]] != owner:
                    found[self._whose[place]] = None
                place = self._before[place]
        return list(found)

    def _rarest(self, members: Grams) -> list[int]:
        often = self._often
        ordered = sorted(members, key=lambda gram: (often[gram % BUCKETS], gram))
        return ordered[: len(members) - ceil(STATEMENTS_ALIKE * len(members)) + 1]

    def _remember(self, number: int, members: Grams) -> None:
        """Texts that are the same are remembered once."""
        key = members.tobytes()
        if key in self._twins:
            return
        self._twins[key] = number
        for gram in self._rarest(members):
            self._before.append(self._last[gram % BUCKETS])
            self._whose.append(number)
            self._last[gram % BUCKETS] = len(self._whose) - 1


@dataclass(frozen=True, slots=True)
class Place:
    """A statement by its question and its number there."""

    question: str
    number: int

    def __str__(self) -> str:
        return f"{self.question}の肢{self.number}"


class OfFile:
    """The statements of a file: each with the nearest one before it, in the file or in the bank."""

    def __init__(self, questions: Iterable[Question]) -> None:
        asked = list(questions)
        said = [(owner, n) for owner, one in enumerate(asked) for n, it in enumerate(one.statements) if _says(it.text)]
        self._places = [Place(asked[owner].id, n + 1) for owner, n in said]
        self._alike = Lookalikes((asked[owner].statements[n].text for owner, n in said), [owner for owner, _ in said])
        self._short = {place for place, (owner, n) in enumerate(said) if not _is_whole(asked[owner].statements[n].text)}
        self._found = {
            later: (self._places[earlier], score) for later, earlier, score in self._alike.among_themselves()
        }

    def meet(self, question: str, number: int, text: str) -> None:
        """A statement of the bank: whose nearest is it?"""
        found = self._alike.nearest(text) if _says(text) else None
        if found is not None:
            mine, score = found
            if mine not in self._found or score > self._found[mine][1]:
                self._found[mine] = Place(question, number), score

    def tell(self, package: Package, changed: Collection[str]) -> None:
        """Name the pairs of which one is new or changed: questions that have two in common, and single sentences."""
        pairs: defaultdict[tuple[str, str], list[tuple[int, Place, float]]] = defaultdict(list)
        for mine, (other, score) in sorted(self._found.items()):
            pairs[self._places[mine].question, other.question].append((mine, other, score))
        for (mine_id, other_id), both in pairs.items():
            if mine_id not in changed and other_id not in changed:
                continue
            if len(both) >= REPEATED:
                package.warn(f"{mine_id}（{other_id}）", REPEATS)
            elif both[0][0] not in self._short:
                mine, other, score = both[0]
                package.warn(f"{self._places[mine]}（{other}、似かた{score:.0%}）", NEARLY)


def _says(text: str) -> bool:
    return len(normal(text)) >= SAYS_SOMETHING


def _is_whole(text: str) -> bool:
    return len(normal(text)) >= A_WHOLE_SENTENCE
