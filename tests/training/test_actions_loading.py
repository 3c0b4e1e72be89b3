from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actions.organisations import home_organisation
from app.accounts.models import Organisation
from app.audit import AuditEntry
from app.errors import Refusal
from app.training.models.curricula import Curriculum, Module
from app.training.models.lessons import Lesson, LessonVersion
from app.training.queries import curricula as find
from app.training.queries.lessons import stored_lessons
from app.training.rules.lessons import read_lessons
from app.training.rules.reading import Known, read_curricula
from tests.training.conftest import load
from tests.training.samples import CURRICULUM, LESSON, SHELF, files


def test_the_stock_is_loaded_once_and_the_same_again_changes_nothing(db: Session, home: Organisation) -> None:
    first = load(home)
    second = load(home)

    assert first == {"教材": {"added": 1}, "科目": {"added": 2}, "課程": {"added": 1}}
    assert second == {"教材": {"unchanged": 1}, "科目": {"unchanged": 2}, "課程": {"unchanged": 1}}
    assert [entry.action for entry in db.scalars(select(AuditEntry))] == ["training.load"]


def test_what_has_changed_in_a_file_is_changed_and_nothing_else(db: Session, stocked: Organisation) -> None:
    after = load(stocked, curriculum=CURRICULUM.replace("minutes: 180", "minutes: 120"))

    assert after == {"教材": {"unchanged": 1}, "科目": {"updated": 1, "unchanged": 1}, "課程": {"unchanged": 1}}
    assert db.scalar(select(Module.minutes).where(Module.code == "m01")) == 120


def test_a_theme_that_changes_changes_its_curriculum(db: Session, stocked: Organisation) -> None:
    after = load(stocked, curriculum=CURRICULUM.replace("title: 難病, minutes: 60", "title: 難病, minutes: 90"))

    assert after["課程"] == {"updated": 1}
    assert [theme.minutes for theme in db.scalars(select(Curriculum)).one().themes] == [90]


def test_a_module_that_left_its_file_stays_but_is_withdrawn(db: Session, stocked: Organisation) -> None:
    shorter = CURRICULUM[: CURRICULUM.index("  - code: m02")]

    load(stocked, curriculum=shorter)
    load(stocked)

    assert db.scalar(select(Module.withdrawn_at).where(Module.code == "m02")) is None


def test_a_lesson_that_changes_gets_a_new_version_and_keeps_the_old_one(db: Session, stocked: Organisation) -> None:
    load(stocked, lesson=LESSON.replace("まず聞きます。", "まず、聞きます。"))

    versions = db.scalars(select(LessonVersion).order_by(LessonVersion.number)).all()
    assert [version.number for version in versions] == [1, 2]
    assert db.scalars(select(Lesson)).one().versions[-1] is versions[1]
    assert [cite.source.key for cite in versions[1].citations] == ["426AC0000000050", "expert-knowledge"]


def test_a_lesson_whose_sources_are_not_loaded_is_refused_in_words(db: Session) -> None:
    with pytest.raises(Refusal, match="先に questions load を実行してください"):
        load(home_organisation(clock.now()))


def test_what_is_stored_comes_out_as_it_went_in(db: Session, stocked: Organisation) -> None:
    lessons, _problems = read_lessons(files(), SHELF)
    curricula, _more = read_curricula(files(), Known(None, frozenset({"nanbyo/01-seido.md"})))

    assert stored_lessons(stocked.id) == lessons
    assert [find.as_values(row) for row in find.stock(stocked.id)] == curricula
