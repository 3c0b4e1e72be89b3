"""What an administrator may send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField, ValidationError
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import Organisation
from app.accounts.rules import LONGEST_NAME, ROLE_LABELS, Role, colours
from app.accounts.rules.settings import LONGEST_CONTACT, SiteSettings
from app.admin import rules
from app.ui.fields import Code, Day, Email, Form, Kana, LongText, Password, Text

NO_COLOUR = "色は #1a2b3c の形で入力してください。"
PALE = "この色の上では白い文字が読みにくくなります。もっと濃い色にしてください。例：#1a4f9c"
BAD_DAY = "日付を読み取れません。例：2027-03-31"
KANA = r"^[ァ-ヺー・ ]+$"
TOO_LONG = "60文字までにしてください。"


class OrganisationForm(Form):
    name = Text(
        "団体の名前",
        [
            v.DataRequired("団体の名前を入力してください。"),
            v.Length(max=rules.LONGEST_ORGANISATION_NAME, message="名前は80文字までにしてください。"),
        ],
    )
    slug = Code("識別名", [v.DataRequired("識別名を入力してください。")])


class LookForm(Form):
    colour = Code("団体の色", [v.Optional()])
    contact = Text("問い合わせ先", [v.Length(max=LONGEST_CONTACT, message="200文字までにしてください。")])

    def validate_colour(self, field: Any) -> None:
        field.data = field.data.lower() or None
        if field.data and not colours.HEX.fullmatch(field.data):
            raise ValidationError(NO_COLOUR)
        if field.data and not colours.carries_white(field.data):
            raise ValidationError(PALE)


class ProviderForm(Form):
    name = Text("呼び名", [v.DataRequired("呼び名を入力してください。"), v.Length(max=60, message=TOO_LONG)])
    issuer = Code(
        "発行者のアドレス",
        [
            v.DataRequired("発行者のアドレスを入力してください。"),
            v.Length(max=300, message="長すぎます。"),
            v.Regexp(r"^https?://[^\s?#]+$", message="https:// で始まるアドレスを入力してください。"),
        ],
    )
    client_id = Code("クライアントID", [v.DataRequired("クライアントIDを入力してください。"), v.Length(max=200)])
    secret = Password("クライアントシークレット", [v.Length(max=500, message="長すぎます。")])


class RoleForm(Form):
    role = SelectField(
        "役割", choices=[SelectChoice(role.value, label) for role, label in ROLE_LABELS.items()], validate_choice=True
    )
    organisation = SelectField("団体", coerce=int)

    def offering(self, places: Sequence[Organisation], roles: Sequence[Role] = tuple(Role)) -> RoleForm:
        """With the organisations and roles that may be chosen from."""
        self.organisation.choices = [SelectChoice(place.id, place.name) for place in places]
        self.role.choices = [SelectChoice(role.value, ROLE_LABELS[role]) for role in roles]
        return self


class InvitationForm(RoleForm):
    people = LongText("招待する人", [v.DataRequired("招待する人を、1行に1人ずつ書いてください。")])

    def offering(self, places: Sequence[Organisation], roles: Sequence[Role] = tuple(Role)) -> InvitationForm:
        super().offering(places, roles)
        return self

    def validate_people(self, field: Any) -> None:
        found, wrong = rules.guests(field.data or "")
        if wrong:
            raise ValidationError(" ".join(wrong[:5]))
        if len(found) > rules.MOST_INVITED:
            raise ValidationError(f"一度に招待できるのは{rules.MOST_INVITED}人までです。分けて招待してください。")

    def guests(self) -> list[rules.Guest]:
        """Who was written down; only after the form was found valid."""
        return rules.guests(self.people.data)[0]


class EnterForm(Form):
    name = Text("氏名", [v.DataRequired("氏名を入力してください。"), v.Length(max=LONGEST_NAME, message=TOO_LONG)])
    kana = Kana(
        "フリガナ",
        [
            v.DataRequired("フリガナを入力してください。"),
            v.Length(max=LONGEST_NAME, message=TOO_LONG),
            v.Regexp(KANA, message="フリガナは、ひらがなかカタカナで入力してください。"),
        ],
    )
    email = Email("メールアドレス", [v.Optional(), v.Email("メールアドレスの形が違います。例：sato@example.jp")])
    agree = BooleanField(
        "利用規約とプライバシーポリシーに同意する", [v.InputRequired("はじめるには、同意のチェックが必要です。")]
    )


class RenameForm(Form):
    name = Text(
        "新しい氏名", [v.DataRequired("氏名を入力してください。"), v.Length(max=LONGEST_NAME, message=TOO_LONG)]
    )
    kana = Kana(
        "新しい氏名のフリガナ",
        [
            v.DataRequired("フリガナを入力してください。"),
            v.Length(max=LONGEST_NAME, message=TOO_LONG),
            v.Regexp(KANA, message="フリガナは、ひらがなかカタカナで入力してください。"),
        ],
    )
    until_on = Day("前の氏名の最後の日", [v.Optional()])

    def validate_until_on(self, field: Any) -> None:
        if field.raw_data and field.raw_data[0] and field.data is None:
            field.errors = []
            raise ValidationError(BAD_DAY)


class ReasonForm(Form):
    reason = Text(
        "理由",
        [
            v.DataRequired("理由を入力してください。本人にも伝わります。"),
            v.Length(max=rules.LONGEST_REASON, message="理由は200文字までにしてください。"),
        ],
    )


class MergeForm(Form):
    sure = BooleanField("取り消せないことを確かめました", [v.InputRequired("確かめて、チェックを付けてください。")])


class SettingsForm(Form):
    second_factor_roles = SelectMultipleField(
        "サインインに二つ目の確認が必要な役割",
        choices=[SelectChoice(role.value, label) for role, label in ROLE_LABELS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    open_sign_up = BooleanField("だれでも「登録する」から登録できる")
    contact = Text("問い合わせ先", [v.Length(max=LONGEST_CONTACT, message="200文字までにしてください。")])

    def wanted(self) -> SiteSettings:
        """What was chosen; only after the form was found valid."""
        roles = frozenset(Role(one) for one in self.second_factor_roles.data or ())
        return SiteSettings(roles, bool(self.open_sign_up.data), self.contact.data or "")
