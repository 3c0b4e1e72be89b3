"""What an organiser may send of the timetable: a date, where it is held, online or in a room, and who teaches it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from wtforms import TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, ValidationError

from app.clock import JST
from app.training.forms.running import FORMS, NO_NULL, Clock, at_most, given, wanted
from app.training.rules.timetable import NOT_SAFE, ONLINE, safe_address
from app.ui.fields import Chosen, Day, Form, Text

NOBODY = 0
ANOTHER_MODULE = "補講は、もとの日程と同じ科目にしてください。"
NOWHERE = "会場名か、オンラインのアドレスを入力してください。"
TWO_LECTURERS = "講師は、一覧から選ぶか氏名を入力するか、どちらか一つにしてください。"


class PlaceForm(Form):
    """The room or the online address, and who teaches: somebody of the organisation, or a guest by name."""

    place = Text("会場名", validators=[at_most(120), NO_NULL])
    online = Text("オンラインのアドレス", validators=[Optional(), at_most(500), NO_NULL])
    teacher = Chosen("講師", coerce=int, default=NOBODY, validators=[Optional()])
    lecturer = Text("ほかの講師の氏名", validators=[Optional(), at_most(80), NO_NULL])

    def offer_teachers(self, people: Iterable[tuple[int, str]]) -> None:
        self.teacher.choices = [SelectChoice(NOBODY, "選ばない"), *(SelectChoice(id_, name) for id_, name in people)]

    def validate_place(self, field: Text) -> None:
        if not field.data and not self.online.data:
            raise ValidationError(NOWHERE)

    def validate_online(self, field: Text) -> None:
        if field.data and not safe_address(field.data):
            raise ValidationError(NOT_SAFE)

    def validate_lecturer(self, field: Text) -> None:
        if field.data and self.teacher.data:
            raise ValidationError(TWO_LECTURERS)

    @property
    def where(self) -> str:
        return self.place.data or ONLINE


class HeldForm(PlaceForm):
    """When and where a date is held; times are Japan's."""

    on = Day("日", validators=[given("日")])
    begins = Clock("開始", validators=[given("開始")])
    ends = Clock("終了", validators=[given("終了")])

    def validate_ends(self, field: TimeField) -> None:
        if self.begins.data and field.data and field.data <= self.begins.data:
            raise ValidationError("終了は、開始よりあとの時刻にしてください。")

    def instants(self) -> tuple[datetime, datetime]:
        return instant(self.on.data, self.begins.data), instant(self.on.data, self.ends.data)


class SessionForm(HeldForm):
    """A new date of the timetable."""

    module = Chosen("科目", coerce=int, validators=[wanted("科目")])
    form = Chosen("方法", choices=FORMS[1:])
    group = Chosen("演習班", coerce=int, default=0)
    makes_up = Chosen("補講のとき、もとの日程", coerce=int)

    def offer(
        self,
        modules: Iterable[tuple[int, str]],
        sessions: Iterable[tuple[int, str, int]],
        groups: Iterable[tuple[int, str]],
    ) -> None:
        self.group.choices = [SelectChoice(0, "クラスの全員"), *(SelectChoice(id_, title) for id_, title in groups)]
        self.module.choices = [SelectChoice(id_, title) for id_, title in modules]
        made_up = list(sessions)
        self.modules_made_up = {id_: module for id_, _said, module in made_up}
        self.makes_up.choices = [
            SelectChoice(0, "補講ではない"),
            *(SelectChoice(id_, said) for id_, said, _module in made_up),
        ]

    def validate_makes_up(self, field: Chosen) -> None:
        if field.data and self.modules_made_up.get(field.data) != self.module.data:
            raise ValidationError(ANOTHER_MODULE)


def instant(day: date, at: time) -> datetime:
    """The instant of a time on a day in Japan."""
    return datetime.combine(day, at, JST)
