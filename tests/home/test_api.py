from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from app.home.api import DOCUMENT
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory
from tests.factories import member
from tests.practice.factories import questions

DESCRIBED = json.loads(DOCUMENT)
METHODS = {"get", "put", "post", "delete", "patch"}


def routes(app: Flask) -> set[tuple[str, str]]:
    """Method and address of every route, written as OpenAPI writes them."""
    return {
        (method.lower(), re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def described() -> set[tuple[str, str]]:
    return {(method, path) for path, item in DESCRIBED["paths"].items() for method in METHODS & item.keys()}


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "$ref")
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from references(inner)


def fits(answer: Any, schema: str) -> None:
    """The answer is what the document says of it."""
    whole = {"$ref": f"#/components/schemas/{schema}", "components": DESCRIBED["components"]}
    Draft202012Validator(whole).validate(answer)


def test_the_document_is_served_as_it_is_written(client: StrictClient) -> None:
    response = client.get("/api/v1/openapi.json")

    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.text == DOCUMENT


def test_every_route_of_the_api_is_described(app: Flask) -> None:
    api = {route for route in routes(app) if route[1].startswith("/api/")}

    assert api - described() == set()


def test_everything_described_is_there(app: Flask) -> None:
    assert described() - routes(app) == set()


def test_every_reference_of_the_document_leads_somewhere() -> None:
    for reference in references(DESCRIBED):
        part = DESCRIBED
        for name in reference.removeprefix("#/").split("/"):
            part = part[name]
        assert part


def test_every_operation_has_a_name_of_its_own() -> None:
    operations = [DESCRIBED["paths"][path][method] for method, path in described()]
    names = [operation["operationId"] for operation in operations]

    assert len(set(names)) == len(names)
    assert all(operation["summary"] and operation["responses"] for operation in operations)


def test_a_sitting_answers_as_described(client: StrictClient) -> None:
    person = member()
    attempt = AttemptFactory(person=person)
    client.sign_in(person)
    address = f"/api/v1/attempts/{attempt.id}"
    mark = {"choices": [1, 3], "flagged": True, "seq": 1}
    other = {"choices": [2], "seq": 1}

    fits(mark, "Mark")
    fits(client.get("/api/v1/exams").json[0], "Exam")
    fits(client.get("/api/v1/session").json, "Session")
    fits(client.put(f"{address}/answers/1", json=mark).json, "Saved")
    fits(client.put(f"{address}/answers/1", json=other).json, "AnswerConflict")
    fits(client.put(f"{address}/answers/1", json=[]).json, "Error")
    fits(client.get(address).json, "Attempt")
    fits(client.get(f"{address}/clock").json, "Clock")
    fits(client.get(f"{address}/result").json, "Error")
    client.post(f"/attempts/{attempt.id}/submit")
    fits(client.get(f"{address}/result").json, "Result")


def test_cards_to_take_along_answer_as_described(client: StrictClient) -> None:
    client.sign_in(member())
    questions(1)
    bag = client.post("/api/v1/practice/bags", json={"minutes": 10}).json
    said = {name: bag["cards"][0][name] for name in ("client_id", "statement")}
    sent = {"answers": [{**said, "bag": bag["name"], "said_correct": True, "confidence": "sure"}]}

    fits(bag, "Bag")
    fits(sent, "CarriedAnswers")
    fits(client.post("/api/v1/practice/answers", json=sent).json, "TakenIn")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_answers_as_described(client: StrictClient, path: str) -> None:
    fits(client.get(path).json, "Health")
