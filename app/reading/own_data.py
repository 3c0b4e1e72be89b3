"""What reading knows of a person: the words whose reading they corrected, the entries they wrote."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.reading.models import GlossaryEntry, Reading


def _corrected(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(Reading).where(Reading.changed_by_id == person_id).order_by(Reading.id))
    return [{"言葉": row.term, "読み": row.reading, "直した日時": row.changed_at} for row in rows]


def _written(person_id: int) -> list[Row]:
    wanted = select(GlossaryEntry).where(GlossaryEntry.changed_by_id == person_id).order_by(GlossaryEntry.id)
    return [{"用語": row.term, "直した日時": row.changed_at} for row in db.session.scalars(wanted)]


personal_data.register("自分が直した読み", ["reading"], _corrected)
personal_data.register("自分が書いた用語", ["glossary_entry"], _written)
