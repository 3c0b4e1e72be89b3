"""What an organiser may send of the rule of late, early, absent and making up."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional

from app.training.forms.running import Whole, given, wanted
from app.training.rules.attendance import MISSED_LABELS, MOST_GRACE, MOST_MAKEUP_DAYS, MOST_MISSED, Missed, Rule
from app.ui.fields import Form

BETWEEN = "{first}から{last}までの数で入力してください。"


def between(first: int, last: int) -> NumberRange:
    return NumberRange(first, last, BETWEEN.format(first=first, last=last))


class RuleForm(Form):
    """The rule of a cohort, as it is said on the page."""

    grace_minutes = Whole("遅刻としない時間（分）", validators=[given("遅刻としない時間"), between(0, MOST_GRACE)])
    limit_minutes = Whole("欠席とする時間（分）", validators=[given("欠席とする時間"), between(0, MOST_MISSED)])
    missed = RadioField(
        "遅刻・早退の時間",
        choices=[SelectChoice(one.value, label) for one, label in MISSED_LABELS.items()],
        validators=[wanted("遅刻・早退の時間")],
    )
    makeup_days = Whole("補講を受ける期限（日数）", validators=[Optional(), between(1, MOST_MAKEUP_DAYS)])

    def rule(self) -> Rule:
        return Rule(self.grace_minutes.data, self.limit_minutes.data, Missed(self.missed.data), self.makeup_days.data)
