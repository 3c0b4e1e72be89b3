"""What an organiser may send of 演習班: how learners are shared out, a group's title and who teaches it."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange

from app.training.forms.running import NO_NULL, Ticks, Whole, at_most, given, wanted
from app.training.rules.groups import MIXED_LABELS, MOST_GROUPS
from app.ui.fields import Chosen, Form, Text

NOBODY = 0


class ShareForm(Form):
    """Over how many groups the learners are shared out, and who should not meet there."""

    count = Whole(
        "班の数",
        validators=[given("班の数"), NumberRange(1, MOST_GROUPS, f"1から{MOST_GROUPS}までの数で入力してください。")],
    )
    mixed = Ticks(
        "同じ班に重ならないようにするもの",
        choices=[SelectChoice(one.value, label) for one, label in MIXED_LABELS.items()],
    )
    whom = RadioField(
        "分ける人",
        choices=[SelectChoice("rest", "まだ班のない人だけ"), SelectChoice("all", "全員を分け直す")],
        default="rest",
        validators=[wanted("分ける人")],
    )


class GroupForm(Form):
    """A new group."""

    title = Text("班の名前", id="new-title", validators=[wanted("班の名前"), at_most(60), NO_NULL])


class ChangedGroupForm(Form):
    """What a group is called and who teaches it."""

    title = Text("班の名前", validators=[wanted("班の名前"), at_most(60), NO_NULL])
    lecturer = Chosen("担当の講師", coerce=int)

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        self.lecturer.choices = [SelectChoice(NOBODY, "決めない"), *(SelectChoice(id_, name) for id_, name in people)]
