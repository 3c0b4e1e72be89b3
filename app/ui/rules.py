"""How dates, lengths, numbers and charts are written: pure functions behind the filters and macros."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor, log10

WEEKDAYS = "月火水木金土日"
ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
)
CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
HOUR, MINUTE = 3600, 60
NEIGHBOURS = 1
RULES_AT_MOST = 5


def plain_date(day: date) -> str:
    """2026年10月11日, without zeros in front."""
    return f"{day.year}年{day.month}月{day.day}日"


def date_with_weekday(day: date) -> str:
    """2026年10月11日（日）."""
    return f"{plain_date(day)}（{WEEKDAYS[day.weekday()]}）"


def wareki(day: date) -> str:
    """The date in the Japanese era; the first year is 元年, and a day before 大正 stays western."""
    for begin, name in ERAS:
        if day >= begin:
            year = day.year - begin.year + 1
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return plain_date(day)


def duration_ja(seconds: float) -> str:
    """A length in hours and minutes; seconds are said only below one minute."""
    whole = max(0, int(seconds))
    if whole < MINUTE:
        return f"{whole}秒"
    return minutes_ja(whole // MINUTE)


def minutes_ja(minutes: float) -> str:
    """90 → 1時間30分, 5220 → 87時間, 45 → 45分."""
    hours, rest = divmod(max(0, int(minutes)), 60)
    if not hours:
        return f"{rest}分"
    return f"{hours}時間{rest}分" if rest else f"{hours}時間"


def circled(number: int) -> str:
    """①–⑳; what has no sign of its own stands in brackets."""
    return CIRCLED[number] if 0 <= number < len(CIRCLED) else f"({number})"


def page_numbers(page: int, pages: int) -> list[int | None]:
    """The first, the last and those around `page`; None stands for a gap."""
    wanted = {1, pages, *range(page - NEIGHBOURS, page + NEIGHBOURS + 1)}
    shown: list[int | None] = []
    last = 0
    for number in sorted(n for n in wanted if 1 <= n <= pages):
        if number - last == 2:  # a gap of one page is shorter as that page
            shown.append(last + 1)
        elif number - last > 2:
            shown.append(None)
        shown.append(number)
        last = number
    return shown


@dataclass(frozen=True)
class Dot:
    """One value of a chart, where it is drawn; `label` is empty where labels would collide."""

    x: float
    y: float
    value: float
    label: str
    met: bool


@dataclass(frozen=True)
class Rule:
    """A horizontal line of a chart and its figure."""

    y: float
    value: float


@dataclass(frozen=True)
class Chart:
    """A small chart in user units of an SVG, ready to be drawn."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    column: float
    dots: tuple[Dot, ...]
    rules: tuple[Rule, ...]
    pass_y: float | None

    @property
    def path(self) -> str:
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)


def _round_step(maximum: float) -> float:
    """The distance of the lines in round figures, so that there are at most five above the axis."""
    size = 10 ** floor(log10(maximum / RULES_AT_MOST))
    return next(float(size * round_) for round_ in (1, 2, 2.5, 5, 10) if size * round_ * RULES_AT_MOST >= maximum)


def line_chart(
    values: Sequence[float],
    labels: Iterable[str],
    *,
    maximum: float,
    pass_line: float | None = None,
    labels_at_most: int = 5,
) -> Chart:
    """Place values from 0 to `maximum` in a picture that stays readable on a phone."""
    width, height, left, right, top, bottom = 360, 210, 34, 352 if pass_line is None else 302, 14, 176
    step = (right - left) / max(1, len(values))
    every = -(-len(values) // labels_at_most) if values else 1

    def up(value: float) -> float:
        return round(bottom - (bottom - top) * min(value, maximum) / maximum, 1)

    dots = tuple(
        Dot(
            x=round(left + step * (position + 0.5), 1),
            y=up(value),
            value=value,
            label=label if (len(values) - 1 - position) % every == 0 else "",
            met=pass_line is None or value >= pass_line,
        )
        for position, (value, label) in enumerate(zip(values, labels, strict=True))
    )
    apart = _round_step(maximum)
    if values and maximum >= 1 and all(float(value).is_integer() for value in values):
        apart = max(1.0, apart)  # there is no fifth of a person
    rules = tuple(Rule(up(part * apart), part * apart) for part in range(int(maximum / apart) + 1))
    line = None if pass_line is None else up(pass_line)
    return Chart(width, height, left, right, top, bottom, round(min(28.0, step * 0.6), 1), dots, rules, line)
