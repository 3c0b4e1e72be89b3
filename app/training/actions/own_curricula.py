"""An organisation's own copy of a curriculum: the figures of its 要項, modules of its own, lessons."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from app import audit
from app.accounts.models import Organisation, Person
from app.db import db
from app.training.actions.curricula import curriculum_columns, module_columns
from app.training.models.curricula import Curriculum, CurriculumTheme, Module
from app.training.queries.curricula import as_values
from app.training.rules.words import Confidence, Form

OWN_SOURCE = "団体の要項"


def copy_curriculum(original: Curriculum, *, organisation: Organisation, by: Person, now: datetime) -> Curriculum:
    """Copy a curriculum for the organisation; each module remembers its original, which stays beside it."""
    said = as_values(original)
    count = db.session.scalar(
        select(func.count()).where(Curriculum.organisation_id == organisation.id, Curriculum.original_id.is_not(None))
    )
    copy = Curriculum(
        organisation_id=organisation.id,
        original_id=original.id,
        slug=f"{said.slug}-{(count or 0) + 1}",
        created_at=now,
        **curriculum_columns(said),
    )
    copy.themes = [
        CurriculumTheme(
            position=n, code=t.code, title=t.title, minutes=t.minutes, source=t.source, confidence=t.confidence
        )
        for n, t in enumerate(said.themes, 1)
    ]
    originals = {module.code: module.id for module in original.modules}
    copy.modules = [
        Module(code=each.code, original_id=originals[each.code], **module_columns(each, n))
        for n, each in enumerate(said.modules, 1)
    ]
    db.session.add(copy)
    db.session.flush()  # the audit row names its id
    place = f"curriculum:{copy.id}"
    audit.record("curriculum.copy", place, by=by.id, organisation=organisation.id, after={"original": original.id})
    return copy


def set_module(
    module: Module,
    *,
    title: str,
    form: Form | None,
    minutes: int | None,
    lessons: list[str],
    final_check: str | None,
    by: Person,
) -> None:
    """Set what the organisation's 要項 says of a module of its copy; what changes is kept in the audit trail.

    A figure that nobody had compared with a 要項 is confirmed by being saved, also when it is the same.
    """
    before = _said(module)
    module.title, module.form, module.minutes = title, form, minutes
    module.lessons, module.final_check = lessons, final_check
    compared = minutes is not None and module.confidence is Confidence.UNCONFIRMED
    if compared or before["minutes"] != minutes or before["form"] != form:
        module.source, module.confidence = OWN_SOURCE, Confidence.CONFIRMED
    after = _said(module)
    if before != after:
        organisation = module.curriculum.organisation_id
        audit.record(
            "module.set", f"module:{module.id}", by=by.id, organisation=organisation, before=before, after=after
        )


def _said(module: Module) -> dict[str, object]:
    names = ("title", "form", "minutes", "confidence", "lessons", "final_check")
    return {name: getattr(module, name) for name in names}


def add_module(
    curriculum: Curriculum,
    *,
    title: str,
    form: Form | None,
    minutes: int | None,
    lessons: list[str],
    final_check: str | None,
    by: Person,
) -> Module:
    """Add a module of the organisation's own at the end of its copy."""
    position = max((module.position for module in curriculum.modules), default=0) + 1
    module = Module(
        code=f"own-{position}",
        position=position,
        title=title,
        goals=[],
        contents=[],
        form=form,
        delivery=[],
        minutes=minutes,
        replaces=[],
        source=OWN_SOURCE,
        confidence=Confidence.CONFIRMED,
        lessons=lessons,
        final_check=final_check,
    )
    curriculum.modules.append(module)
    db.session.flush()  # the audit row names its id
    audit.record("module.add", f"module:{module.id}", by=by.id, organisation=curriculum.organisation_id)
    return module
