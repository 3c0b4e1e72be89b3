"""What a person may send to the guide: their years of work, or a date of the examination."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, SelectField, ValidationError
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice

from app.guide.actions import Said
from app.guide.rules import LICENCES, MOST_DAYS, MOST_YEARS, Standing, Work, possible, standing
from app.ui.fields import Day, Form, Text

NO_NUMBER = "数字で入力してください。ないときは、空のままでかまいません。"
TOO_MANY_DAYS = "働いた日数が、期間の日数より多くなっています。期間と日数をお確かめください。"
NO_DAY = "年・月・日を選んでください。"
NONE = "なし"


class Number(IntegerField):
    """A whole number from 0 to the most; nothing typed is 0."""

    def __init__(self, label: str, most: int, **about: Any) -> None:
        said = f"0から{most:,}までの数で入力してください。"
        super().__init__(label, [v.Optional(), v.NumberRange(0, most, said)], **about)

    def process_formdata(self, valuelist: Any) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(NO_NUMBER) from None


class EligibilityForm(Form):
    licence = SelectField(
        "資格", choices=[SelectChoice(NONE, "なし"), *(SelectChoice(name, name) for name in LICENCES)], default=NONE
    )
    licensed_years = Number("資格にもとづく業務の期間（年）", MOST_YEARS)
    licensed_months = Number("資格にもとづく業務の期間（か月）", 11)
    licensed_days = Number("資格にもとづく業務で実際に働いた日数", MOST_DAYS)
    counselling_years = Number("相談援助業務の期間（年）", MOST_YEARS)
    counselling_months = Number("相談援助業務の期間（か月）", 11)
    counselling_days = Number("相談援助業務で実際に働いた日数", MOST_DAYS)

    def validate_licensed_days(self, _field: Any) -> None:
        if not possible(self.licensed_work):
            raise ValidationError(TOO_MANY_DAYS)

    def validate_counselling_days(self, _field: Any) -> None:
        if not possible(self.counselling):
            raise ValidationError(TOO_MANY_DAYS)

    @property
    def licensed_work(self) -> Work:
        return _work(self.licensed_years.data, self.licensed_months.data, self.licensed_days.data)

    @property
    def counselling(self) -> Work:
        return _work(self.counselling_years.data, self.counselling_months.data, self.counselling_days.data)

    def standing(self) -> Standing:
        licensed = self.licence.data != NONE
        return standing(licensed=licensed, licensed_work=self.licensed_work, counselling=self.counselling)


def _work(years: int | None, months: int | None, days: int | None) -> Work:
    return Work((years or 0) * 12 + (months or 0), days or 0)


class DateForm(Form):
    round = IntegerField(
        "回", [v.InputRequired("回を数字で入力してください。"), v.NumberRange(1, 200, "回は1から200までの数です。")]
    )
    title = Text(
        "何の日か",
        [v.DataRequired("何の日かを入力してください。"), v.Length(max=60, message="60文字までにしてください。")],
    )
    begins_on = Day("日（はじめの日）", [v.InputRequired(NO_DAY)])
    until_on = Day("おわりの日", [v.Optional()])
    source = Text(
        "出典",
        [
            v.DataRequired("どの資料で確かめたかを入力してください。"),
            v.Length(max=200, message="200文字までにしてください。"),
        ],
    )

    def validate_until_on(self, field: Any) -> None:
        if field.data and self.begins_on.data and field.data < self.begins_on.data:
            raise ValidationError("おわりの日は、はじめの日より後にしてください。")

    def said(self) -> Said:
        title, source = (_printable(text.data) for text in (self.title, self.source))
        return Said(self.round.data or 0, title, self.begins_on.data, self.until_on.data, source)


def _printable(text: str | None) -> str:
    return "".join(sign for sign in text or "" if sign.isprintable())
