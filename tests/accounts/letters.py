"""Reads the letters that wait to be sent."""

from __future__ import annotations

import re

from sqlalchemy import select

from app.db import db
from app.mail import Mail

LINK = re.compile(r"^http://127\.0\.0\.1:8000(/\S+)$", re.MULTILINE)


def letters_to(email: str) -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.recipient == email).order_by(Mail.id)))


def subjects(email: str) -> list[str]:
    return [letter.subject.removeprefix("【ケアマネ学舎】") for letter in letters_to(email)]


def link_to(email: str) -> str:
    """The path of the first link in the newest letter."""
    found = LINK.search(letters_to(email)[-1].body)
    assert found is not None
    return found[1]
