"""What people may send about offices."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import SelectField, SelectMultipleField
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import Organisation
from app.offices.rules import LONGEST_NAME, SUBJECT_LABELS, Subject
from app.training.models.running import Cohort
from app.training.rules.recommendations import LONGEST_WORDS
from app.ui.fields import Chosen, Code, Form, LongText, Text


class OfficeForm(Form):
    name = Text(
        "事業所の名前",
        [
            v.DataRequired("事業所の名前を入力してください。"),
            v.Length(max=LONGEST_NAME, message="名前は80文字までにしてください。"),
        ],
    )


class NewOfficeForm(OfficeForm):
    organisation = SelectField("団体", coerce=int)

    def offering(self, places: Sequence[Organisation]) -> NewOfficeForm:
        """With the organisations that may be chosen from."""
        self.organisation.choices = [SelectChoice(place.id, place.name) for place in places]
        return self


class ShareForm(Form):
    shares = SelectMultipleField(
        "事業所の管理者に見せるもの",
        choices=[SelectChoice(subject.value, label) for subject, label in SUBJECT_LABELS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def wanted(self) -> frozenset[Subject]:
        """What was chosen; only after the form was found valid."""
        return frozenset(Subject(one) for one in self.shares.data or ())


class RecommendationForm(Form):
    """For which class an office speaks, and what it says."""

    cohort = Chosen("研修", coerce=int)
    words = LongText(
        "推薦の理由",
        [
            v.DataRequired("推薦の理由を入力してください。"),
            v.Length(max=LONGEST_WORDS, message=f"{LONGEST_WORDS}文字までで入力してください。"),
        ],
    )

    def offering(self, cohorts: Sequence[Cohort]) -> RecommendationForm:
        """With the classes that may be chosen from."""
        self.cohort.choices = [SelectChoice(one.id, f"{one.run.title} {one.title}") for one in cohorts]
        return self


class JoinForm(ShareForm):
    code = Code(
        "事業所コード",
        [v.InputRequired("事業所コードを入力してください。"), v.Length(max=40, message="長すぎます。")],
    )
