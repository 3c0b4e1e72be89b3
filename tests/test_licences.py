from __future__ import annotations

import pytest

from tests import licences


@pytest.mark.parametrize(
    ("said", "good"),
    [
        ("MIT", True),
        ("Apache-2.0 AND BSD-2-Clause", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only", False),
        ("", False),
    ],
)
def test_a_licence_is_judged_by_each_of_its_parts(said: str, good: bool) -> None:
    assert licences.is_judged(said) is good


def test_everything_that_people_run_has_a_licence_that_was_judged() -> None:
    names = licences.pinned()

    assert {name: said for name in names if not licences.is_judged(said := licences.licence(name))} == {}


def test_the_lock_is_complete_and_hashed() -> None:
    assert licences.holes(frozenset(licences.pinned())) == []
    assert licences.unhashed() == []
    assert licences.holes(frozenset({"flask"})) != []
