"""A note on a statement or question, and where to go on after it was kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import request
from wtforms import validators as v

from app.accounts.rules import safe_path
from app.practice.models import Note
from app.practice.rules.notes import LONGEST_NOTE, TOO_LONG, WHOLE_QUESTION
from app.ui.fields import Form, LongText


def _without_control(text: str | None) -> str | None:
    """Without what no keyboard types and PostgreSQL refuses; line ends and tabs stay."""
    return text and "".join(sign for sign in text if sign in "\n\t" or ord(sign) >= ord(" "))


class NoteForm(Form):
    text = LongText("メモ", [v.Length(max=LONGEST_NOTE, message=TOO_LONG)], filters=(_without_control,))

    @classmethod
    def on(cls, identity: int, note: Note | None = None) -> NoteForm:
        """The form beside one statement, with what is kept; as sent where `note` is not given."""
        form = cls(formdata=None, data={"text": note.text}) if note else cls()
        form.text.id = f"note-{identity}"
        return form


def note_forms(identities: Iterable[int], notes: Mapping[int, Note]) -> dict[int, NoteForm]:
    """A form for the question itself and one for each statement, with what is kept."""
    nothing = Note(text="")
    return {identity: NoteForm.on(identity, notes.get(identity, nothing)) for identity in (WHOLE_QUESTION, *identities)}


def here_again() -> str | None:
    """The page of ours that the form stood on."""
    return safe_path(request.form.get("next"))
