"""What somebody sends to have a file of questions taken in or written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from wtforms import SelectField
from wtforms import validators as v
from wtforms.fields import SelectChoice as Choice

from app.questions.forms import status_choices
from app.questions.rules.exchange.package import FORMATS, Format
from app.questions.rules.words import QuestionStatus
from app.ui.fields import Form

TEMPLATE = "template"
TABLES = (Format.XLSX.value, Format.CSV.value)


class ExchangeForm(Form):
    """Which format, and whose questions."""

    form = SelectField("ファイルの形式")
    organisation = SelectField("団体", coerce=int)

    def format(self) -> Format:
        """The format that was chosen."""
        return Format(self.form.data)

    def place(self) -> int:
        """The organisation whose questions they are."""
        return int(self.organisation.data)


class ImportForm(ExchangeForm):
    """A file that comes in."""


class ExportForm(ExchangeForm):
    """A file that goes out."""

    status = SelectField(
        "どの問題",
        choices=[
            *(Choice(value, label) for value, label in status_choices()),
            Choice(TEMPLATE, "問題を入れない（書き込むためのひな形）"),
        ],
    )

    def validate_status(self, field: SelectField) -> None:
        if field.data == TEMPLATE and self.form.data not in TABLES:
            raise v.ValidationError("ひな形があるのは、Excel と CSV だけです。形式を選び直してください。")

    def wanted_status(self) -> QuestionStatus | None:
        """Only the questions of this state; None for all."""
        return QuestionStatus(self.status.data) if self.status.data in set(QuestionStatus) else None

    def empty(self) -> bool:
        """Only the table to be filled in."""
        return bool(self.status.data == TEMPLATE)


E = TypeVar("E", bound=ExchangeForm)


def exchange_form(kind: type[E], places: Iterable[tuple[int, str]], *, typed: bool = True) -> E:
    """The form with the formats and the organisations to choose from."""
    form = kind(prefix=kind.__name__) if typed else kind(formdata=None, prefix=kind.__name__)
    form.form.choices = [Choice(name.value, f"{about.label}：{about.use}") for name, about in FORMATS.items()]
    form.organisation.choices = [Choice(place, name) for place, name in places]
    return form
