"""What the self-check of eligibility can say: five years and 900 days, counted together; it decides nothing.

The qualifications and the five years are those of 施行規則 113条の2; the 900 days stand in the examination's
announcements (the one of Tokyo for 第28回), in no ordinance.
"""

from __future__ import annotations

from dataclasses import dataclass

MONTHS, DAYS = 60, 900
MOST_YEARS, MOST_DAYS = 60, 20_000
LICENCES = (
    "医師",
    "歯科医師",
    "薬剤師",
    "保健師",
    "助産師",
    "看護師",
    "准看護師",
    "理学療法士",
    "作業療法士",
    "社会福祉士",
    "介護福祉士",
    "視能訓練士",
    "義肢装具士",
    "歯科衛生士",
    "言語聴覚士",
    "あん摩マッサージ指圧師",
    "はり師",
    "きゅう師",
    "柔道整復師",
    "栄養士",
    "管理栄養士",
    "精神保健福祉士",
)


@dataclass(frozen=True, slots=True)
class Work:
    """A time of work: months from beginning to end, and the days on which one really worked."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts, and what is missing."""

    months: int
    days: int

    @property
    def months_short(self) -> int:
        return max(0, MONTHS - self.months)

    @property
    def days_short(self) -> int:
        return max(0, DAYS - self.days)

    @property
    def enough(self) -> bool:
        return not self.months_short and not self.days_short


def standing(*, licensed: bool, licensed_work: Work, counselling: Work) -> Standing:
    """Both kinds of work counted together; work with a licence counts only for who has one."""
    counted = licensed_work if licensed else Work()
    return Standing(counted.months + counselling.months, counted.days + counselling.days)


def possible(work: Work) -> bool:
    """Are there no more days than the months have?"""
    return work.days <= work.months * 31
