"""Licences of care managers: for how long one is valid by the policy of its day, and when to remind its holder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any


class LicenceKind(StrEnum):
    CARE_MANAGER = "care_manager"
    CHIEF = "chief_care_manager"


LICENCE_LABELS = {LicenceKind.CARE_MANAGER: "介護支援専門員証", LicenceKind.CHIEF: "主任介護支援専門員"}


SHARE_VERSION = "2026-11-22"


class LicenceState(StrEnum):
    VALID = "valid"
    ENDING = "ending"
    EXPIRED = "expired"


LICENCE_STATE_LABELS = {
    LicenceState.VALID: "有効",
    LicenceState.ENDING: "更新の時期",
    LicenceState.EXPIRED: "期限切れ",
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for a kind of licence that was issued between two days."""

    kind: LicenceKind
    first: date | None
    last: date | None
    years: int | None
    source: str
    remind_days: tuple[int, ...]
    note: str

    def covers(self, day: date) -> bool:
        """Was the licence issued while this policy held?"""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def policy(data: Mapping[str, Any]) -> Policy:
    """A policy from its file."""
    held = data["in_force"]
    return Policy(
        kind=LicenceKind(data["kind"]),
        first=held["from"],
        last=held["to"],
        years=data["years"],
        source=data["source"],
        remind_days=tuple(sorted(data["remind_days"], reverse=True)),
        note=data["note"],
    )


def policy_of(policies: Iterable[Policy], kind: LicenceKind, issued_on: date) -> Policy:
    """The policy under which a licence was issued; the last one written where several cover the day."""
    return [each for each in policies if each.kind is kind and each.covers(issued_on)][-1]


def latest_expiry(issued_on: date, years: int | None) -> date | None:
    """The last day that the policy allows: no licence is valid for longer, a transferred one for less."""
    if years is None:
        return None
    year = issued_on.year + years
    leaps = issued_on.month == 2 and issued_on.day == 29
    return date(year, 3, 1) if leaps else issued_on.replace(year=year)


def state(expires_on: date, today: date, remind_days: Sequence[int]) -> LicenceState:
    """Valid, in the time in which one is reminded, or over."""
    if expires_on < today:
        return LicenceState.EXPIRED
    ending = bool(remind_days) and today >= expires_on - timedelta(days=max(remind_days))
    return LicenceState.ENDING if ending else LicenceState.VALID


def due(expires_on: date, today: date, remind_days: Sequence[int], told: Iterable[int]) -> int | None:
    """Of which reminder it is time: the nearest to the end that has come and was not told, nor a nearer one."""
    come = [days for days in remind_days if expires_on - timedelta(days=days) <= today <= expires_on]
    nearest = min(come, default=None)
    return None if nearest is None or any(days <= nearest for days in told) else nearest


def window(expires_on: date, remind_days: Sequence[int]) -> date:
    """The day from which it is time to renew, as the policy reminds."""
    return expires_on - timedelta(days=max(remind_days, default=0))
