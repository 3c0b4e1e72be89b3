"""What an organiser may send of certificates: their wording, to whom they go, issuing one again, revoking one."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import BooleanField, Field
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, ValidationError

from app.training.forms.running import NO_NULL, Ticks, at_most, given, wanted
from app.training.rules import certificates as rules
from app.training.rules.sheets import LAYOUT_LABELS
from app.ui.fields import Chosen, Day, Form, LongText, Text

NO_WISH = "併記しない"


class WordingForm(Form):
    """How the organisation's certificates are worded."""

    title = Text("表題", validators=[wanted("表題"), at_most(30), NO_NULL])
    body = LongText("本文", validators=[wanted("本文"), at_most(400), NO_NULL])
    issuer = Text("発行する団体の名前", validators=[wanted("発行する団体の名前"), at_most(60), NO_NULL])
    signer = Text("代表者の役職と氏名", validators=[Optional(), at_most(60), NO_NULL])
    number_pattern = Text("台帳番号の形", validators=[wanted("台帳番号の形"), at_most(60), NO_NULL])
    japanese_era = BooleanField("日付を和暦で書く")
    shows_birth = BooleanField("生年月日を書く")
    shows_number = BooleanField("受講番号を書く")
    seal_mark = BooleanField("公印を押す枠を書く")

    def validate_body(self, field: Field) -> None:
        _refuse(rules.body_problem(field.data or ""))

    def validate_number_pattern(self, field: Field) -> None:
        _refuse(rules.pattern_problem(field.data or ""))


def _refuse(problem: str | None) -> None:
    if problem:
        raise ValidationError(problem)


class IssueForm(Form):
    """Who gets a certificate, and with which days."""

    enrolments = Ticks("発行する人", coerce=int)
    completed_on = Day("修了日", validators=[given("修了日")])
    issued_on = Day("発行日", validators=[given("発行日")])

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        self.enrolments.choices = [SelectChoice(id_, name) for id_, name in people]


class ReissueForm(Form):
    """Why it is issued again, and with which former name."""

    former_name = Text("併記する旧姓", validators=[Optional(), at_most(60), NO_NULL])
    issued_on = Day("再交付の日", validators=[given("再交付の日")])
    reason = Text("再交付の理由", validators=[wanted("再交付の理由"), at_most(200), NO_NULL])


class RevokeForm(Form):
    """Why it is revoked."""

    reason = Text("取消しの理由", id="revoke-reason", validators=[wanted("取消しの理由"), at_most(200), NO_NULL])


class WishForm(Form):
    """The former name that a learner wishes to see on the certificate."""

    former_name = Chosen("証明書に併記する旧姓", validators=[Optional()])

    def offer(self, names: Iterable[str]) -> None:
        self.former_name.choices = [SelectChoice("", NO_WISH), *(SelectChoice(name, name) for name in names)]


class ListForm(Form):
    """As what a list is written."""

    layout = Chosen("形式", choices=[SelectChoice(layout.value, label) for layout, label in LAYOUT_LABELS.items()])


class CheckForm(Form):
    """The name that stands on the paper."""

    name = Text("証明書に書かれた氏名", validators=[wanted("証明書に書かれた氏名"), at_most(60), NO_NULL])
