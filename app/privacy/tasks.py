"""What the worker does for people's data: makes their archives, clears what has had its time, notes who has left."""

from __future__ import annotations

from flask import current_app

from app import clock, tasks
from app.db import db
from app.privacy import archives, erased
from app.privacy.actions import asking, retention
from app.privacy.models import Disclosure

HALF_A_DAY = 60 * 12
AN_HOUR = 60


@tasks.task("privacy.disclose")
def disclose(disclosure_id: int) -> None:
    disclosure = db.session.get(Disclosure, disclosure_id)
    if disclosure is not None and disclosure.ready_at is None:  # not erased with its person meanwhile, nor made before
        now = clock.now()
        archive = archives.make(disclosure.person_id, clock.jst(now).date())
        asking.hand_over(disclosure, archive, now=now)


@tasks.every(minutes=HALF_A_DAY)
def clear() -> None:
    retention.clear(clock.now())


@tasks.every(minutes=AN_HOUR)
def note_who_has_left() -> None:
    erased.write(current_app.config["INSTANCE"])
