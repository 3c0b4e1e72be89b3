"""What an organiser sends to have a paper built."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask import request
from wtforms import BooleanField, FieldList, FormField, HiddenField, IntegerField, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms import validators as v
from wtforms.fields import SelectChoice as Choice

from app.accounts.models import Organisation
from app.clock import start_of
from app.exams.actions.building import Plan
from app.exams.queries.building import Area
from app.exams.queries.groups import Group
from app.exams.rules.blueprint import MIX_LABELS, Blueprint, Mix, Part
from app.questions.models import Topic
from app.questions.rules.words import PAPER_KIND_LABELS, PaperKind, Results
from app.ui.fields import Code, Day, Form, Text, printable

MOST = 100
TOO_MANY_THREES = "「3つ選べ」は、問題の数までにしてください。"
NEVER_CLOSES = "受付が終わってから結果を公開するには、「試験の日だけ受けられるようにする」を選んでください。"
USUAL = {"care-support": (25, 16), "health": (20, 13), "welfare": (15, 10)}
"""As many as the examination asks, and how many of them for three."""


def _number(label: str, most: int = MOST) -> IntegerField:
    return IntegerField(label, [v.Optional(), v.NumberRange(0, most, f"0から{most}までの数を入力してください。")])


class PartForm(PlainForm):
    """One section."""

    code = HiddenField()
    count = _number("問題の数")
    threes = _number("うち「3つ選べ」")
    pass_mark = _number("分野の基準点")

    def validate_threes(self, field: IntegerField) -> None:
        """Of a section that is left out nobody need clear the number."""
        if self.count.data and field.data is not None and field.data > self.count.data:
            raise v.ValidationError(TOO_MANY_THREES)


class TopicForm(PlainForm):
    """One topic of the syllabus."""

    code = HiddenField()
    least = _number("すくなくとも", 20)


class BlueprintForm(Form):
    """The whole blueprint."""

    title = Text("試験の名前", [v.DataRequired("試験の名前を入力してください。"), v.Length(max=100)])
    organisation = SelectField("団体", coerce=int)
    kind = RadioField(
        "種類",
        choices=[Choice(kind.value, PAPER_KIND_LABELS[kind]) for kind in (PaperKind.MOCK, PaperKind.SHORT)],
        default=PaperKind.SHORT.value,
    )
    on = Day("試験の日", [v.InputRequired("試験の日を入力してください。")])
    minutes = IntegerField(
        "試験時間（分）",
        [
            v.InputRequired("試験時間を入力してください。"),
            v.NumberRange(5, 300, "5から300までの数を入力してください。"),
        ],
        default=120,
    )
    only_that_day = BooleanField("試験の日だけ受けられるようにする")
    results = RadioField(
        "結果の公開",
        choices=[Choice("at_once", "提出のあとすぐ"), Choice("after_close", "受付が終わってから")],
        default="at_once",
    )
    mix = SelectField("むずかしさ", choices=[Choice(mix.value, label) for mix, label in MIX_LABELS.items()])
    group = SelectField("見たことのある問題を除くクラス")
    only_new = BooleanField("ほかの試験に入っている問題を除く")
    seed = Code(
        "くじの番号", [v.DataRequired("くじの番号を入力してください。"), v.Length(max=40)], filters=(printable,)
    )
    parts = FieldList(FormField(PartForm))
    topics = FieldList(FormField(TopicForm))

    def validate_results(self, field: RadioField) -> None:
        """A paper that never closes shows its key at once."""
        if field.data == Results.AFTER_CLOSE and not self.only_that_day.data:
            raise v.ValidationError(NEVER_CLOSES)

    def plan(self, organisations: Sequence[Organisation], areas: Sequence[Area], groups: Sequence[Group]) -> Plan:
        """What was asked for, as the action takes it."""
        titles = {area.code: area for area in areas}
        asked = [one.form for one in self.parts if one.form.code.data in titles]
        return Plan(
            title=self.title.data,
            organisation=next(one for one in organisations if one.id == self.organisation.data),
            blueprint=Blueprint(
                parts=tuple(
                    Part(
                        one.code.data,
                        titles[one.code.data].title,
                        one.count.data or 0,
                        one.threes.data if one.count.data else None,
                    )
                    for one in asked
                ),
                seed=self.seed.data,
                mix=Mix(self.mix.data),
                least={one.form.code.data: one.form.least.data for one in self.topics if one.form.least.data},
            ),
            on=self.on.data,
            minutes=self.minutes.data,
            pass_marks={
                titles[one.code.data].field: one.pass_mark.data for one in asked if one.pass_mark.data is not None
            },
            results=Results(self.results.data),
            kind=PaperKind(self.kind.data),
            group=next((one for one in groups if one.key == self.group.data), None),
            only_new=self.only_new.data,
            opens_at=start_of(self.on.data) if self.only_that_day.data else None,
            closes_at=start_of(self.on.data + timedelta(days=1)) if self.only_that_day.data else None,
        )


def blueprint_form(
    organisations: Sequence[Organisation],
    areas: Sequence[Area],
    topics: Sequence[tuple[Topic, int]],
    groups: Sequence[Group],
    *,
    today: date,
) -> BlueprintForm:
    """The form as sent, or as the examination itself is made up."""
    form = BlueprintForm() if request.form else BlueprintForm(formdata=None, data=_usual(areas, topics, today))
    form.organisation.choices = [Choice(one.id, one.name) for one in organisations]
    form.group.choices = [Choice("", "除かない"), *(Choice(one.key, one.title) for one in groups)]
    return form


def _usual(areas: Sequence[Area], topics: Sequence[tuple[Topic, int]], today: date) -> dict[str, object]:
    parts = []
    for area in areas:
        count, threes = USUAL.get(area.code, (0, 0))
        parts.append({"code": area.code, "count": min(count, area.questions), "threes": threes if count else None})
    return {
        "on": today,
        "minutes": 120,
        "seed": f"{today:%Y%m%d}",
        "parts": parts,
        "topics": [{"code": topic.code, "least": None} for topic, _ in topics],
    }


class SheetsForm(Form):
    """A table of marks, and the day on which people sat."""

    sat_on = Day("実施した日", [v.InputRequired("実施した日を入力してください。")])
