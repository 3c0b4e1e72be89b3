"""What people may send about 研修記録シート: days, goals, levels, and whom to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import Email as Address
from wtforms.validators import Optional, ValidationError

from app.training.forms.running import NO_NULL, at_most, given, wanted
from app.training.models.curricula import Module
from app.training.models.records import RecordGoal
from app.training.rules import records as rules
from app.training.rules.records import DAY_LABELS, LEVEL_LABELS, Days
from app.ui.fields import Day, Email, Form, LongText, Text

CHOOSE = "段階を一つ選んでください。"
ODD_LEVEL = "段階は1から4までの中から選んでください。"
ODD_ADDRESS = "メールアドレスの形で入力してください（例：kanri@example.jp）。"
LONGEST_GOALS = rules.MOST_GOALS * (rules.LONGEST_GOAL + 2)


class DaysForm(Form):
    """When the sheets are due."""

    before_due_on = Day(DAY_LABELS["before_due_on"], validators=[given("日")])
    after_opens_on = Day(DAY_LABELS["after_opens_on"], validators=[given("日")])
    after_due_on = Day(DAY_LABELS["after_due_on"], validators=[given("日")])
    later_opens_on = Day(DAY_LABELS["later_opens_on"], validators=[given("日")])
    later_due_on = Day(DAY_LABELS["later_due_on"], validators=[given("日")])
    closes_on = Day(DAY_LABELS["closes_on"], validators=[given("日")])

    def validate(self, extra_validators: Any = None) -> bool:
        """The days one by one, and then their order, told at the later one."""
        if not super().validate(extra_validators):
            return False
        wrong = rules.day_problems({name: self[name].data for name in DAY_LABELS})
        for name, message in wrong.items():
            self[name].errors = [message]
        return not wrong

    def days(self) -> Days:
        return Days(**{name: self[name].data for name in DAY_LABELS})


class Level(RadioField):
    """One of the levels; anything else is told in our words."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        choices = [SelectChoice(level, f"{level} {words}") for level, words in LEVEL_LABELS.items()]
        super().__init__(label, choices=choices, coerce=_level, **kwargs)
        self.type = RadioField.__name__  # by which the component chooses how it is drawn

    def pre_validate(self, form: FlaskForm) -> None:
        if self.data is not None and self.data not in LEVEL_LABELS:
            raise ValidationError(ODD_LEVEL)


def _level(value: Any) -> int | None:
    """A number that is none of the levels for what is no number; it is refused with the others."""
    if value is None or value == "":
        return None
    return int(value) if str(value).isascii() and str(value).isdigit() else 0


class SheetForm(Form):
    """The fields that every sheet has; the goals' are added for each cohort."""

    comment = LongText("学んだこと・これから実践すること", validators=[Optional(), at_most(2_000), NO_NULL])

    def levels(self) -> dict[int, int]:
        """What was rated, by goal."""
        return {int(name[5:]): self[name].data for name in self._goal_names() if self[name].data is not None}

    def require_all(self) -> bool:
        """Say at each goal that it still needs a level; true when none does."""
        missing = [name for name in self._goal_names() if self[name].data is None]
        for name in missing:
            self[name].errors = [CHOOSE]
        return not missing

    def _goal_names(self) -> list[str]:
        return [name for name in self._fields if name.startswith("goal_")]


class ManagerSheetForm(SheetForm):
    """The same with the manager's name, which stands for a signature."""

    comment = LongText("業務での様子・受講者への助言", validators=[Optional(), at_most(2_000), NO_NULL])
    name = Text("記入した方の氏名", validators=[wanted("氏名"), at_most(80), NO_NULL])


def sheet_form(goals: Sequence[RecordGoal], *, kind: type[SheetForm] = SheetForm, **kwargs: Any) -> SheetForm:
    """A form with a field for each goal."""
    fields = {f"goal_{goal.id}": Level(goal.text, validators=[Optional()]) for goal in goals}
    made: SheetForm = type(kind.__name__, (kind,), fields)(**kwargs)
    return made


class GoalsForm(Form):
    """The goals of each module, one a line; a field for each module is added."""


def goals_form(modules: Sequence[Module], **kwargs: Any) -> GoalsForm:
    """A form with a field for each module."""
    fields = {
        f"module_{module.id}": LongText(module.title, validators=[at_most(LONGEST_GOALS), NO_NULL, _goals])
        for module in modules
    }
    made: GoalsForm = type(GoalsForm.__name__, (GoalsForm,), fields)(**kwargs)
    return made


def goals_in(form: GoalsForm) -> Mapping[int, list[str]]:
    """What was typed, by module."""
    return {
        int(name.removeprefix("module_")): rules.goals_of(field.data or "")
        for name, field in form._fields.items()
        if name.startswith("module_")
    }


def _goals(_form: Form, field: LongText) -> None:
    if problem := rules.goals_problem(rules.goals_of(field.data or "")):
        raise ValidationError(problem)


class AskForm(Form):
    """Whom to ask for the manager's sheet."""

    name = Text("管理者の氏名", validators=[wanted("管理者の氏名"), at_most(80), NO_NULL])
    email = Email("管理者のメールアドレス", validators=[wanted("メールアドレス"), Address(ODD_ADDRESS), at_most(254)])


class LinkForm(Form):
    """For whom a link is made that the organiser hands over."""

    name = Text("管理者の氏名", validators=[wanted("管理者の氏名"), at_most(80), NO_NULL])
