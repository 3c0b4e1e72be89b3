"""When a module and a training are complete: rules that a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.training.rules.words import Form


class Standing(StrEnum):
    """How somebody stands in a module."""

    DONE = "done"
    BEGUN = "begun"
    OPEN = "open"
    OVERDUE = "overdue"


STANDING_LABELS = {
    Standing.DONE: "修了",
    Standing.BEGUN: "途中",
    Standing.OPEN: "これから",
    Standing.OVERDUE: "期限切れ",
}
RULES = (
    "科目は、決められた時間を満たすと修了です。",
    "時間が決められていない科目は、時間が1分でも記録されると修了です。",
    "合格の要るレポートのある科目は、それに合格していることも要ります。",
    "確認問題のある科目は、それに合格していることも要ります。",
    "割り当てられた科目がすべて修了すると、研修の修了です。",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a module asks of somebody."""

    module_id: int
    title: str
    form: Form | None
    minutes: int | None
    final_check: str | None
    due_on: date | None
    report: str | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """How far somebody is with one module."""

    wanted: Wanted
    minutes: int
    check_passed: bool
    report_passed: bool
    standing: Standing

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


class Judge:
    """Judges many people in one module: who has the same minutes and checks stands the same, and is judged once."""

    def __init__(self, wanted: Wanted, today: date) -> None:
        self.wanted, self.today, self.module_id = wanted, today, wanted.module_id
        self._known: dict[tuple[int, bool, bool], Stand] = {}

    def stand(self, minutes: int, passed: frozenset[str]) -> Stand:
        """How somebody stands who has these minutes and has passed these checks."""
        key = minutes, self.wanted.final_check in passed, self.wanted.report in passed
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = stand(self.wanted, minutes, passed=passed, today=self.today)
        return found


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


def by_form(stands: Iterable[Stand], earned: Mapping[Form | None, int]) -> list[FormTotal]:
    """The minutes by form, against what the modules with a known figure ask."""
    wanted: dict[Form | None, int] = {}
    for each in stands:
        wanted[each.wanted.form] = wanted.get(each.wanted.form, 0) + (each.wanted.minutes or 0)
    forms: list[Form | None] = [*Form, None]
    return [
        FormTotal(form, earned.get(form, 0), wanted.get(form, 0)) for form in forms if form in wanted or form in earned
    ]
