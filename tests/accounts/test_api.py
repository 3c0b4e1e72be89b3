from __future__ import annotations

from tests.client import StrictClient
from tests.factories import PersonFactory


def test_a_program_renews_its_token_and_hears_401_in_json(client: StrictClient) -> None:
    stranger = client.get("/api/v1/session")
    client.sign_in(person := PersonFactory())
    known = client.get("/api/v1/session")

    assert (stranger.status_code, stranger.json["error"]) == (401, "unauthenticated")
    assert known.json["person"] == {"id": person.id, "name": person.name}
    client.sends_token = False
    header = {"X-CSRF-Token": known.json["csrf_token"]}
    assert client.post("/account/devices/sign-out-all", headers=header).status_code == 303
