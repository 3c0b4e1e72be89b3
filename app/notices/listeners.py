"""What notices do when something happened below: an accommodation changed, an account was erased."""

from __future__ import annotations

from sqlalchemy import delete, select

from app import clock
from app.accounts import personal_data
from app.accounts.events import AccommodationChanged, ApplicationRefused, ApplicationSent
from app.accounts.personal_data import Row
from app.db import db
from app.events import listens
from app.notices import actions, queries
from app.notices.models import Notice, NoticePreference
from app.notices.rules import NOTICE_LABELS, NoticeKind

GRANTED = "合理的配慮が登録されました"
ENDED = "合理的配慮が終わりました"
APPLIED = "合理的配慮の申し込みがありました"
REFUSED = "合理的配慮の申し込みについて"
HOW_TO_ASK = "変えたいときは、アカウントの「合理的配慮」からお申し込みください。"


@listens(AccommodationChanged)
def tell_the_person(event: AccommodationChanged) -> None:
    words = event.granted.words()
    body = "、".join(words) if words else "これからの試験は、ふつうの時間で行われます。"
    actions.notify(
        event.person_id,
        kind=NoticeKind.ACCOMMODATION,
        title=GRANTED if words else ENDED,
        body=f"{body}\n{HOW_TO_ASK}",
        link="/account",
        now=clock.now(),
    )


@listens(ApplicationSent)
def tell_the_deciders(event: ApplicationSent) -> None:
    for person_id in event.decider_ids:
        actions.notify(
            person_id,
            kind=NoticeKind.ACCOMMODATION,
            title=APPLIED,
            body="内容を確かめて、認めるかどうかを決めてください。",
            link=f"/accommodations/{event.application_id}",
            now=clock.now(),
        )


@listens(ApplicationRefused)
def tell_of_refusal(event: ApplicationRefused) -> None:
    actions.notify(
        event.person_id,
        kind=NoticeKind.ACCOMMODATION,
        title=REFUSED,
        body=f"{event.reason}\nもう一度申し込むことも、団体に相談することもできます。",
        link="/account/accommodation",
        now=clock.now(),
    )


def _told(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(Notice).where(Notice.person_id == person_id).order_by(Notice.id))
    return [
        {
            "種類": NOTICE_LABELS[row.kind],
            "題": row.title,
            "本文": row.body,
            "日時": row.created_at,
            "読んだ日時": row.read_at,
        }
        for row in rows
    ]


def _wishes(person_id: int) -> list[Row]:
    return [
        {"種類": NOTICE_LABELS[row.kind], "メールでも受け取る": row.by_mail} for row in queries.preferences(person_id)
    ]


def _erase_notices(person_id: int, _now: object) -> None:
    db.session.execute(delete(Notice).where(Notice.person_id == person_id))


def _erase_wishes(person_id: int, _now: object) -> None:
    db.session.execute(delete(NoticePreference).where(NoticePreference.person_id == person_id))


personal_data.register("お知らせ", ["notice"], _told, _erase_notices)
personal_data.register("お知らせの受け取り方", ["notice_preference"], _wishes, _erase_wishes)
