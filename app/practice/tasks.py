"""What the worker does for practice: reminds those who asked for it, once a day, never in their quiet hours."""

from __future__ import annotations

from flask import current_app

from app import clock, mail
from app.accounts.queries import addresses_of
from app.practice.actions import wishes as actions
from app.practice.queries import reminders
from app.tasks import every

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
