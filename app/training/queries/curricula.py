"""Find curricula: the stock that everybody may read, and the copies of one's own organisations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Organisation, Person
from app.accounts.queries import organisations_where
from app.accounts.rules import HOME_ORGANISATION, Permission
from app.db import db
from app.errors import NotFound
from app.training.models.curricula import Curriculum, Module
from app.training.rules import stock as values
from app.training.rules.words import Delivery

NO_CURRICULUM = "この課程は見つかりません。課程の一覧から選んでください。"
SUFFIXES = frozenset({".yaml", ".yml", ".md"})


def training_files(folder: Path) -> dict[str, bytes]:
    """The files of the training in a folder by their path inside it; what begins with a dot is left out."""
    found = {path.relative_to(folder): path for path in sorted(folder.rglob("*"))}
    return {
        name.as_posix(): path.read_bytes()
        for name, path in found.items()
        if path.suffix in SUFFIXES and path.is_file() and not any(part.startswith(".") for part in name.parts)
    }


def stock(organisation_id: int) -> Sequence[Curriculum]:
    """What the organisation has loaded from files, with modules and themes, the newest edition of a course first."""
    return db.session.scalars(
        select(Curriculum)
        .where(Curriculum.organisation_id == organisation_id, Curriculum.original_id.is_(None))
        .order_by(Curriculum.course, Curriculum.edition.desc())
        .options(selectinload(Curriculum.modules), selectinload(Curriculum.themes))
    ).all()


def curricula(person: Person) -> Sequence[Curriculum]:
    """All that the person may read: the stock of the site, and what their organisations have copied."""
    return db.session.scalars(
        select(Curriculum)
        .join(Curriculum.organisation)
        .where(_readable(person))
        .order_by(Curriculum.original_id.is_not(None), Curriculum.course, Curriculum.edition.desc(), Curriculum.id)
        .options(selectinload(Curriculum.modules), selectinload(Curriculum.themes), joinedload(Curriculum.organisation))
    ).all()


def curriculum(curriculum_id: int, person: Person) -> Curriculum:
    """One curriculum with its modules and their originals; NotFound when it is not the person's to read."""
    found = db.session.scalar(
        select(Curriculum)
        .join(Curriculum.organisation)
        .where(Curriculum.id == curriculum_id, _readable(person))
        .options(
            selectinload(Curriculum.modules).joinedload(Module.original),
            selectinload(Curriculum.themes),
            joinedload(Curriculum.original),
        )
    )
    if found is None:
        raise NotFound(NO_CURRICULUM)
    return found


def own_curriculum(curriculum_id: int, person: Person) -> Curriculum:
    """A copy that belongs to an organisation in which the person runs trainings; anybody else's is not found."""
    found = curriculum(curriculum_id, person)
    mine = organisations_where(person, Permission.MANAGE_COHORT)
    own = select(Curriculum.id).where(Curriculum.id == curriculum_id, Curriculum.organisation_id.in_(mine))
    if found.original_id is None or db.session.scalar(own) is None:
        raise NotFound(NO_CURRICULUM)
    return found


def places(person: Person) -> Sequence[Organisation]:
    """The organisations in which the person runs trainings, by name."""
    mine = organisations_where(person, Permission.MANAGE_COHORT)
    return db.session.scalars(select(Organisation).where(Organisation.id.in_(mine)).order_by(Organisation.name)).all()


def _readable(person: Person) -> ColumnElement[bool]:
    of_the_site = (Organisation.slug == HOME_ORGANISATION) & Curriculum.original_id.is_(None)
    return of_the_site | Curriculum.organisation_id.in_(organisations_where(person, Permission.MANAGE_COHORT))


def as_values(row: Curriculum) -> values.Curriculum:
    """A stored curriculum as the values of a file."""
    themes = tuple(values.Theme(t.code, t.title, t.minutes, t.source, t.confidence) for t in row.themes)
    names = "course title edition edition_title in_force_from in_force_to target basis total_minutes total_source"
    more = "total_confidence practicum_days practicum_rule note"
    plain = {name: getattr(row, name) for name in f"{names} {more}".split()}
    modules = tuple(_module_values(module) for module in row.modules if module.withdrawn_at is None)
    return values.Curriculum(**plain, themes=themes, modules=modules)


def _module_values(row: Module) -> values.Module:
    lists: dict[str, Any] = {name: tuple(getattr(row, name)) for name in ("goals", "contents", "replaces", "lessons")}
    names = ("code", "title", "phase", "form", "minutes", "source", "confidence", "final_check")
    plain: dict[str, Any] = {name: getattr(row, name) for name in names}
    return values.Module(**plain, **lists, delivery=tuple(map(Delivery, row.delivery)))
