from __future__ import annotations

from pathlib import Path

from app.reading.quota import A_MINUTE, SLOTS, Quota

NOW = 1_000_000_020.0  # twenty seconds and some into a minute


def test_so_many_a_minute_and_then_one_waits_for_the_next(tmp_path: Path) -> None:
    quota = Quota(tmp_path)

    waits = [quota.seconds_to_wait(7, NOW) for _ in range(A_MINUTE + 1)]

    assert waits[:-1] == [0] * A_MINUTE
    assert A_MINUTE >= 120
    assert 1 <= waits[-1] <= 60
    assert quota.seconds_to_wait(7, NOW + waits[-1]) == 0
    quota.close()


def test_all_processes_of_a_machine_count_together(tmp_path: Path) -> None:
    one, other = Quota(tmp_path), Quota(tmp_path)

    for quota in (one, other) * (A_MINUTE // 2):
        assert quota.seconds_to_wait(7, NOW) == 0

    assert one.seconds_to_wait(7, NOW) > 0
    assert other.seconds_to_wait(7, NOW) > 0
    assert other.seconds_to_wait(8, NOW) == 0
    assert other.seconds_to_wait(7 + SLOTS, NOW + 60) == 0
    one.close()
    other.close()
