"""A training that runs: how somebody comes into a cohort, and what state that is in."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8
LARGEST_COHORT = 2_000


class EnrolmentState(StrEnum):
    APPLIED = "applied"
    WAITING = "waiting"
    ENROLLED = "enrolled"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


ENROLMENT_STATE_LABELS = {
    EnrolmentState.APPLIED: "申込",
    EnrolmentState.WAITING: "空き待ち",
    EnrolmentState.ENROLLED: "受講中",
    EnrolmentState.DECLINED: "不決定",
    EnrolmentState.WITHDRAWN: "取下げ",
}
OPEN = frozenset({EnrolmentState.APPLIED, EnrolmentState.WAITING})
OUT = frozenset({EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN})
HOLDS_A_SEAT = frozenset({EnrolmentState.ENROLLED})


class Route(StrEnum):
    """How an enrolment came about."""

    LIST = "list"
    CODE = "code"
    IMPORT = "import"


ROUTE_LABELS = {Route.LIST: "メールアドレス", Route.CODE: "受講コード", Route.IMPORT: "名簿"}


def seat(capacity: int, taken: int) -> EnrolmentState:
    """A seat while there is one, otherwise a place on the waiting list."""
    return EnrolmentState.ENROLLED if taken < capacity else EnrolmentState.WAITING


def days_fit(starts_on: date, ends_on: date) -> bool:
    """A training ends on the day on which it begins, or later."""
    return starts_on <= ends_on


def due_fits(due_on: date | None, starts_on: date, ends_on: date) -> bool:
    """A module is due within the training."""
    return due_on is None or starts_on <= due_on <= ends_on
