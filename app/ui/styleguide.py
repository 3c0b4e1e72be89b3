"""The form that the style page shows, once fresh and once refused."""

from __future__ import annotations

from datetime import date

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice as Choice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.ui.fields import Day, Email, Form, Kana, LongText, Password, Text

REFUSED = {
    "name": "氏名を入力してください。",
    "email": "メールアドレスの形が違います。例：sato@example.jp",
    "password": "12文字以上にしてください。",
    "office": "事業所を選んでください。",
    "choose": "2つ選べ・3つ選べのどちらかを選んでください。",
    "agree": "続けるには、同意のチェックが必要です。",
}


class ExampleForm(Form):
    name = Text("氏名", [InputRequired()])
    kana = Kana("フリガナ", [Optional()])
    email = Email("メールアドレス", [InputRequired()])
    password = Password("パスワード", [InputRequired()])
    office = SelectField(
        "事業所", [InputRequired()], choices=[Choice("", "選んでください"), Choice("a", "ひまわり居宅介護支援事業所")]
    )
    born_on = Day("生年月日", [Optional()])
    choose = RadioField("選ぶ数", [InputRequired()], choices=[Choice("2", "2つ選べ"), Choice("3", "3つ選べ")])
    days = SelectMultipleField(
        "学ぶ曜日",
        choices=[Choice("mon", "月曜日"), Choice("wed", "水曜日"), Choice("sat", "土曜日")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    note = LongText("連絡事項", [Optional()])
    agree = BooleanField("利用規約に同意する", [InputRequired()])


def example_form(*, with_errors: bool) -> ExampleForm:
    form = ExampleForm(
        formdata=None, meta={"csrf": False}, name="佐藤 花子", choose="3", days=["wed"], born_on=date(1978, 4, 1)
    )
    if with_errors:
        for name, message in REFUSED.items():
            form[name].errors = [message]
    return form
