"""What a browser says at each step of a sitting, to our site and to the bare one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

QUESTIONS = 60
PAPER = "mock-1"
TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')


@dataclass(slots=True)
class Sitting:
    """One candidate: what the browser holds, and how far the paper is done."""

    cookie: str
    token: str = ""
    path: str = ""
    saves: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request; `expects` is the status of its own answer, before redirects."""

    method: str
    path: str
    expects: int
    headers: dict[str, str] = field(default_factory=dict)
    json: Any = None
    follow: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """The steps of one site; `learn` takes from the answer to `start` what the next steps need."""

    start: Callable[[Sitting], Ask]
    save: Callable[[Sitting, int], Ask]
    submit: Callable[[Sitting], Ask]
    result: Callable[[Sitting], Ask]
    learn: Callable[[Sitting, str, str], None]


def _choices(number: int, saves: int) -> list[int]:
    """Two statements, others at every save, the same on every run."""
    return sorted(random.Random(number * 97 + saves).sample(range(1, 6), 2))


def _ours_save(sitting: Sitting, number: int) -> Ask:
    seq = sitting.saves[number] = sitting.saves.get(number, 0) + 1
    body = {"choices": _choices(number, seq), "struck": [], "flagged": False, "seq": seq, "seconds": 12 * seq}
    path = f"/api/v1{sitting.path}/answers/{number}"
    return Ask("PUT", path, 200, {"X-CSRF-Token": sitting.token}, body)


def _bare_save(sitting: Sitting, number: int) -> Ask:
    seq = sitting.saves[number] = sitting.saves.get(number, 0) + 1
    mask = sum(1 << position - 1 for position in _choices(number, seq))
    return Ask("POST", "/save", 200, json={"number": number - 1, "mask": mask})


def _ours_learn(sitting: Sitting, path: str, page: str) -> None:
    found = TOKEN.search(page)
    if found is None or page.count('data-question="') < QUESTIONS:
        raise AssertionError(f"{path} is not a sitting: {page[:300]}")
    sitting.path, sitting.token = path, found[1]


def _bare_learn(sitting: Sitting, _path: str, page: str) -> None:
    if page.count("<fieldset") != QUESTIONS:
        raise AssertionError(page[:300])


def _with_token(sitting: Sitting, path: str, *, follow: bool) -> Ask:
    return Ask("POST", path, 303, {"X-CSRF-Token": sitting.token}, follow=follow)


SCRIPTS = {
    "ours": Script(
        start=lambda sitting: _with_token(sitting, f"/exams/{PAPER}/attempts", follow=True),
        save=_ours_save,
        submit=lambda sitting: _with_token(sitting, f"{sitting.path}/submit", follow=False),
        result=lambda sitting: Ask("GET", f"{sitting.path}/result", 200),
        learn=_ours_learn,
    ),
    "bare": Script(
        start=lambda _: Ask("POST", "/start", 200),
        save=_bare_save,
        submit=lambda _: Ask("POST", "/submit", 302),
        result=lambda _: Ask("GET", "/result", 200),
        learn=_bare_learn,
    ),
}


def copied(sittings: list[Sitting]) -> list[Sitting]:
    """The same candidates, as they are now."""
    return [replace(sitting, saves=dict(sitting.saves)) for sitting in sittings]
