"""What people may send of a class's form and what follows from it: questions, answers, rules, order, more time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wtforms import Field, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, ValidationError

from app.training.forms.running import NO_NULL, at_most, given, wanted
from app.training.models.applying import CohortQuestion
from app.training.rules.applying import LONGEST_CHOICE, MOST_CHOICES
from app.ui.fields import Chosen, Day, Form, LongText, Text

TWO_AT_LEAST = "答えを、1行に一つずつ、二つ以上入れてください。"
TOO_MANY = f"答えは{MOST_CHOICES}個までにしてください。"
TOO_LONG = f"一つの答えは{LONGEST_CHOICE}文字までにしてください。"
NO_SUCH = "上の答えにないものがあります：{names}"


def lines(text: str | None) -> list[str]:
    """The lines that say something, each once."""
    return list(dict.fromkeys(line.strip() for line in (text or "").splitlines() if line.strip()))


class QuestionForm(Form):
    """A question for those who apply, with its choices and those that meet the 受講要件."""

    text = Text("質問", validators=[wanted("質問"), at_most(200), NO_NULL])
    choices = LongText("答え（1行に一つ）", validators=[wanted("答え"), at_most(800), NO_NULL])
    meets = LongText("受講要件に合う答え（1行に一つ）", validators=[Optional(), at_most(800), NO_NULL])

    def validate_choices(self, field: Field) -> None:
        said = lines(field.data)
        if len(said) < 2:
            raise ValidationError(TWO_AT_LEAST)
        if len(said) > MOST_CHOICES:
            raise ValidationError(TOO_MANY)
        if any(len(each) > LONGEST_CHOICE for each in said):
            raise ValidationError(TOO_LONG)

    def validate_meets(self, field: Field) -> None:
        if strange := [each for each in lines(field.data) if each not in lines(self.choices.data)]:
            raise ValidationError(NO_SUCH.format(names="、".join(strange)))


class FollowForm(Form):
    """Which module follows from which answer, and until when."""

    answer = Chosen("答え", validators=[wanted("答え")])
    module = Chosen("科目", id="follow-module", coerce=int, validators=[wanted("科目")])
    due_on = Day("期限", id="follow-due", validators=[Optional()])

    def offer(self, questions: Iterable[CohortQuestion], modules: Iterable[tuple[int, str]]) -> None:
        self.answer.choices = [
            SelectChoice(f"{each.id}:{n}", f"{choice}（{each.text}）")
            for each in questions
            for n, choice in enumerate(each.choices)
        ]
        self.module.choices = [SelectChoice(id_, title) for id_, title in modules]

    def chosen(self) -> tuple[int, int]:
        """The question and the place of the choice in it."""
        question, _, place = self.answer.data.partition(":")
        return int(question), int(place)


class OrderForm(Form):
    """Which module comes before which."""

    before = Chosen("先に修了する科目", coerce=int, validators=[wanted("先に修了する科目")])
    module = Chosen("そのあとの科目", id="after-module", coerce=int, validators=[wanted("そのあとの科目")])

    def offer(self, modules: Sequence[tuple[int, str]]) -> None:
        for field in (self.before, self.module):
            field.choices = [SelectChoice(id_, title) for id_, title in modules]


class TimeForm(Form):
    """A wish for more time."""

    module = Chosen("科目", coerce=int, validators=[wanted("科目")])
    wished_on = Day("延ばしたい日", validators=[given("延ばしたい日")])
    reason = LongText("理由", validators=[wanted("理由"), at_most(400), NO_NULL])

    def offer(self, modules: Iterable[tuple[int, str]]) -> None:
        self.module.choices = [SelectChoice(id_, title) for id_, title in modules]


def answer_form(
    questions: Sequence[CohortQuestion], *, empty: bool = False, known: Mapping[int, str] | None = None
) -> Form:
    """A form that asks these questions, each a choice that must be made; with what was answered before."""
    fields = {
        f"q{each.id}": RadioField(
            each.text,
            choices=[SelectChoice(choice, choice) for choice in each.choices],
            validators=[wanted("答え")],
        )
        for each in questions
    }
    made = type("AnswerForm", (Form,), fields)
    form: Form = (
        made(formdata=None, **{f"q{id_}": choice for id_, choice in (known or {}).items()}) if empty else made()
    )
    return form
