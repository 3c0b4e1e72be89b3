from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.accounts.rules import Role
from app.training.queries import lessons as find
from tests.factories import member
from tests.training.conftest import load
from tests.training.samples import LESSON


def test_the_newest_wording_is_found_and_the_older_one_by_its_number(db: Session, stocked: Organisation) -> None:
    person = member(Role.LEARNER)
    old = find.lesson("nanbyo-01", person)
    load(stocked, lesson=LESSON.replace("まず聞きます。", "まず、聞きます。"))

    newer = find.lesson("nanbyo-01", person)

    assert (old.number, newer.number) == (1, 2)
    assert find.version_of(newer.lesson_id, old.id) is old
    assert [cite.article for cite in find.cited(newer, find.page(newer.id, newer.body))] == ["1", None]
