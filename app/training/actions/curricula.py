"""Change curricula: bring the stock to what its files say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app import audit
from app.accounts.models import Organisation
from app.db import db
from app.questions.rules.loading import LoadReport, Outcome
from app.training.models.curricula import Curriculum, CurriculumTheme, Module
from app.training.queries import curricula as find
from app.training.rules import stock

CURRICULA, MODULES = "課程", "科目"


def load_curricula(
    found: Sequence[stock.Curriculum], *, organisation: Organisation, now: datetime, report: LoadReport
) -> None:
    """Bring the organisation's stock to what the files say; the same files again change nothing.

    Copies that organisations have made are never touched. A module that has left its file is marked
    as withdrawn, since a copy may still point at it.
    """
    present = {row.slug: row for row in find.stock(organisation.id)}
    for curriculum in found:
        row = present.get(curriculum.slug)
        report.note(CURRICULA, _load(row, curriculum, organisation, now, report))
    if report.changed:
        after = {kind: dict(tally) for kind, tally in report.counts.items()}
        place = f"organisation:{organisation.id}"
        audit.record("training.load", place, by=None, organisation=organisation.id, after=after)


def _load(
    row: Curriculum | None, said: stock.Curriculum, organisation: Organisation, now: datetime, report: LoadReport
) -> Outcome:
    columns = curriculum_columns(said)
    if row is None:
        row = Curriculum(organisation_id=organisation.id, slug=said.slug, created_at=now, **columns)
        row.modules = []
        db.session.add(row)
        outcome = Outcome.ADDED
    else:
        outcome = Outcome.UPDATED if _brought_up_to_date(row, columns) else Outcome.UNCHANGED
    if _load_themes(row, said) and outcome is Outcome.UNCHANGED:
        outcome = Outcome.UPDATED
    _load_modules(row, said, now, report)
    return outcome


def curriculum_columns(said: stock.Curriculum) -> dict[str, Any]:
    """What the row of a curriculum holds, but for whose it is."""
    names = "course title edition edition_title in_force_from in_force_to target basis total_minutes total_source"
    more = "total_confidence practicum_days practicum_rule note"
    return {name: getattr(said, name) for name in f"{names} {more}".split()}


def module_columns(said: stock.Module, position: int) -> dict[str, Any]:
    """What the row of a module holds, but for where it belongs."""
    lists = {name: list(getattr(said, name)) for name in ("goals", "contents", "replaces", "lessons")}
    plain = {name: getattr(said, name) for name in ("title", "phase", "form", "minutes", "source", "confidence")}
    delivery = [each.value for each in said.delivery]
    return {**plain, **lists, "delivery": delivery, "final_check": said.final_check, "position": position}


def _load_themes(row: Curriculum, said: stock.Curriculum) -> bool:
    wanted = [
        (n, theme.code, theme.title, theme.minutes, theme.source, theme.confidence)
        for n, theme in enumerate(said.themes, 1)
    ]
    stored = [
        (theme.position, theme.code, theme.title, theme.minutes, theme.source, theme.confidence) for theme in row.themes
    ]
    if wanted == stored:
        return False
    row.themes.clear()
    db.session.flush()  # the old codes make room for the new ones
    names = ("position", "code", "title", "minutes", "source", "confidence")
    row.themes.extend(CurriculumTheme(**dict(zip(names, values, strict=True))) for values in wanted)
    return True


def _load_modules(row: Curriculum, said: stock.Curriculum, now: datetime, report: LoadReport) -> None:
    present = {module.code: module for module in row.modules}
    for position, wanted in enumerate(said.modules, 1):
        columns = {**module_columns(wanted, position), "withdrawn_at": None}
        module = present.pop(wanted.code, None)
        if module is None:
            row.modules.append(Module(code=wanted.code, **columns))
            report.note(MODULES, Outcome.ADDED)
        else:
            changed = _brought_up_to_date(module, columns)
            report.note(MODULES, Outcome.UPDATED if changed else Outcome.UNCHANGED)
    for module in present.values():
        if module.withdrawn_at is None:
            module.withdrawn_at = now
            report.note(MODULES, Outcome.UPDATED)


def _brought_up_to_date(row: Curriculum | Module, columns: Mapping[str, Any]) -> bool:
    changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)
