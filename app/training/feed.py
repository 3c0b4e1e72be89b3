"""A learner's dates as a calendar that other programs read: what is taught when, and by when what is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.training.models.running import CohortSession
from app.training.queries.boards import Learning

if TYPE_CHECKING:
    from icalendar import Event

TYPE = "text/calendar; charset=utf-8"
ONLINE = "オンラインのアドレスは、次のページで見られます。"


def calendar(learnings: Sequence[Learning], *, site: str, now: datetime) -> bytes:
    """An event for every date and every due day; no name of a person, no address of a meeting."""
    from icalendar import Calendar  # noqa: PLC0415 -- 5 MB that a process without this page need not hold

    made = Calendar()
    made.add("prodid", "-//keamane-gakusha//training//JA")
    made.add("version", "2.0")
    made.add("x-wr-calname", "ケアマネ学舎の研修")
    for learning in learnings:
        run = learning.enrolment.cohort.run
        about = f"{run.title} {learning.enrolment.cohort.title}"
        for dated in learning.sessions:
            made.add_component(_date(dated, about, site, now))
        for event in _due(learning, about, site, now):
            made.add_component(event)
    return bytes(made.to_ical())


def _date(dated: CohortSession, about: str, site: str, now: datetime) -> Event:
    event = _event(f"session-{dated.id}", now)
    makes_up = "（補講）" if dated.makes_up_id else ""
    event.add("summary", f"研修：{dated.module.title}{makes_up}")
    event.add("dtstart", dated.starts_at)
    event.add("dtend", dated.ends_at)
    event.add("location", dated.place)
    lines = [about, *([ONLINE] if dated.online_url else []), f"{site}/training"]
    event.add("description", "\n".join(lines))
    return event


def _due(learning: Learning, about: str, site: str, now: datetime) -> Iterator[Event]:
    for stand in learning.left:
        if stand.wanted.due_on is not None:
            event = _event(f"due-{learning.enrolment.id}-{stand.wanted.module_id}", now)
            event.add("summary", f"期限：{stand.wanted.title}")
            event.add("dtstart", stand.wanted.due_on)
            event.add("dtend", stand.wanted.due_on + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
            event.add("description", f"{about}\n{site}/training")
            yield event


def _event(uid: str, now: datetime) -> Event:
    from icalendar import Event  # noqa: PLC0415 -- as above

    event = Event()
    event.add("uid", f"{uid}@keamane-gakusha")
    event.add("dtstamp", now)
    return event
