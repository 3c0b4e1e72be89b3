from __future__ import annotations

from collections.abc import Callable
from typing import Any

from py_vapid import Vapid02


def test_the_command_makes_a_pair_for_the_settings(runner: Callable[..., Any]) -> None:
    said = dict(line.split("=", 1) for line in runner("push", "keys").output.split())

    assert set(said) == {"VAPID_PRIVATE_KEY", "VAPID_PUBLIC_KEY"}
    assert Vapid02.from_string(said["VAPID_PRIVATE_KEY"])
