"""Bookmark a statement or question, and write beside it."""

from __future__ import annotations

from datetime import datetime

from app.accounts.models import Person
from app.db import db
from app.errors import Refusal
from app.practice.models import Note
from app.practice.queries import notes
from app.practice.rules.notes import LONGEST_NOTE, TOO_LONG
from app.search import twin


def star(person: Person, question_id: int, identity: int, *, on: bool, now: datetime) -> None:
    """Put the bookmark in or take it out; doing it twice changes nothing."""
    note = _note(person, question_id, identity, now)
    note.starred = on
    _keep(note, now)


def write(person: Person, question_id: int, identity: int, text: str, *, now: datetime) -> None:
    """Keep the note; an empty text takes it away. Refusal for one that is too long."""
    if len(text) > LONGEST_NOTE:
        raise Refusal(TOO_LONG)
    note = _note(person, question_id, identity, now)
    note.text, note.search_text = text, twin(text)
    _keep(note, now)


def remove(note: Note) -> None:
    """Take bookmark and note away."""
    db.session.delete(note)


def _note(person: Person, question_id: int, identity: int, now: datetime) -> Note:
    """The person's note on what they may see, a new one where there is none."""
    found = notes.own_note_on(person.id, question_id, identity)
    if found is None:
        notes.check_target(person, question_id, identity, now)
        found = Note(
            person_id=person.id,
            question_id=question_id,
            identity=identity,
            starred=False,
            text="",
            search_text="",
            changed_at=now,
        )
    return found


def _keep(note: Note, now: datetime) -> None:
    note.changed_at = now
    if note.starred or note.text:
        db.session.add(note)
    elif note.id is not None:
        db.session.delete(note)
