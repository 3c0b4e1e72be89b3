from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.ui import fields

FEATURES = ("app.",)


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


@pytest.mark.parametrize(
    ("typed", "valid"),
    [("1900-01-01", True), ("2100-12-31", True), ("1899-12-31", False), ("0001-01-01", False), ("9999-12-31", False)],
)
def test_a_day_is_of_a_year_that_somebody_can_mean(typed: str, valid: bool) -> None:
    class DayForm(Form):
        day = fields.Day()

    form = DayForm(MultiDict({"day": typed}))

    assert form.validate() is valid
    assert (form.day.data is not None) is valid
    assert form.day.errors == ([] if valid else [fields.NO_SUCH_YEAR])
    assert f'value="{typed}"' in form.day()


def test_every_form_reads_what_a_page_can_send_and_nothing_else() -> None:
    forms = {form for form in below(FlaskForm) if form.__module__.startswith(FEATURES)}

    assert {form.__name__ for form in forms if not issubclass(form, fields.Form)} == set()


def test_neither_files_nor_json_fill_a_form(app: Flask) -> None:
    class Named(fields.Form):
        name = fields.Text()

    sent = {"a file": {"data": {"name": (BytesIO(b"x"), "x.txt")}}, "json": {"json": {"name": 5}}}
    for options in sent.values():
        with app.test_request_context("/", method="POST", **options):
            assert not Named().name.data
    with app.test_request_context("/", method="POST", data={"name": " 佐藤 "}):
        assert (Named().name.data, Named(formdata=None, name="山田").name.data) == ("佐藤", "山田")


def below(form: type) -> set[type]:
    return {form}.union(*(below(child) for child in form.__subclasses__()))
