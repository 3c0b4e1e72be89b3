"""What people may send about reports: what is asked for, what was written, how it is marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import BooleanField, Field, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional, ValidationError

from app.training.forms.running import NO_NULL, Whole, at_most, given, wanted
from app.training.rules import reports as rules
from app.training.rules.ledger import MOST_MINUTES
from app.training.rules.reports import Criterion, Level, Rubric
from app.ui.fields import Chosen, Day, Form, LongText, Text

NOBODY = "決めない（主催者が採点する）"
CHOOSE = "段階を一つ選んでください。"


class TaskForm(Form):
    """A report and its rubric."""

    module = Chosen("科目", coerce=int, validators=[wanted("科目")])
    title = Text("題", validators=[wanted("題"), at_most(120), NO_NULL])
    instructions = LongText("課題の説明", validators=[wanted("課題の説明"), at_most(4_000), NO_NULL])
    due_on = Day("期限", validators=[Optional()])
    criteria = LongText("評価の観点", validators=[wanted("評価の観点"), at_most(8_000), NO_NULL])
    levels = LongText("段階", validators=[wanted("段階"), at_most(600), NO_NULL])
    pass_points = Whole("合格の点", validators=[given("合格の点"), NumberRange(0, 1_000, "0以上で入力してください。")])
    credit_minutes = Whole(
        "合格したときに加える時間（分）",
        validators=[
            given("時間"),
            NumberRange(0, MOST_MINUTES, f"0から{MOST_MINUTES:,}までの数で入力してください。"),
        ],
    )
    required = BooleanField("科目の修了には、合格が要る")
    marker = Chosen("採点する講師", coerce=int)

    def offer(self, modules: Iterable[tuple[int, str]], lecturers: Iterable[tuple[int, str]]) -> None:
        self.module.choices = [SelectChoice(id_, title) for id_, title in modules]
        self.marker.choices = [SelectChoice(0, NOBODY), *(SelectChoice(id_, name) for id_, name in lecturers)]

    def validate_criteria(self, field: Field) -> None:
        _refuse(rules.criteria_of(field.data or "")[1])

    def validate_levels(self, field: Field) -> None:
        _refuse(rules.levels_of(field.data or "")[1])

    def validate_pass_points(self, field: Field) -> None:
        rubric = self.rubric()
        if rubric is not None and field.data is not None and field.data > rubric.most:
            raise ValidationError(f"満点（{rubric.most}点）までにしてください。")

    def rubric(self) -> Rubric | None:
        """The rubric that was typed; None while it is wrong."""
        levels, wrong = rules.levels_of(self.levels.data or "")
        criteria, odd = rules.criteria_of(self.criteria.data or "")
        return None if wrong or odd else Rubric(levels, criteria)


def _refuse(problem: str | None) -> None:
    if problem:
        raise ValidationError(problem)


class WorkForm(Form):
    """A learner's text; the file itself the view reads."""

    text = LongText("本文", validators=[Optional(), at_most(rules.LONGEST_TEXT), NO_NULL])
    drops_file = BooleanField("添えたファイルを外す")


class MarkForm(Form):
    """The comment; a level for each criterion is added for each rubric."""

    comment = LongText("講評", validators=[Optional(), at_most(4_000), NO_NULL])

    def marks(self) -> dict[int, int]:
        """The level of each criterion that has one, by its place."""
        found = {int(name[5:]): self[name].data for name in self._fields if name.startswith("mark_")}
        return {place: int(level) for place, level in found.items() if level}


class Mark(RadioField):
    """One of the levels; anything else is told in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = RadioField.__name__  # by which the component chooses how it is drawn

    def pre_validate(self, form: Form) -> None:
        if self.data not in {choice.value for choice in self.choices}:
            raise ValidationError(CHOOSE)


def mark_form(rubric: Rubric, **kwargs: Any) -> MarkForm:
    """A form with the levels of each criterion."""
    fields = {
        f"mark_{place}": Mark(criterion.title, choices=_choices(rubric, criterion))
        for place, criterion in enumerate(rubric.criteria)
    }
    made: MarkForm = type(MarkForm.__name__, (MarkForm,), fields)(**kwargs)
    return made


def _choices(rubric: Rubric, criterion: Criterion) -> Sequence[SelectChoice]:
    return [SelectChoice(str(place), _said(level, criterion.cell(place))) for place, level in enumerate(rubric.levels)]


def _said(level: Level, cell: str) -> str:
    return f"{level.points}点 {level.title}" + (f"：{cell}" if cell else "")


class BackForm(Form):
    """Why something is given back."""

    reason = Text("差し戻す理由", validators=[wanted("差し戻す理由"), at_most(200), NO_NULL])
