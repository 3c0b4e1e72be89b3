"""The archive that somebody is handed: all that the site knows of them, for programs and for people."""

from __future__ import annotations

from datetime import date, datetime

from flask import render_template

from app import clock
from app.accounts import personal_data
from app.privacy.rules.register import purpose

FOR_PROGRAMS, FOR_PEOPLE = "gakusha.json", "gakusha.html"


def make(person_id: int, today: date) -> bytes:
    """A zip with the same twice: JSON, and a page that any browser opens."""
    data = personal_data.export(person_id)
    page = render_template("privacy/archive.html", data=data, today=today, purpose=purpose)
    return personal_data.zipped({FOR_PROGRAMS: personal_data.as_json(data), FOR_PEOPLE: page})


def readable(value: object) -> str:
    """A value of a person's record as a person reads it."""
    if isinstance(value, datetime):
        return f"{clock.jst(value):%Y年%m月%d日 %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y年%m月%d日}"
    if isinstance(value, list):
        return "、".join(readable(part) for part in value) or "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return "なし" if value is None or value == "" else str(value)
