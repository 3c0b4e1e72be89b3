from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.reading import tasks
from app.reading.models import KeptFurigana
from app.tasks import PERIODIC


def test_the_worker_forgets_old_furigana_by_the_clock(db: Session) -> None:
    db.add(KeptFurigana(text_hash="x", edition="of long ago", words="[]"))

    tasks.forget_old_editions()

    assert db.scalars(select(KeptFurigana)).all() == []
    assert PERIODIC["app.reading.tasks.forget_old_editions"].minutes == 30
