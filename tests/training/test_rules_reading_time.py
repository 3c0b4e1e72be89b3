from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from app.training.rules.reading_time import counted, counted_by_hand, is_read, minutes_to_tell, section_seconds

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


def test_the_minutes_are_shared_out_by_length_and_nothing_is_lost() -> None:
    assert section_seconds(10, [100, 100, 100]) == [200, 200, 200]
    assert sum(section_seconds(25, [7, 11, 13])) == 25 * 60


@pytest.mark.parametrize(
    ("ago", "already", "seconds"),
    [(20, 0, 20), (45, 0, 45), (46, 0, 0), (0, 0, 0), (-5, 0, 0), (20, 95, 5), (20, 100, 0), (20, 200, 0)],
)
def test_a_beat_counts_the_time_since_the_last_but_no_gap_and_no_more_than_the_share(
    ago: int, already: int, seconds: int
) -> None:
    assert counted(NOW - timedelta(seconds=ago), NOW, already=already, wanted=100) == seconds


def test_the_first_beat_counts_nothing() -> None:
    assert counted(None, NOW, already=0, wanted=100) == 0


def test_a_mark_by_hand_counts_up_to_the_share() -> None:
    assert counted_by_hand(NOW - timedelta(minutes=10), NOW, already=0, wanted=100) == 100
    assert counted_by_hand(NOW + timedelta(seconds=1), NOW, already=0, wanted=100) == 0


@pytest.mark.parametrize(
    ("seconds", "checked", "read"), [(99, False, False), (100, False, True), (33, True, False), (34, True, True)]
)
def test_a_section_is_read_after_its_time_or_by_a_mark_that_is_not_too_soon(
    seconds: int, checked: bool, read: bool
) -> None:
    assert is_read(SimpleNamespace(seconds=seconds, checked=checked), 100) is read


@pytest.mark.parametrize(
    ("seconds", "told", "finished", "minutes"),
    [(299, 0, False, 0), (300, 0, False, 5), (599, 5, False, 0), (480, 5, True, 3), (300, 5, True, 0)],
)
def test_the_ledger_hears_of_pieces_of_five_minutes_and_of_the_rest_at_the_end(
    seconds: int, told: int, finished: bool, minutes: int
) -> None:
    assert minutes_to_tell(seconds, told, finished=finished) == minutes
