"""Where a date is held: which addresses of an online meeting a learner is led to."""

from __future__ import annotations

from urllib.parse import urlsplit

ONLINE = "オンライン"
NOT_SAFE = "https:// で始まるアドレスを、空白を入れずに入力してください。"


def safe_address(text: str) -> bool:
    """Whether it is an https address of a host, without a name and password in it and without spaces or controls."""
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        return False
    try:
        parts = urlsplit(text)
        _port = parts.port  # raises for what is no port
    except ValueError:
        return False
    whole = text.startswith("https://") and "\\" not in text and parts.username is None and parts.password is None
    return whole and "." in (parts.hostname or "")
