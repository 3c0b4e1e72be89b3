"""What people may send who apply for 合理的配慮, and those who decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.forms import AccommodationForm
from app.accounts.models import Organisation
from app.accounts.rules import applications
from app.accounts.rules.applications import WANTED_LABELS, Wanted
from app.ui.fields import Form, LongText

ASKED = {Wanted.OTHER: "そのほか（理由に書いてください）"}


class ApplicationForm(Form):
    organisation = SelectField("申し込む団体", coerce=int)
    wanted = SelectMultipleField(
        "必要な配慮",
        [v.DataRequired("必要な配慮を一つ以上選んでください。")],
        choices=[SelectChoice(one.value, label) for one, label in (WANTED_LABELS | ASKED).items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    grounds = LongText(
        "理由",
        [
            v.DataRequired("理由を入力してください。"),
            v.Length(max=applications.LONGEST_GROUNDS, message="理由は2,000文字までにしてください。"),
        ],
    )
    agree = BooleanField(
        "この理由と書類を、配慮を決めるために使うことに同意する",
        [v.InputRequired("申し込むには、同意のチェックが必要です。")],
    )

    def offering(self, places: Sequence[Organisation]) -> ApplicationForm:
        """With the organisations to which this person can apply."""
        self.organisation.choices = [SelectChoice(place.id, place.name) for place in places]
        return self

    def asked(self) -> list[Wanted]:
        """What was chosen; only after the form was found valid."""
        return [Wanted(one) for one in self.wanted.data]


class DecisionForm(AccommodationForm):
    verdict = RadioField(
        "判断",
        [v.InputRequired("認めるか、認めないかを選んでください。")],
        choices=[SelectChoice("grant", "認める"), SelectChoice("refuse", "認めない")],
    )
    reason = LongText(
        "判断の理由", [v.Length(max=applications.LONGEST_REASON, message="理由は400文字までにしてください。")]
    )

    def validate_reason(self, field: Any) -> None:
        if self.verdict.data == "refuse" and not field.data:
            raise ValidationError("認めないときは、本人に伝わる理由を入力してください。")
