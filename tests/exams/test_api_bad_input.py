from __future__ import annotations

import json
from typing import Any

import pytest

from app.exams.models import Attempt
from app.exams.queries.attempts import answers_of
from tests.client import StrictClient
from tests.exams.answers import GOOD, refused

NAN = '{"choices": [NaN], "flagged": false, "seq": 1}'
INFINITE = '{"choices": [1], "flagged": false, "seq": Infinity}'
HUGE = f'{{"choices": [1], "flagged": false, "seq": {"9" * 400}}}'
ENDLESS = f'{{"choices": [1], "flagged": false, "seq": {"9" * 9000}}}'
DEEP = "[" * 7000 + "]" * 7000
DEEP_INSIDE = f'{{"choices": {"[" * 7000}1{"]" * 7000}, "seq": 1}}'
ODD = [NAN, INFINITE, HUGE, ENDLESS, DEEP, DEEP_INSIDE]
BAD: dict[str, Any] = {
    "no object": [1, 3],
    "one number": 1,
    "a word": "①③",
    "empty": {},
    "choices 0": {**GOOD, "choices": [0]},
    "choices 6": {**GOOD, "choices": [6]},
    "choices 11": {**GOOD, "choices": [11]},
    "negative": {**GOOD, "choices": [-1]},
    "huge choice": {**GOOD, "choices": [10**30]},
    "duplicates": {**GOOD, "choices": [1, 1]},
    "too many": {**GOOD, "choices": [1, 2, 3]},
    "strings": {**GOOD, "choices": ["1", "3"]},
    "true": {**GOOD, "choices": [True, 3]},
    "floats": {**GOOD, "choices": [1.0, 3]},
    "nested": {**GOOD, "choices": [[1], [3]]},
    "an object": {**GOOD, "choices": {"1": True}},
    "no choices": {"flagged": False, "seq": 1},
    "flag is a word": {**GOOD, "flagged": "yes"},
    "flag is a number": {**GOOD, "flagged": 1},
    "flag is null": {**GOOD, "flagged": None},
    "no seq": {"choices": [1, 3], "flagged": False},
    "seq 0": {**GOOD, "seq": 0},
    "seq is true": {**GOOD, "seq": True},
    "seq is a word": {**GOOD, "seq": "1"},
    "seq is a fraction": {**GOOD, "seq": 1.5},
    "seq is too large": {**GOOD, "seq": 2**31},
    "struck is a word": {**GOOD, "struck": "2"},
    "struck 6": {**GOOD, "struck": [6]},
    "seconds negative": {**GOOD, "seconds": -1},
    "seconds huge": {**GOOD, "seconds": 10**9},
}


NO_JSON = [*ODD, "null", "", "choices=1&seq=1", "{", '"\\ud800"', b"\xff\xfe", b"\x00"]


def test_what_is_no_answer_is_refused_in_words(client: StrictClient, attempt: Attempt, address: str) -> None:
    answers = {name: client.put(f"{address}/answers/1", json=body) for name, body in BAD.items()}

    assert {name for name, answer in answers.items() if answer.status_code != 422} == set()
    for answer in answers.values():
        refused(answer, 422, "refused")
    assert answers_of(attempt.id) == {}


def test_what_is_no_json_is_refused_in_words(client: StrictClient, attempt: Attempt, address: str) -> None:
    for body in NO_JSON:
        refused(client.put(f"{address}/answers/1", data=body, content_type="application/json"), 422, "refused")

    assert answers_of(attempt.id) == {}


def test_another_kind_of_body_is_refused_in_words(client: StrictClient, address: str) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        refused(client.put(f"{address}/answers/1", data=json.dumps(GOOD), content_type=kind), 422, "refused")


@pytest.mark.parametrize("size", [20_000, 10_000_000])
def test_a_large_body_is_refused_in_words(client: StrictClient, address: str, size: int) -> None:
    answer = client.put(
        f"{address}/answers/1", data=b" " * size + json.dumps(GOOD).encode(), content_type="application/json"
    )

    refused(answer, 413, "too_large")


def test_a_question_that_the_paper_has_not_is_refused(client: StrictClient, address: str) -> None:
    for number in (0, 5, 61, 99_999, 2**31 - 1):
        message = refused(client.put(f"{address}/answers/{number}", json=GOOD), 422, "refused")

        assert message == "この試験にその番号の問題はありません。"
