"""Recommend somebody for a training, take that back, and apply where one was recommended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from app import audit
from app.accounts.models import Office, Person
from app.db import db
from app.errors import Conflict, Refusal
from app.notices.actions import notify
from app.notices.rules import NoticeKind
from app.training.actions import running
from app.training.models.recommendations import Recommendation
from app.training.models.running import Cohort, Enrolment
from app.training.queries import recommendations as find

ONESELF = "自分を推薦することはできません。事業所のほかの管理者か、団体の担当者にお申し出ください。"
ONCE = "このクラスには、もう推薦しています。書き直すときは、前の推薦を取り下げてください。"
OVER = "この推薦は、もう終わっています。画面を開き直してください。"
WIPED = "（退会により消去）"
LINK = "/training"


def recommend(
    cohort: Cohort, person: Person, office: Office, *, words: str, by: Person, now: datetime
) -> Recommendation:
    """The office speaks for somebody; they are told, and decide themselves whether to apply.

    Refuses oneself, raises Conflict where the office has said so already.
    """
    if person.id == by.id:
        raise Refusal(ONESELF)
    if any(one.cohort_id == cohort.id and one.ended_at is None for one in find.by_office(office.id, person.id)):
        raise Conflict(ONCE)
    made = Recommendation(cohort=cohort, person_id=person.id, office=office, words=words, made_by_id=by.id, made_at=now)
    db.session.add(made)
    db.session.flush()  # the audit row names its id
    _record("recommendation.make", made, by=by, after={"person": person.id, "cohort": cohort.id})
    title = f"{office.name}が、あなたを研修に推薦しました"
    body = f"{cohort.run.title} {cohort.title}：申し込むかどうかは、「研修」の画面であなたが決めます。"
    notify(person.id, kind=NoticeKind.TRAINING, title=title, body=body, link=LINK, now=now)
    return made


def take_back(recommendation: Recommendation, *, by: Person, now: datetime) -> None:
    """The office says no longer so: the organiser does not see it any more; that it was said stays."""
    if recommendation.ended_at is not None:
        raise Conflict(OVER)
    _end([recommendation], by=by, now=now)


def end_all(office: Office, person: Person, *, by: Person, now: datetime) -> None:
    """All that the office has said for somebody ends: their consent has."""
    _end((one for one in find.by_office(office.id, person.id) if one.ended_at is None), by=by, now=now)


def follow(recommendation: Recommendation, *, by: Person, now: datetime) -> Enrolment:
    """Apply for the class for which one was recommended; the organiser decides."""
    return running.apply(recommendation.cohort, by=by, now=now)


def wipe(person_id: int, now: datetime) -> None:
    """What was said for somebody who leaves goes; that something was, stays."""
    for one in db.session.scalars(select(Recommendation).where(Recommendation.person_id == person_id)):
        one.words, one.ended_at = WIPED, one.ended_at or now


def _end(those: Iterable[Recommendation], *, by: Person, now: datetime) -> None:
    for one in those:
        one.ended_at = now
        _record("recommendation.end", one, by=by, after={})


def _record(action: str, about: Recommendation, *, by: Person, after: dict[str, object]) -> None:
    place = about.office.organisation_id
    audit.record(action, f"recommendation:{about.id}", by=by.id, organisation=place, after=after)
