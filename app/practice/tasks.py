"""What the worker does for practice: reminds those who asked for it, and fits the schedule to who has a history."""

from __future__ import annotations

from flask import current_app

from app import clock, mail
from app.accounts.queries import addresses_of
from app.db import transaction
from app.practice import fitting
from app.practice.actions import fits as fit_actions
from app.practice.actions import wishes as actions
from app.practice.queries import fits, reminders
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


@every(minutes=10)
def remind() -> None:
    """Write one letter to each whose hour has come and who has not practised today."""
    now = clock.now()
    due = reminders.due(now)
    addresses = addresses_of([settings.person_id for settings in due])
    site: str = current_app.config["PUBLIC_URL"]
    for settings in due:
        actions.reminded(settings, on=clock.jst(now).date())
        if settings.person_id in addresses:
            body = BODY.format(minutes=settings.minutes_a_day, site=site)
            mail.send(to=addresses[settings.person_id], subject=SUBJECT, body=body)


@every(minutes=TWICE_AN_HOUR)
def look_for_grown_histories() -> None:
    """Ask for a fit for each whose history has grown by a fifth since the last."""
    for person_id in fits.grown():
        enqueue("practice.fit_memory", person_id=person_id)


@task("practice.fit_memory", own_transactions=True)
def fit_memory(person_id: int) -> None:
    """Fit FSRS to the person's history; no transaction is open while it is reckoned."""
    with transaction():
        history = fits.history_of(person_id)
    found = recalls(history)
    weights = fitting.fitted(found) if is_enough(len(found)) else None
    with transaction():
        fit_actions.keep_fit(person_id, weights, answers=len(history), now=clock.now())
