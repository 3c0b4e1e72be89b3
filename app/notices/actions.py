"""Tell people things: a notice here and, unless they wish otherwise, a letter."""

from __future__ import annotations

from datetime import datetime

from app.db import db
from app.notices.models import Notice
from app.notices.rules import NoticeKind


def notify(
    person_id: int, *, kind: NoticeKind, title: str, body: str, link: str | None, now: datetime
) -> Notice:
    """Leave a notice for the person; `link` is a path on this site."""
    notice = Notice(person_id=person_id, kind=kind, title=title, body=body, link=link, created_at=now)
    db.session.add(notice)
    return notice
