from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app.once import once


def test_who_asks_together_gets_the_one_thing_that_was_made() -> None:
    made: list[int] = []
    together = Barrier(8)

    @once(most=2)
    def number(asked: int) -> list[int]:
        made.append(asked)
        return [asked]

    def ask(_thread: int) -> list[int]:
        together.wait()
        return number(7)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, range(8)))

    assert made == [7]
    assert all(one is found[0] for one in found)


def test_only_the_last_are_kept_and_all_can_be_forgotten() -> None:
    made: list[int] = []

    @once(most=1)
    def number(asked: int) -> int:
        made.append(asked)
        return asked

    number(1)
    number(1)
    number(2)
    number(1)
    number.cache_clear()
    number(1)

    assert made == [1, 2, 1, 1]
