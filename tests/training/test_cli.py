from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.training.models.curricula import Curriculum, Module
from tests.conftest import Run
from tests.training.samples import CURRICULUM

COURSES = {"jitsumu", "senmon1", "senmon2", "shunin", "shunin-koshin", "soudan7"}


def test_the_stock_that_comes_with_the_program_is_sound(runner: Run) -> None:
    told = runner("training", "check")

    assert told.exit_code == 0, told.output
    assert "誤り 0 件" in told.output


def test_the_stock_is_loaded_and_exported_and_loaded_again_without_a_change(
    db: Session, runner: Run, tmp_path: Path
) -> None:
    assert runner("questions", "load").exit_code == 0
    first = runner("training", "load")
    again = runner("training", "load")
    runner("training", "export", tmp_path)
    from_export = runner("training", "load", tmp_path)

    assert first.exit_code == again.exit_code == from_export.exit_code == 0, first.output + from_export.output
    assert "課程  追加 11  更新 0  変更なし 0" in first.output
    assert "追加 0  更新 0  変更なし 11" in again.output
    assert "追加 0  更新 0  変更なし 11" in from_export.output
    assert set(db.scalars(select(Curriculum.course))) == COURSES


def test_no_unconfirmed_edition_carries_an_official_minute(db: Session, runner: Run) -> None:
    runner("questions", "load")
    runner("training", "load")

    of_r6 = select(Curriculum.id).where(Curriculum.edition == "r6")
    with_minutes = select(func.count()).where(Module.curriculum_id.in_(of_r6), Module.minutes.is_not(None))
    assert db.scalar(with_minutes) == 0
    hours = {
        row.course: row.themes[0].minutes // 60
        for row in db.scalars(select(Curriculum).where(Curriculum.edition == "r6"))
    }
    assert hours == {"jitsumu": 6, "senmon1": 4, "senmon2": 4, "shunin": 6, "shunin-koshin": 6}


def test_files_with_a_fault_are_told_and_nothing_is_loaded(db: Session, runner: Run, tmp_path: Path) -> None:
    folder = tmp_path / "jitsumu"
    folder.mkdir()
    (folder / "r6.yaml").write_text(CURRICULUM, encoding="utf-8")

    told = runner("training", "load", tmp_path)

    assert told.exit_code == 1
    assert "教材 lessons/nanbyo/01-seido.md がありません" in told.output
    assert db.scalar(select(func.count()).select_from(Curriculum)) == 0
