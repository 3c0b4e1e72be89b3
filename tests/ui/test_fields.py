from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.ui import fields


class EveryForm(Form):
    text = fields.Text()
    long = fields.LongText()
    code = fields.Code()
    kana = fields.Kana()
    email = fields.Email()
    password = fields.Password()


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("text", "　専門研修課程Ⅱ ①　", "専門研修課程Ⅱ ①"),
        ("long", " 一行目\r\n二行目\r三行目\n", "一行目\n二行目\n三行目"),
        ("code", " ＫＳ－００１ ", "KS-001"),
        ("kana", " ｻﾄｳ　はなこ ", "サトウ ハナコ"),
        ("email", " Ｓａｔｏ @Example.JP ", "sato@example.jp"),
        ("password", " 空白も　パスワード ", " 空白も　パスワード "),
    ],
)
def test_what_was_typed_is_kept_in_its_usual_form(name: str, typed: str, kept: str) -> None:
    form = EveryForm(MultiDict({name: typed}))

    assert form[name].data == kept


@pytest.mark.parametrize("tidy", [fields.strip, fields.usual_width, fields.katakana, fields.email_address])
def test_what_was_not_sent_stays_absent(tidy: Callable[[str | None], str | None]) -> None:
    assert tidy(None) is None


def test_a_field_takes_filters_of_its_own_after_ours() -> None:
    class ShoutingForm(Form):
        word = fields.Text(filters=[str.upper])

    assert ShoutingForm(MultiDict({"word": " ab "})).word.data == "AB"
