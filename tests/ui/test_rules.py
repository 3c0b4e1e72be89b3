from __future__ import annotations

from datetime import date

import pytest

from app.ui import rules


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 10, 11), "令和8年10月11日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1912, 7, 29), "1912年7月29日"),
    ],
)
def test_a_day_is_written_in_its_era(day: date, written: str) -> None:
    assert rules.wareki(day) == written


def test_a_day_is_written_with_its_weekday() -> None:
    assert rules.date_with_weekday(date(2026, 10, 11)) == "2026年10月11日（日）"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0秒"), (59, "59秒"), (60, "1分"), (5040, "1時間24分"), (7200, "2時間"), (7259.9, "2時間"), (-3, "0秒")],
)
def test_a_length_is_said_in_hours_and_minutes(seconds: float, written: str) -> None:
    assert rules.duration_ja(seconds) == written


@pytest.mark.parametrize(("minutes", "written"), [(45, "45分"), (90, "1時間30分"), (5220, "87時間"), (0, "0分")])
def test_minutes_are_said_in_hours(minutes: int, written: str) -> None:
    assert rules.minutes_ja(minutes) == written


@pytest.mark.parametrize(("number", "written"), [(1, "①"), (20, "⑳"), (21, "(21)"), (-1, "(-1)")])
def test_a_number_stands_in_a_circle_where_there_is_one(number: int, written: str) -> None:
    assert rules.circled(number) == written


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (4, 12, [1, 2, 3, 4, 5, None, 12]),
        (6, 12, [1, None, 5, 6, 7, None, 12]),
        (12, 12, [1, None, 11, 12]),
    ],
)
def test_pages_far_away_are_left_out(page: int, pages: int, shown: list[int | None]) -> None:
    assert rules.page_numbers(page, pages) == shown


def test_a_chart_places_values_between_its_axis_and_its_top() -> None:
    chart = rules.line_chart([0, 25], ["8/2", "8/9"], maximum=25, pass_line=18)

    assert [dot.y for dot in chart.dots] == [chart.bottom, chart.top]
    assert [dot.met for dot in chart.dots] == [False, True]
    assert [rule.value for rule in chart.rules] == [0, 5, 10, 15, 20, 25]


def test_a_chart_draws_a_value_above_its_top_at_its_top() -> None:
    chart = rules.line_chart([30], ["8/2"], maximum=25)

    assert [dot.y for dot in chart.dots] == [chart.top]


def test_a_chart_labels_at_most_five_values_and_always_the_last() -> None:
    labels = [str(number) for number in range(12)]

    chart = rules.line_chart(range(12), labels, maximum=20)

    assert [dot.label for dot in chart.dots if dot.label] == ["2", "5", "8", "11"]


def test_a_chart_that_counts_people_has_no_fractions_of_them() -> None:
    assert [rule.value for rule in rules.line_chart([1, 0], ["0–20", "20–40"], maximum=1).rules] == [0, 1]
    assert len(rules.line_chart([0.5], ["0"], maximum=1).rules) == 6


def test_a_chart_of_nothing_is_empty() -> None:
    assert rules.line_chart([], [], maximum=20).dots == ()


@pytest.mark.parametrize("maximum", [1, 3, 7, 10, 15, 20, 25, 35, 40, 60, 99, 100, 120, 1000])
def test_the_lines_of_a_chart_stand_at_round_figures(maximum: int) -> None:
    lines = rules.line_chart([1], ["8/2"], maximum=maximum).rules

    assert 2 <= len(lines) <= rules.RULES_AT_MOST + 1
    assert lines[-1].value <= maximum
