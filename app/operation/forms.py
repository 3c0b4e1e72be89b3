"""What somebody may ask of the audit trail."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import ValidationError
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice

from app.operation.queries import trail
from app.operation.rules.trail import DOMAINS, Wanted
from app.ui.fields import Chosen, Day, Form, Text

LONGEST_SEARCH = 100
BAD_DAY = "年・月・日を選んでください。"
BACKWARDS = "終わりの日は、始めの日より前にできません。"


class Bound(Day):
    """A day of the period, refused in words when it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(BAD_DAY) from error


class TrailForm(Form):
    """Sent with the address, so that a list that was found can be kept as a bookmark; it changes nothing."""

    class Meta:
        csrf = False

    q = Text("人・操作・対象", [v.Length(max=LONGEST_SEARCH, message=f"{LONGEST_SEARCH}文字までにしてください。")])
    organisation = Chosen("団体", coerce=str, default="")
    domain = Chosen(
        "何について",
        default="",
        choices=[SelectChoice("", "すべて"), *(SelectChoice(k, name) for k, name in DOMAINS.items())],
    )
    from_on = Bound("いつから", [v.Optional()])
    until_on = Bound("いつまで", [v.Optional()])

    def __init__(self) -> None:
        super().__init__(request.args or None)
        places = [SelectChoice(str(place.id), place.name) for place in trail.organisations()]
        self.organisation.choices = [SelectChoice("", "すべて"), *places]

    def validate_until_on(self, field: Any) -> None:
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(BACKWARDS)

    def wanted(self) -> Wanted:
        """What was asked for; everything when the form was opened without asking."""
        place = self.organisation.data
        return Wanted(
            search=self.q.data or "",
            organisation_id=int(place) if place else None,
            domain=self.domain.data or None,
            from_on=self.from_on.data,
            until_on=self.until_on.data,
        )
