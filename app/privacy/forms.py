"""What people may ask about their data, and what an administrator may answer and decide."""

from __future__ import annotations

from wtforms import IntegerField, RadioField
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice

from app.privacy.rules.asking import (
    GROUND_LABELS,
    LONGEST_ABOUT,
    LONGEST_ANSWER,
    LONGEST_WISH,
    REQUEST_LABELS,
    STATE_LABELS,
    RequestState,
)
from app.privacy.rules.retention import LONGEST_DAYS, LONGEST_GROUND
from app.ui.fields import Day, Form, LongText, Text

BAD_DAYS = f"1から{LONGEST_DAYS:,}までの数で入力してください。"
BAD_DAY = "年・月・日を選んでください。"


def in_one_line(text: str | None) -> str | None:
    """A reason is one paragraph, however it was broken while typing."""
    return "".join(text.split("\n")) if text else text


class AskForm(Form):
    kind = RadioField(
        "申し込むこと",
        [v.InputRequired("申し込むことを選んでください。")],
        choices=[SelectChoice(kind.value, label) for kind, label in REQUEST_LABELS.items()],
    )
    about = Text(
        "何について",
        [
            v.DataRequired("何についてかを書いてください。"),
            v.Length(max=LONGEST_ABOUT, message=f"{LONGEST_ABOUT}文字までにしてください。"),
        ],
    )
    wish = LongText(
        "どうしてほしいか",
        [
            v.DataRequired("どうしてほしいかを書いてください。"),
            v.Length(max=LONGEST_WISH, message=f"{LONGEST_WISH:,}文字までにしてください。"),
        ],
    )


class AnswerForm(Form):
    state = RadioField(
        "答え",
        [v.InputRequired("対応したかどうかを選んでください。")],
        choices=[
            SelectChoice(state.value, STATE_LABELS[state]) for state in (RequestState.DONE, RequestState.DECLINED)
        ],
    )
    words = LongText(
        "本人に伝えること",
        [
            v.DataRequired("本人に伝えることを書いてください。"),
            v.Length(max=LONGEST_ANSWER, message=f"{LONGEST_ANSWER:,}文字までにしてください。"),
        ],
    )


class GroundForm(Form):
    ground = RadioField(
        "理由",
        [v.InputRequired("理由を選んでください。")],
        choices=[SelectChoice(ground.value, label) for ground, label in GROUND_LABELS.items()],
    )


class WholeNumber(IntegerField):
    """Refused in words when it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(BAD_DAYS) from error


class FirstDay(Day):
    """Refused in words when it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(BAD_DAY) from error


class RuleForm(Form):
    days = WholeNumber("残す日数", [v.InputRequired(BAD_DAYS), v.NumberRange(1, LONGEST_DAYS, BAD_DAYS)])
    ground = LongText(
        "理由",
        [
            v.DataRequired("残す理由を書いてください。だれでも見られるページに出ます。"),
            v.Length(max=LONGEST_GROUND, message=f"{LONGEST_GROUND}文字までにしてください。"),
        ],
        filters=(in_one_line,),
    )
    from_on = FirstDay("いつから", [v.InputRequired(BAD_DAY)])
