"""What people may send: a copy of a curriculum, a module, a cohort, dates, attendance, a journal, a correction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, IntegerField, SelectMultipleField, TimeField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from app.training.rules.ledger import MOST_MINUTES
from app.training.rules.running import CODE_LENGTH, LARGEST_COHORT
from app.training.rules.words import FORM_LABELS
from app.training.rules.words import Form as Teaching
from app.ui.fields import Chosen, Code, Day, Form, LongText, Text

NO_NULL = Regexp(r"^[^\0]*\Z", message="使えない文字が入っています。入力し直してください。")
NUMBER = "数字で入力してください。"
UNKNOWN = ""


def wanted(what: str) -> DataRequired:
    """For texts and choices: spaces alone are nothing."""
    return DataRequired(f"{what}を入力してください。")


def given(what: str) -> InputRequired:
    """For numbers, days and times: 0 is something."""
    return InputRequired(f"{what}を入力してください。")


def at_most(length: int) -> Length:
    return Length(max=length, message=f"{length}文字までで入力してください。")


class Ticks(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = SelectMultipleField.__name__  # by which the component chooses how it is drawn


class Whole(IntegerField):
    """A whole number; what is none is told in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(NUMBER) from None


class Clock(TimeField):
    """A time of the day; what is none is told in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("時刻を読み取れません。例：09:30") from None


FORMS = [
    SelectChoice(UNKNOWN, "未定（要項による）"),
    *(SelectChoice(f.value, label) for f, label in FORM_LABELS.items()),
]


class CopyForm(Form):
    """Which of one's organisations gets the copy."""

    organisation = Chosen("団体", coerce=int, validators=[wanted("団体")])

    def offer(self, organisations: Iterable[tuple[int, str]]) -> None:
        self.organisation.choices = [SelectChoice(id_, name) for id_, name in organisations]


class ModuleForm(Form):
    """What the 要項 says of a module."""

    title = Text("科目名", validators=[wanted("科目名"), at_most(200), NO_NULL])
    form = Chosen("方法", choices=FORMS)
    minutes = Whole(
        "時間（分）",
        validators=[Optional(), NumberRange(0, MOST_MINUTES, f"0から{MOST_MINUTES:,}までの数で入力してください。")],
    )
    lessons = Ticks("教材", coerce=str)
    final_check = Chosen("確認問題", default=UNKNOWN, validators=[Optional()])

    def offer(self, lessons: Iterable[tuple[str, str]], checks: Iterable[tuple[str, str]]) -> None:
        self.lessons.choices = [SelectChoice(path, title) for path, title in lessons]
        self.final_check.choices = [SelectChoice(UNKNOWN, "なし"), *(SelectChoice(slug, said) for slug, said in checks)]

    def teaching(self) -> Teaching | None:
        return Teaching(self.form.data) if self.form.data else None


class CohortForm(Form):
    """A new 期 and its first cohort."""

    curriculum = Chosen("課程", coerce=int, validators=[wanted("課程")])
    title = Text("期の名前", validators=[wanted("期の名前"), at_most(120), NO_NULL])
    cohort = Text("クラスの名前", validators=[wanted("クラスの名前"), at_most(80), NO_NULL])
    starts_on = Day("始まりの日", validators=[given("始まりの日")])
    ends_on = Day("終わりの日", validators=[given("終わりの日")])
    capacity = Whole(
        "定員",
        validators=[
            given("定員"),
            NumberRange(1, LARGEST_COHORT, f"定員は1から{LARGEST_COHORT:,}までの数で入力してください。"),
        ],
    )

    def offer(self, curricula: Iterable[tuple[int, str]]) -> None:
        self.curriculum.choices = [SelectChoice(id_, title) for id_, title in curricula]


class EnrolForm(Form):
    """Addresses of people who have an account here, one a line."""

    emails = LongText("メールアドレス（1行に1人）", validators=[wanted("メールアドレス"), at_most(60_000), NO_NULL])

    def lines(self) -> list[str]:
        return [line.strip().lower() for line in (self.emails.data or "").split("\n") if line.strip()]


class RosterForm(Form):
    """What goes with a file of learners; the file itself the view reads."""

    adds_offices = BooleanField("知らない事業所を加える")


class JoinForm(Form):
    """The code that an organiser has given out."""

    code = Code(
        "受講コード",
        validators=[
            wanted("受講コード"),
            Length(CODE_LENGTH, CODE_LENGTH, f"{CODE_LENGTH}文字で入力してください。"),
            NO_NULL,
        ],
    )


class AssignForm(Form):
    """Modules and the day on which they are due."""

    modules = Ticks("科目", coerce=int, validators=[InputRequired("科目を一つ以上選んでください。")])
    due_on = Day("期限", validators=[Optional()])

    def offer(self, modules: Iterable[tuple[int, str]]) -> None:
        self.modules.choices = [SelectChoice(id_, title) for id_, title in modules]


class CorrectionForm(Form):
    """A new value for a row of the ledger, and why."""

    minutes = Whole(
        "時間（分）", validators=[given("時間"), NumberRange(0, MOST_MINUTES, "0以上の数で入力してください。")]
    )
    reason = Text("理由", validators=[wanted("理由"), at_most(200), NO_NULL])


class HandForm(CorrectionForm):
    """Minutes that no other source knows of."""

    module = Chosen("科目", coerce=int, validators=[wanted("科目")])

    def offer(self, modules: Iterable[tuple[int, str]]) -> None:
        self.module.choices = [SelectChoice(id_, title) for id_, title in modules]


class PracticumForm(Form):
    """Where somebody learns in practice."""

    module = Chosen("実習の科目", id="host-module", coerce=int, validators=[wanted("実習の科目")])
    office = Chosen("登録している事業所", coerce=int, default=0, validators=[Optional()])
    host = Text("ほかの事業所の名前", validators=[at_most(120), NO_NULL])
    supervisor = Text("実習の指導者", validators=[wanted("実習の指導者"), at_most(80), NO_NULL])
    days = Whole("日数", validators=[given("日数"), NumberRange(1, 60, "1から60までの数で入力してください。")])

    def offer(self, modules: Iterable[tuple[int, str]], offices: Iterable[tuple[int, str]] = ()) -> None:
        self.module.choices = [SelectChoice(id_, title) for id_, title in modules]
        self.office.choices = [SelectChoice(0, "ほかの事業所"), *(SelectChoice(id_, name) for id_, name in offices)]

    def validate_host(self, field: Text) -> None:
        if not self.office.data and not field.data:
            raise ValidationError("登録している事業所を選ぶか、ほかの事業所の名前を入力してください。")


class JournalForm(Form):
    """A day of the practicum."""

    on = Day("日", validators=[given("日")])
    minutes = Whole(
        "時間（分）", validators=[given("時間"), NumberRange(1, 720, "1から720までの数で入力してください。")]
    )
    text = LongText("したこと、学んだこと", validators=[wanted("したこと、学んだこと"), at_most(4_000), NO_NULL])


class SignForm(Form):
    """The host's name."""

    name = Text("確認する方の氏名", validators=[wanted("氏名"), at_most(80), NO_NULL])
