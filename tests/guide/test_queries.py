from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app import clock
from app.guide import queries as find
from tests.guide.factories import exam_date


def test_the_guide_shows_the_next_edition_that_is_not_over(db: Session) -> None:
    today = clock.today()
    last = exam_date(db, today - timedelta(days=40), edition=29)
    assert find.next_dates(today) == [last]
    coming = exam_date(db, today + timedelta(days=320), edition=30)
    exam_date(db, today + timedelta(days=700), edition=31)

    assert find.next_dates(today) == [coming]
