"""When a module and a training are complete: rules that a person can read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from operator import attrgetter

from app.training.rules.applying import held_back
from app.training.rules.words import Form


class Standing(StrEnum):
    """How somebody stands in a module."""

    DONE = "done"
    BEGUN = "begun"
    OPEN = "open"
    OVERDUE = "overdue"
    WAITING = "waiting"


STANDING_LABELS = {
    Standing.DONE: "修了",
    Standing.BEGUN: "途中",
    Standing.OPEN: "これから",
    Standing.OVERDUE: "期限切れ",
    Standing.WAITING: "先の科目待ち",
}
RULES = (
    "科目は、決められた時間を満たすと修了です。",
    "時間が決められていない科目は、時間が1分でも記録されると修了です。",
    "合格の要るレポートのある科目は、それに合格していることも要ります。",
    "確認問題のある科目は、それに合格していることも要ります。",
    "先に修了する科目が決められているときは、それが修了してから修了になります。",
    "割り当てられた科目がすべて修了すると、研修の修了です。",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a module asks of somebody; `unconfirmed` is a figure that nobody has compared with the organiser's 要項."""

    module_id: int
    title: str
    form: Form | None
    minutes: int | None
    final_check: str | None
    due_on: date | None
    report: str | None = None
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Stand:
    """How far somebody is with one module."""

    wanted: Wanted
    minutes: int
    check_passed: bool
    report_passed: bool
    standing: Standing
    waits_for: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        return self.standing is Standing.DONE

    @property
    def missing_minutes(self) -> int:
        return max(0, (self.wanted.minutes or 0) - self.minutes)

    @property
    def lacks_check(self) -> bool:
        return self.wanted.final_check is not None and not self.check_passed

    @property
    def lacks_report(self) -> bool:
        return not self.report_passed


def stand(wanted: Wanted, minutes: int, *, passed: frozenset[str], today: date) -> Stand:
    """How somebody stands who has these minutes and has passed these checks and reports."""
    check_passed = wanted.final_check is None or wanted.final_check in passed
    report_passed = wanted.report is None or wanted.report in passed
    enough = minutes > 0 if wanted.minutes is None else minutes >= wanted.minutes
    if enough and check_passed and report_passed:
        standing = Standing.DONE
    elif wanted.due_on is not None and wanted.due_on < today:
        standing = Standing.OVERDUE
    else:
        standing = Standing.BEGUN if minutes else Standing.OPEN
    return Stand(wanted, minutes, check_passed, report_passed, standing)


STANDING = attrgetter("standing")


@dataclass(frozen=True, slots=True)
class Whole:
    """How somebody stands in everything that is asked of them."""

    stands: tuple[Stand, ...]
    overdue: tuple[Stand, ...]
    done: int


def spread(wholes: Iterable[Whole]) -> dict[int, dict[Standing, int]]:
    """How many stand how, by module; what many share is looked at once."""
    held = list(wholes)
    alike = Counter(map(id, held))
    found: defaultdict[int, Counter[Standing]] = defaultdict(Counter)
    for each in {id(whole): whole for whole in held}.values():
        for own in each.stands:
            found[own.wanted.module_id][own.standing] += alike[id(each)]
    return {module_id: {one: counts[one] for one in Standing} for module_id, counts in found.items()}


def in_order(stands: Sequence[Stand], before: Mapping[int, Sequence[int]]) -> tuple[Stand, ...]:
    """The same, with what waits for a module that comes before it told so; what is overdue stays overdue."""
    known = {each.wanted.module_id: each for each in stands}
    held = held_back({id_: each.done for id_, each in known.items()}, before)
    return tuple(
        _waiting(each, [known[id_].wanted.title for id_ in held.get(each.wanted.module_id, ())]) for each in stands
    )


def _waiting(stand: Stand, titles: Sequence[str]) -> Stand:
    if not titles:
        return stand
    standing = stand.standing if stand.standing is Standing.OVERDUE else Standing.WAITING
    return replace(stand, standing=standing, waits_for=tuple(titles))


class Judge:
    """Judges many who have passed the same checks: a figure, and a line of them, that many have is judged once."""

    def __init__(
        self, wanted: Iterable[Wanted], passed: frozenset[str], today: date, before: Mapping[int, Sequence[int]]
    ) -> None:
        self._wanted = {each.module_id: each for each in wanted}
        self._nothing = {id_: stand(each, 0, passed=passed, today=today) for id_, each in self._wanted.items()}
        self._passed, self._today, self._before = passed, today, before
        self._figures: dict[str, tuple[int, Stand]] = {}
        self._lines: dict[str, Whole] = {}

    def whole(self, line: str) -> Whole:
        """How somebody stands whose minutes are written as "module:minutes,module:minutes"."""
        found = self._lines.get(line)
        if found is None:
            found = self._lines[line] = self._read(line)
        return found

    def _read(self, line: str) -> Whole:
        said = line.split(",") if line else []
        for figure in set(said) - self._figures.keys():
            self._figures[figure] = self._judged(figure)
        known = self._nothing | dict(map(self._figures.__getitem__, said))
        stands = tuple(map(known.__getitem__, self._nothing))
        if self._before:
            stands = in_order(stands, self._before)
        standings = list(map(STANDING, stands))
        late = Standing.OVERDUE in standings
        overdue = tuple(each for each in stands if each.standing is Standing.OVERDUE) if late else ()
        return Whole(stands, overdue, standings.count(Standing.DONE))

    def _judged(self, figure: str) -> tuple[int, Stand]:
        """Minutes of a module that is asked of nobody by now are left aside by the caller."""
        module_id, minutes = map(int, figure.split(":"))
        wanted = self._wanted.get(module_id) or Wanted(module_id, "", None, None, None, None)
        return module_id, stand(wanted, minutes, passed=self._passed, today=self._today)


def complete(stands: Iterable[Stand]) -> bool:
    """Everything that was assigned is done, and something was."""
    found = list(stands)
    return bool(found) and all(each.done for each in found)


@dataclass(frozen=True, slots=True)
class FormTotal:
    """Minutes of one form: earned and wanted."""

    form: Form | None
    minutes: int
    wanted: int
    unconfirmed: bool = False

    @property
    def counts(self) -> bool:
        return bool(self.minutes or self.wanted)

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.minutes)


def by_form(stands: Sequence[Stand], earned: Mapping[Form | None, int]) -> list[FormTotal]:
    """The minutes by form, against what the modules with a known figure ask."""
    wanted: dict[Form | None, int] = {}
    unconfirmed = {each.wanted.form for each in stands if each.wanted.unconfirmed}
    for each in stands:
        wanted[each.wanted.form] = wanted.get(each.wanted.form, 0) + (each.wanted.minutes or 0)
    forms: list[Form | None] = [*Form, None]
    return [
        FormTotal(form, earned.get(form, 0), wanted.get(form, 0), form in unconfirmed)
        for form in forms
        if form in wanted or form in earned
    ]
