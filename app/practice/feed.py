"""The plan as a calendar that other programs read: the exam day and the study of the next four weeks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from app.practice.queries.plan import Road

if TYPE_CHECKING:
    from icalendar import Event

TYPE = "text/calendar; charset=utf-8"
DAYS_SHOWN = 28


def calendar(road: Road, *, site: str, now: datetime) -> bytes:
    """One all-day event for every day with something to do; nothing of the questions, nothing of the person."""
    from icalendar import Calendar  # noqa: PLC0415 -- 5 MB that a process without this page need not hold

    made = Calendar()
    made.add("prodid", "-//keamane-gakusha//practice//JA")
    made.add("version", "2.0")
    made.add("x-wr-calname", "ケアマネ学舎の学習")
    for day in road.way.days[:DAYS_SHOWN]:
        asked = day.reviews + day.last_looks + day.new
        if asked:
            minutes = max(1, round(day.minutes))
            about = f"復習 {day.reviews + day.last_looks}枚・新しい肢 {day.new}\n{site}/practice"
            made.add_component(_event("study", day.on, f"学習 {minutes}分", about, now))
    if road.settings.exam_on is not None and road.settings.exam_on >= road.today:
        made.add_component(_event("exam", road.settings.exam_on, "介護支援専門員実務研修受講試験", "", now))
    return bytes(made.to_ical())


def _event(kind: str, on: date, summary: str, about: str, now: datetime) -> Event:
    from icalendar import Event  # noqa: PLC0415 -- as above

    event = Event()
    event.add("uid", f"{kind}-{on.isoformat()}@keamane-gakusha")
    event.add("dtstamp", now)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    if about:
        event.add("description", about)
    return event
