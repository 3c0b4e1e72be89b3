"""What a person may send about reading."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, StringField, ValidationError
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice

from app.accounts.rules import FURIGANA_LABELS, Furigana, ReadingHelp
from app.reading.rules.alignment import fits
from app.reading.rules.kanji import has_kanji, hiragana, is_reading
from app.ui.fields import Form, Text, usual_width

LONGEST_TERM, LONGEST_READING = 60, 120
NO_READING = "読みは、ひらがなで入力してください。例：こうくう"
NO_KANJI = "漢字のある言葉を入力してください。"
MISFIT = "読みが、言葉の中のかなと合いません。言葉のはじめから終わりまでの読みを入力してください。"


def printable(text: str | None) -> str | None:
    """Without control characters, which no word holds and PostgreSQL refuses."""
    return text and "".join(sign for sign in text if sign.isprintable())


def _reading(text: str | None) -> str | None:
    usual = usual_width(printable(text))
    return usual and hiragana(usual)


class HelpForm(Form):
    """One press of a button of the reading help: what is not sent stays as it is."""

    furigana = RadioField(
        choices=[SelectChoice(state.value, label) for state, label in FURIGANA_LABELS.items()],
        validators=[v.Optional()],
    )
    plain = RadioField(choices=[SelectChoice("on", "出す"), SelectChoice("off", "出さない")], validators=[v.Optional()])
    next = HiddenField()

    def chosen(self, before: ReadingHelp) -> ReadingHelp:
        furigana = Furigana(self.furigana.data) if self.furigana.data else before.furigana
        return ReadingHelp(furigana, self.plain.data == "on" if self.plain.data else before.plain)


class ReadingForm(Form):
    """How a word is read; `term` is set by the view where the word is there already."""

    reading = StringField(
        "読み（ひらがな）",
        [
            v.DataRequired("読みを入力してください。"),
            v.Length(max=LONGEST_READING, message="読みは120文字までにしてください。"),
        ],
        filters=(_reading,),
    )
    in_use = BooleanField("この読みを使う", default=True)
    known_term = ""

    def validate_reading(self, field: Any) -> None:
        if not is_reading(field.data or ""):
            raise ValidationError(NO_READING)
        if not fits(self.written(), field.data):
            raise ValidationError(MISFIT)

    def written(self) -> str:
        return self.known_term


class NewReadingForm(ReadingForm):
    term = Text(
        "言葉",
        [
            v.DataRequired("言葉を入力してください。"),
            v.Length(max=LONGEST_TERM, message="言葉は60文字までにしてください。"),
        ],
        filters=(printable,),
    )

    def validate_term(self, field: Any) -> None:
        if not has_kanji(field.data or ""):
            raise ValidationError(NO_KANJI)

    def written(self) -> str:
        return self.term.data or ""
