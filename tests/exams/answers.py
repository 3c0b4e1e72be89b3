"""How programs are answered: a good answer to send, and the shape of a refusal."""

from __future__ import annotations

from typing import Any

GOOD = {"choices": [1, 3], "flagged": False, "seq": 1}


def refused(answer: Any, status: int, code: str) -> str:
    """The sentence of a refusal in the shape that every program may rely on."""
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert answer.json["error"] == code
    message: str = answer.json["message"]
    assert message.endswith("。")
    return message
