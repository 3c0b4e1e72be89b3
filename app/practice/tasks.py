"""What the worker does for practice: reminds those who asked for it, and fits the schedule to who has a history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import current_app

from app import clock, mail
from app.accounts.queries import addresses_of
from app.clock import jst
from app.db import transaction
from app.practice import fitting, pushing
from app.practice.actions import fits as fit_actions
from app.practice.actions import push as push_actions
from app.practice.actions import wishes as actions
from app.practice.models import PracticeSettings
from app.practice.queries import fits, push, reminders, wishes
from app.practice.rules.calendar import minutes_until, within
from app.practice.rules.history import is_enough, recalls
from app.tasks import enqueue, every, task

TWICE_AN_HOUR = 30
SUBJECT = "【ケアマネ学舎】今日の学習の時間です"
BODY = """今日の学習の時間です。{minutes}分あれば、今日の分が終わります。
短いときは、3分だけでもかまいません。

{site}/practice

この知らせを止めるには、練習の設定を開いてください。
{site}/practice/settings
"""


PUSHED = {
    "title": "今日の学習の時間です",
    "body": "{minutes}分あれば、今日の分が終わります。短いときは、3分だけでもかまいません。",
    "url": "/practice",
}


@every(minutes=1)
def remind() -> None:
    """Write one letter to each whose hour has come and who has not practised today, and tell their devices.

    Every minute, for the next may be one of quiet hours or of another day; in pieces, each committed by itself.
    """
    while _remind_some(clock.now()):
        pass


def _remind_some(now: datetime) -> bool:
    with transaction():
        due = reminders.due(now)
        _tell(due, now)
        return bool(due)


def _tell(due: Sequence[PracticeSettings], now: datetime) -> None:
    addresses = addresses_of([settings.person_id for settings in due if settings.by_mail])
    site: str = current_app.config["PUBLIC_URL"]
    for settings in due:
        actions.reminded(settings, on=jst(now).date())
        if settings.person_id in addresses:
            body = BODY.format(minutes=settings.minutes_a_day, site=site)
            mail.send(to=addresses[settings.person_id], subject=SUBJECT, body=body)
    if current_app.config["VAPID_PRIVATE_KEY"]:
        for device in push.devices_of([settings.person_id for settings in due], now):
            enqueue("practice.push_reminder", device_id=device.id, on=jst(now).date().isoformat())


@task("practice.push_reminder", own_transactions=True)
def push_reminder(device_id: int, on: str) -> None:
    """Tell one device, unless it was signed out, the day is over or quiet hours have begun; none is open meanwhile."""
    now = clock.now()
    with transaction():
        device = push.living_device(device_id, now)
        if device is None or jst(now).date().isoformat() != on:
            return
        settings = wishes.settings_of(device.person_id)
        minute = jst(now).hour * 60 + jst(now).minute
        if within(minute, settings.quiet_from, settings.quiet_until):
            return
        to = pushing.Recipient(device.endpoint, device.public_key, device.secret)
        words = PUSHED | {"body": PUSHED["body"].format(minutes=settings.minutes_a_day)}
        keep = minutes_until(minute, settings.quiet_from) * 60
    is_gone = _is_gone(to, words, keep)
    with transaction():
        device = push.living_device(device_id, clock.now())
        if device is not None:
            (push_actions.forget(device) if is_gone else push_actions.told(device, now=now))


def _is_gone(to: pushing.Recipient, words: dict[str, str], keep_seconds: int) -> bool:
    """Send it; True where the browser does not want to hear of us any more."""
    private_key, contact = (current_app.config[name] for name in ("VAPID_PRIVATE_KEY", "VAPID_CONTACT"))
    try:
        pushing.push(to, words, private_key=private_key, contact=contact, keep_seconds=keep_seconds)
    except pushing.Unsubscribed:
        return True
    return False


@every(minutes=TWICE_AN_HOUR)
def look_for_grown_histories() -> None:
    """Ask for a fit for each whose history has grown by a fifth since the last."""
    for person_id in fits.grown():
        enqueue("practice.fit_memory", person_id=person_id)


@task("practice.fit_memory", own_transactions=True)
def fit_memory(person_id: int) -> None:
    """Fit FSRS to the person's history; no transaction is open while it is reckoned."""
    with transaction():
        history, length = fits.history_of(person_id), fits.length_of(person_id)
    found = recalls(history)
    weights = fitting.fitted(found) if is_enough(len(found)) else None
    with transaction():
        fit_actions.keep_fit(person_id, weights, answers=length, now=clock.now())
