"""Fill in a 研修記録シート: the same form for a learner, for a manager by link, and for one with an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import flash, render_template, request

from app import clock
from app.accounts.models import Person
from app.training.actions import records as actions
from app.training.actions.records import Filled
from app.training.forms.records import ManagerSheetForm, SheetForm, sheet_form
from app.training.models.records import RecordGoal, RecordSheet
from app.training.models.running import Enrolment
from app.training.queries import records as find
from app.training.rules.records import LEVEL_LABELS, MOMENT_LABELS, RATER_LABELS, Moment, Rater

SAVED = "下書きを保存しました。期限までに提出してください。"
HANDED_IN = "研修記録シート（{moment}）を提出しました。"
PAGE = "training/record_sheet.html"


@dataclass(frozen=True, slots=True)
class Column:
    """A moment and a rater, and how a table calls them."""

    key: tuple[Moment, Rater]
    heading: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The sheets of one moment that were handed in, each with its rater."""

    heading: str
    sheets: Sequence[tuple[str, RecordSheet]]


def _short(rater: Rater) -> str:
    return RATER_LABELS[rater].removeprefix("事業所の")


COLUMNS = [
    Column((moment, rater), f"{label}・{_short(rater)}") for moment, label in MOMENT_LABELS.items() for rater in Rater
]


def headed(sheets: Mapping[tuple[Moment, Rater], RecordSheet]) -> list[HandedIn]:
    """The sheets in their order."""
    found = [
        HandedIn(label, [(_short(rater), sheets[moment, rater]) for rater in Rater if (moment, rater) in sheets])
        for moment, label in MOMENT_LABELS.items()
    ]
    return [each for each in found if each.sheets]


@dataclass(frozen=True, slots=True)
class Filling:
    """Whose sheet is filled in, by whom, and on which page."""

    enrolment: Enrolment
    moment: Moment
    rater: Rater
    by: Person | None
    action: str
    name: str = ""

    def page(self, form: SheetForm | None = None) -> str:
        """The sheet with what was rated so far; Conflict when it cannot be filled in."""
        plan = actions.open_sheet(self.enrolment, self.moment, self.rater, today=clock.today())
        goals = find.goals(self.enrolment.cohort_id)
        form = form or self._form(goals, formdata=None, **self._draft())
        return render_template(
            PAGE,
            filling=self,
            form=form,
            modules=[(module, list(those)) for module, those in groupby(goals, lambda goal: goal.module)],
            window=plan.window(self.moment),
            label=MOMENT_LABELS[self.moment],
            levels=LEVEL_LABELS,
            run=self.enrolment.cohort.run,
        )

    def take(self) -> str | None:
        """Keep what was sent; None when it was taken, else the page that says what is to be mended."""
        form = self._form(find.goals(self.enrolment.cohort_id))
        hands_in = request.form.get("do") == "hand_in"
        if not hands_in and self.rater is Rater.MANAGER:
            form.name.validators = ()
        valid = form.validate_on_submit()
        if not valid or (hands_in and not form.require_all()):
            return self.page(form)
        self._keep(form, clock.now(), hands_in=hands_in)
        flash(HANDED_IN.format(moment=MOMENT_LABELS[self.moment]) if hands_in else SAVED, "success")
        return None

    def _keep(self, form: SheetForm, now: datetime, *, hands_in: bool) -> None:
        filled, today = Filled(form.levels(), form.comment.data or ""), clock.today()
        whose = (self.enrolment, self.moment, self.rater, filled)
        if hands_in:
            actions.hand_in(*whose, name=self._signed(form), by=self.by, now=now, today=today)
        else:
            actions.save(*whose, by=self.by, now=now, today=today)

    def _signed(self, form: SheetForm) -> str:
        return str(form.name.data) if isinstance(form, ManagerSheetForm) else self.enrolment.person.name

    def _form(self, goals: Sequence[RecordGoal], **kwargs: Any) -> SheetForm:
        kind = SheetForm if self.rater is Rater.SELF else ManagerSheetForm
        return sheet_form(goals, kind=kind, **kwargs)

    def _draft(self) -> dict[str, object]:
        draft = find.sheet_of(self.enrolment.id, self.moment, self.rater)
        about: dict[str, object] = {"name": self.name}
        if draft is not None:
            about |= {"comment": draft.comment}
            about |= {f"goal_{goal_id}": level for goal_id, level in draft.levels().items()}
        return about
