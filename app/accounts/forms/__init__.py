"""What people may send about themselves and, with the right, about others."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, ValidationError
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts import passwords, rules
from app.accounts.rules import AID_LABELS, LARGEST_FACTOR, STANDARD_FACTOR, USUAL_FACTORS, Aid
from app.ui.fields import Code, Day, Email, Form, Kana, Password, Text

OTHER = "other"
BAD_FACTOR = "倍率は1.00から4.00までの数で入力してください。例：1.25"
BAD_DAY = "日付を読み取れません。例：2027-03-31"
HIRAGANA_OR_KATAKANA = r"^[ァ-ヺー・ ]+$"


def printable(text: str | None) -> str | None:
    """Without control characters, which no name holds and PostgreSQL refuses."""
    return text and "".join(character for character in text if character.isprintable() or character.isspace())


def new_password(_form: Form, field: Any) -> None:
    problem = rules.password_problem(field.data or "", passwords.common_passwords())
    if problem is not None:
        raise ValidationError(rules.PASSWORD_SENTENCES[problem])


def _email_field(label: str = "メールアドレス") -> Email:
    return Email(
        label,
        [
            v.DataRequired("メールアドレスを入力してください。"),
            v.Length(max=rules.LONGEST_EMAIL, message="メールアドレスが長すぎます。"),
            v.Email("メールアドレスの形が違います。例：sato@example.jp"),
        ],
        filters=(printable,),
    )


def _new_password_field(label: str = "パスワード") -> Password:
    return Password(label, [v.InputRequired("パスワードを入力してください。"), new_password])


def _own_password_field() -> Password:
    return Password("いまのパスワード", [v.InputRequired("いまのパスワードを入力してください。")])


class NameForm(Form):
    name = Text(
        "氏名",
        [
            v.DataRequired("氏名を入力してください。"),
            v.Length(max=rules.LONGEST_NAME, message="氏名は60文字までにしてください。"),
        ],
        filters=(printable,),
    )
    kana = Kana(
        "フリガナ",
        [
            v.DataRequired("フリガナを入力してください。"),
            v.Length(max=rules.LONGEST_NAME, message="フリガナは60文字までにしてください。"),
            v.Regexp(HIRAGANA_OR_KATAKANA, message="フリガナは、ひらがなかカタカナで入力してください。"),
        ],
    )


class SignUpForm(NameForm):
    email = _email_field()
    password = _new_password_field()
    agree = BooleanField(
        "利用規約とプライバシーポリシーに同意する", [v.InputRequired("登録するには、同意のチェックが必要です。")]
    )


class ConfirmForm(Form):
    """The password of the sign-up, where the letter is opened in another browser than the one that typed it."""

    password = Password("登録のときに決めたパスワード", [v.InputRequired("パスワードを入力してください。")])


class SignInForm(Form):
    email = Email("メールアドレス", [v.DataRequired("メールアドレスを入力してください。")], filters=(printable,))
    password = Password("パスワード", [v.InputRequired("パスワードを入力してください。")])
    next = HiddenField()


class AddressForm(Form):
    """Where a letter shall go."""

    email = _email_field()


class ResetForm(Form):
    password = _new_password_field("新しいパスワード")


class CodeForm(Form):
    code = Code(
        "確認の番号", [v.InputRequired("番号を入力してください。"), v.Length(max=40, message="番号が長すぎます。")]
    )


class SlugForm(Form):
    slug = Code("団体の識別名", [v.InputRequired("識別名を入力してください。"), v.Length(max=64)])


class BackForm(Form):
    """What a provider sends along with whoever comes back."""

    state = HiddenField(validators=[v.InputRequired(), v.Length(max=200)])
    code = HiddenField(validators=[v.InputRequired(), v.Length(max=4000)])


class EmailChangeForm(Form):
    email = _email_field("新しいメールアドレス")
    own_password = _own_password_field()


class PasswordChangeForm(Form):
    own_password = _own_password_field()
    password = _new_password_field("新しいパスワード")


class EraseForm(Form):
    own_password = _own_password_field()


class LastDay(Day):
    """A calendar day, refused in words when it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(BAD_DAY) from error


class AccommodationForm(Form):
    factor = RadioField(
        "試験時間",
        [v.InputRequired("試験時間を選んでください。")],
        choices=[
            SelectChoice(str(STANDARD_FACTOR), "延長しない"),
            *(SelectChoice(str(factor), rules.factor_words(factor)) for factor in USUAL_FACTORS[1:]),
            SelectChoice(OTHER, "ほかの倍率にする"),
        ],
    )
    other_factor = Code("ほかの倍率")
    aids = SelectMultipleField(
        "画面と読みの補助",
        choices=[SelectChoice(aid.value, label) for aid, label in AID_LABELS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    valid_until_on = LastDay("有効期限", [v.Optional()])

    def validate_other_factor(self, field: Any) -> None:
        if self.factor.data == OTHER and self._other() is None:
            raise ValidationError(BAD_FACTOR)

    def granted_factor(self) -> Decimal:
        """The factor that was chosen or typed; only after the form was found valid."""
        return self._other() or STANDARD_FACTOR if self.factor.data == OTHER else Decimal(self.factor.data)

    def granted_aids(self) -> frozenset[Aid]:
        return frozenset(Aid(aid) for aid in self.aids.data or ())

    def _other(self) -> Decimal | None:
        try:
            factor = Decimal(self.other_factor.data or "").quantize(STANDARD_FACTOR)
        except InvalidOperation:
            return None
        # "NaN" is a Decimal too, and refuses to be compared.
        return factor if factor.is_finite() and STANDARD_FACTOR <= factor <= LARGEST_FACTOR else None
