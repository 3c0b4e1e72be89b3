"""A cohort that has a report to hand in, and what its page sends."""

from __future__ import annotations

from app import clock
from app.accounts.models import Person
from app.training.actions import reports
from app.training.actions.reports import Asked, Written
from app.training.models.curricula import Module
from app.training.models.reports import ReportTask, ReportWork
from app.training.models.running import Cohort, Enrolment
from app.training.rules.reports import Criterion, Level, Rubric
from tests.training.learners import assigned

RUBRIC = Rubric(
    [Level(3, "十分にできている"), Level(1, "もう少し"), Level(0, "書かれていない")],
    [Criterion("課題の分析", ("事実と意見を分けている",)), Criterion("支援方針")],
)
PASSING = {"mark_0": "0", "mark_1": "1", "do": "pass", "comment": "よく考えられています。"}


def asked_for(cohort: Cohort, by: Person, *, module: Module | None = None, marker: Person | None = None) -> ReportTask:
    """A report that six points are the most of and four pass, worth half an hour."""
    asked = Asked(
        title="事例のレポート",
        instructions="担当した事例を、だれのことか分からない形でまとめます。",
        due_on=clock.today(),
        credit_minutes=30,
        required=True,
        pass_points=4,
        rubric=RUBRIC,
        marker_id=marker.id if marker else None,
    )
    return reports.ask_for(cohort, module or assigned(cohort, by), asked, by=by, now=clock.now())


def written(task: ReportTask, enrolment: Enrolment, text: str = "本文です。", data: bytes = b"") -> ReportWork:
    """A version that waits to be marked."""
    said = Written(text, data, "レポート.pdf" if data else "")
    return reports.hand_in(task, enrolment, said, now=clock.now(), today=clock.today())
