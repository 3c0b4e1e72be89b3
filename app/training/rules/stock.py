"""A curriculum and its modules as plain values: what a file says, before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.training.rules.words import Confidence, Delivery, Form, Phase


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject whose minutes are known for the whole course only."""

    code: str
    title: str
    minutes: int | None
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Module:
    """科目: minutes are None where the official figure is not known to us."""

    code: str
    title: str
    phase: Phase | None
    goals: tuple[str, ...]
    contents: tuple[str, ...]
    form: Form | None
    delivery: tuple[Delivery, ...]
    minutes: int | None
    replaces: tuple[str, ...]
    source: str
    confidence: Confidence
    lessons: tuple[str, ...]
    final_check: str | None


@dataclass(frozen=True, slots=True)
class Curriculum:
    """課程 in one edition."""

    course: str
    title: str
    edition: str
    edition_title: str
    in_force_from: date | None
    in_force_to: date | None
    target: str
    basis: str
    total_minutes: int | None
    total_source: str
    total_confidence: Confidence
    themes: tuple[Theme, ...]
    practicum_days: int | None
    practicum_rule: str | None
    note: str
    modules: tuple[Module, ...]

    @property
    def slug(self) -> str:
        return f"{self.course}-{self.edition}"


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def theme(data: dict[str, Any]) -> Theme:
    """A theme from a file in which the schema found no fault."""
    return Theme(data["code"], data["title"], data["minutes"], data["source"], Confidence(data["confidence"]))


def module(data: dict[str, Any]) -> Module:
    """A module from a file in which the schema found no fault."""
    return Module(
        code=data["code"],
        title=data["title"],
        phase=Phase(data["phase"]) if data["phase"] else None,
        goals=tuple(data["goals"]),
        contents=tuple(data["contents"]),
        form=Form(data["form"]) if data["form"] else None,
        delivery=tuple(map(Delivery, data["delivery"])),
        minutes=data["minutes"],
        replaces=tuple(data["replaces"]),
        source=data["source"],
        confidence=Confidence(data["confidence"]),
        lessons=tuple(data["lessons"]),
        final_check=data["final_check"],
    )


def curriculum(data: dict[str, Any]) -> Curriculum:
    """A curriculum from a file in which the schema found no fault; ValueError for a day that does not exist."""
    practicum = data["practicum"] or {"days": None, "rule": None}
    return Curriculum(
        course=data["course"],
        title=data["title"],
        edition=data["edition"],
        edition_title=data["edition_title"],
        in_force_from=_day(data["in_force"]["from"]),
        in_force_to=_day(data["in_force"]["to"]),
        target=data["target"],
        basis=data["basis"],
        total_minutes=data["total_minutes"],
        total_source=data["total_source"],
        total_confidence=Confidence(data["total_confidence"]),
        themes=tuple(map(theme, data["themes"])),
        practicum_days=practicum["days"],
        practicum_rule=practicum["rule"],
        note=data["note"],
        modules=tuple(map(module, data["modules"])),
    )


def written(curriculum: Curriculum) -> dict[str, Any]:
    """The curriculum as its file says it, in the order of the file."""
    days = curriculum.practicum_days
    return {
        "course": curriculum.course,
        "title": curriculum.title,
        "edition": curriculum.edition,
        "edition_title": curriculum.edition_title,
        "in_force": {"from": _text(curriculum.in_force_from), "to": _text(curriculum.in_force_to)},
        "target": curriculum.target,
        "basis": curriculum.basis,
        "total_minutes": curriculum.total_minutes,
        "total_source": curriculum.total_source,
        "total_confidence": curriculum.total_confidence.value,
        "themes": [_written_theme(theme) for theme in curriculum.themes],
        "practicum": None if days is None else {"days": days, "rule": curriculum.practicum_rule},
        "note": curriculum.note,
        "modules": [_written_module(module) for module in curriculum.modules],
    }


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _written_theme(theme: Theme) -> dict[str, Any]:
    return {
        "code": theme.code,
        "title": theme.title,
        "minutes": theme.minutes,
        "source": theme.source,
        "confidence": theme.confidence.value,
    }


def _written_module(module: Module) -> dict[str, Any]:
    return {
        "code": module.code,
        "title": module.title,
        "phase": module.phase.value if module.phase else None,
        "goals": list(module.goals),
        "contents": list(module.contents),
        "form": module.form.value if module.form else None,
        "delivery": [each.value for each in module.delivery],
        "minutes": module.minutes,
        "replaces": list(module.replaces),
        "source": module.source,
        "confidence": module.confidence.value,
        "lessons": list(module.lessons),
        "final_check": module.final_check,
    }
