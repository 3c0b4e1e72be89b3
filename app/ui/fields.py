"""The form and its fields that every feature shares: text arrives stripped, codes and kana in their usual width."""

from __future__ import annotations

import unicodedata
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

AS_SENT: Any = object()
YEARS = range(1900, 2101)
NO_DAY = "日付を読み取れません。例：2027-03-31"
NO_SUCH_YEAR = f"{YEARS.start}年から{YEARS[-1]}年までの日付を入力してください。"
NOT_OFFERED = "一覧から選んでください。"
HIRAGANA_TO_KATAKANA = {point: point + 0x60 for point in range(0x3041, 0x3097)}


def strip(text: str | None) -> str | None:
    """Without the spaces around it, full-width ones included; Ⅱ and ① stay what they are."""
    return text and text.strip()


def one_kind_of_line_end(text: str | None) -> str | None:
    return text and text.replace("\r\n", "\n").replace("\r", "\n")


def printable(text: str | None) -> str | None:
    """Without control characters, which no sentence holds and PostgreSQL refuses; line ends stay."""
    return text and "".join(character for character in text if character.isprintable() or character.isspace())


def usual_width(text: str | None) -> str | None:
    """For codes, numbers and search words: full-width letters and half-width kana in their usual form."""
    return text and unicodedata.normalize("NFKC", text).strip()


def katakana(text: str | None) -> str | None:
    """A reading to sort by: katakana of the usual width, one space between the names."""
    usual = usual_width(text)
    return usual and " ".join(usual.translate(HIRAGANA_TO_KATAKANA).split())


def email_address(text: str | None) -> str | None:
    """Usual width, no spaces, lower case: one address is one account."""
    usual = usual_width(text)
    return usual and "".join(usual.split()).lower()


class Form(FlaskForm):
    """Reads what a page of ours can send and nothing else: no file and no JSON in the place of a text."""

    def __init__(self, formdata: Any = AS_SENT, **kwargs: Any) -> None:
        super().__init__((request.form or None) if formdata is AS_SENT else formdata, **kwargs)


class Text(StringField):
    """A line of text, stripped."""

    def __init__(self, *args: Any, filters: tuple[Any, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, filters=(printable, strip, *filters), **kwargs)


class LongText(TextAreaField):
    """Several lines, stripped at both ends."""

    def __init__(self, *args: Any, filters: tuple[Any, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, filters=(one_kind_of_line_end, printable, strip, *filters), **kwargs)


class Code(StringField):
    """A number or code that people type in any width."""

    def __init__(self, *args: Any, filters: tuple[Any, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, filters=(usual_width, *filters), **kwargs)


class Chosen(SelectField):
    """One of the offered choices; anything else is told in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = SelectField.__name__  # by which the component chooses how it is drawn

    def pre_validate(self, form: FlaskForm) -> None:
        try:
            super().pre_validate(form)
        except ValueError:
            raise ValidationError(NOT_OFFERED) from None

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(NOT_OFFERED) from None


class Kana(StringField):
    """The reading of a name."""

    def __init__(self, *args: Any, filters: tuple[Any, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, filters=(katakana, *filters), **kwargs)


class Email(EmailField):
    """An address, normalised."""

    def __init__(self, *args: Any, filters: tuple[Any, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, filters=(email_address, *filters), **kwargs)


class Password(PasswordField):
    """Left exactly as it was typed; drawn with a button that shows it."""


class Day(DateField):
    """A calendar day, typed or picked, of a year that somebody can mean: at its ends the calendar has no next day."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(NO_DAY) from None
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError(NO_SUCH_YEAR)
