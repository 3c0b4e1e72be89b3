"""研修記録シート as lists: every level of every learner, and what the training has changed."""

from __future__ import annotations

from app.training.models.running import Cohort
from app.training.queries import record_effect, running
from app.training.queries import records as find
from app.training.queries.record_effect import Changes, Means
from app.training.rules.records import MOMENT_LABELS, RATER_LABELS, Moment, Rater
from app.training.rules.running import EnrolmentState
from app.training.rules.sheets import LIST_LABELS, Cell, ListKind, Sheet

COLUMNS = [(moment, rater) for moment in Moment for rater in Rater]
NAMES = [f"{MOMENT_LABELS[moment]}・{RATER_LABELS[rater]}" for moment, rater in COLUMNS]
COMMENTS = "（ふりかえり）"


def records(cohort: Cohort) -> Sheet:
    """A row for each goal of each learner, and one for their words; drafts are left out."""
    goals, rows = find.goals(cohort.id), []
    sheets = find.sheets_of_cohort(cohort.id)
    for enrolment in running.enrolments(cohort.id, EnrolmentState.ENROLLED):
        who: list[Cell] = [enrolment.number, enrolment.person.name, enrolment.person.kana]
        mine = [sheets.get((enrolment.id, *column)) for column in COLUMNS]
        levels = [sheet.levels() if sheet else {} for sheet in mine]
        rows += [[*who, goal.module.title, goal.text, *(each.get(goal.id) for each in levels)] for goal in goals]
        rows.append([*who, COMMENTS, None, *(sheet.comment if sheet else None for sheet in mine)])
    headings = ["受講番号", "氏名", "フリガナ", "科目", "目標", *NAMES]
    return Sheet(LIST_LABELS[ListKind.RECORDS], headings, rows)


def effect(cohort: Cohort) -> Sheet:
    """The means of all and of each module, and how the same people changed since before."""
    found = record_effect.effect(cohort.id)
    rows = [_line("すべての科目", found.means, found.changes)]
    rows += [_line(line.module.title, line.means, line.changes) for line in found.lines]
    headings = ["科目"]
    for name in NAMES:
        headings += [f"{name}（平均）", f"{name}（人数）", f"{name}（受講前からの変化）"]
    return Sheet(LIST_LABELS[ListKind.EFFECT], headings, rows)


def _line(title: str, means: Means, changes: Changes) -> list[Cell]:
    cells: list[Cell] = [title]
    for column in COLUMNS:
        mean, change = means.get(column), changes.get(column)
        cells += [mean.shown, mean.people] if mean else [None, None]
        cells.append(round(change.value, 2) if change else None)
    return cells
