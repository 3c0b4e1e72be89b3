"""How programs are answered: a good answer to send, and the shape of a refusal."""

from __future__ import annotations

from typing import Any

from tests.client import StrictClient

GOOD = {"choices": [1, 3], "flagged": False, "seq": 1}


def refused(answer: Any, status: int, code: str) -> str:
    """The sentence of a refusal in the shape that every program may rely on."""
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert answer.json["error"] == code
    message: str = answer.json["message"]
    assert message.endswith("。")
    return message


def saved(client: StrictClient, page: str, number: int = 1, **typed: Any) -> Any:
    """Save as the page without scripts does."""
    return client.post(f"{page}/answers/{number}", data={"choices": ["1", "3"], "seq": "1", **typed})


def without_breaks(answer: Any) -> str:
    """The page as it is read: words are not parted by the places where a line may break."""
    page: str = answer.text
    return page.replace("<wbr>", "")
