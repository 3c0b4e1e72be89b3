"""The practicum: its host, its journal, and the host's signature through a link without an account."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import update

from app import audit
from app.accounts.models import Office, Person
from app.db import db
from app.errors import Conflict, NotFound, Refusal
from app.notices.actions import notify
from app.notices.rules import NoticeKind
from app.training.actions import minutes as ledger
from app.training.models.curricula import Module
from app.training.models.running import Enrolment, Practicum, PracticumDay
from app.training.queries import running as find
from app.training.rules.ledger import MinuteSource
from app.training.rules.words import Form

LINK_LASTS = timedelta(days=30)
JOURNAL_KEPT = timedelta(days=365)
WIPED = "（保存の期限が来たため、本文を消しました）"
UNUSABLE = "このリンクは使えません。期限が切れたか、すでに確認が済んでいます。主催者にお問い合わせください。"
SIGNED = "実習先の確認が済んでいるため、日誌は変えられません。"
SIGNED_ALREADY = "この実習の確認は、もう済んでいます。"
OWN = "自分の実習は、自分では確かめられません。ほかの管理者か、主催者にお申し出ください。"
NOT_YET = "実習の日誌がまだそろっていません（{written}日 / {wanted}日）。そろってから確かめてください。"
NOT_ENOUGH = "実習の日数が足りません（{written}日 / {wanted}日）。日誌がそろってから、リンクを作ってください。"


def begin(
    enrolment: Enrolment,
    module: Module,
    *,
    host: str,
    supervisor: str,
    days: int,
    by: Person,
    now: datetime,
    office: Office | None = None,
) -> Practicum:
    """Say where somebody learns in practice, and for how many days; an office that stands here gives its name."""
    made = Practicum(
        enrolment_id=enrolment.id,
        module_id=module.id,
        office=office,
        host=office.name if office else host,
        supervisor=supervisor,
        days_wanted=days,
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()  # the audit row names its id
    audit.record("practicum.begin", f"practicum:{made.id}", by=by.id, after={"days": days})
    return made


def write_day(practicum: Practicum, *, on: date, minutes: int, text: str, now: datetime, today: date) -> PracticumDay:
    """Write a day of the journal, or write it anew; not for a day to come, nor once the host has signed."""
    if practicum.signed_at is not None:
        raise Conflict(SIGNED)
    if on > today:
        raise Refusal("まだ来ていない日の日誌は書けません。")
    found = next((day for day in practicum.days if day.on == on), None)
    day = found or PracticumDay(practicum_id=practicum.id, on=on)
    day.minutes, day.text, day.written_at, day.delete_text_on = minutes, text, now, today + JOURNAL_KEPT
    if found is None:
        practicum.days.append(day)
    return day


def issue_link(practicum: Practicum, *, by: Person, now: datetime) -> str:
    """Make the host's link and give its secret part, which is kept nowhere; an older one is worth nothing now."""
    if practicum.signed_at is not None:
        raise Conflict(SIGNED)
    if not practicum.days_are_there:
        raise Refusal(NOT_ENOUGH.format(written=len(practicum.days), wanted=practicum.days_wanted))
    token = secrets.token_urlsafe(32)
    practicum.token_hash, practicum.token_expires_at = _hashed(token), now + LINK_LASTS
    audit.record("practicum.link", f"practicum:{practicum.id}", by=by.id)
    return token


def of_link(token: str, *, now: datetime, lock: bool = False) -> Practicum:
    """The practicum of a link that may be signed; NotFound when it is used, expired or none."""
    found = find.practicum_by_token(_hashed(token), lock=lock)
    if found is None or found.signed_at or not found.token_expires_at or found.token_expires_at < now:
        raise NotFound(UNUSABLE)
    return found


def sign(token: str, *, name: str, now: datetime) -> Practicum:
    """The host confirms the days: the link is used up, the minutes go into the ledger, the learner is told."""
    return _signed(of_link(token, now=now, lock=True), name=name, by=None, now=now)


def sign_as_manager(practicum: Practicum, *, by: Person, now: datetime) -> Practicum:
    """The manager of the host confirms the days under their own name; a link that was given out is worth nothing now.

    Refuses one's own practicum, and one whose journal is not complete; raises Conflict for one that is signed.
    """
    if practicum.signed_at is not None:
        raise Conflict(SIGNED_ALREADY)
    if practicum.enrolment.person_id == by.id:
        raise Refusal(OWN)
    if not practicum.days_are_there:
        raise Refusal(NOT_YET.format(written=len(practicum.days), wanted=practicum.days_wanted))
    return _signed(practicum, name=by.name, by=by, now=now)


def _signed(practicum: Practicum, *, name: str, by: Person | None, now: datetime) -> Practicum:
    who = by.id if by else None
    practicum.signed_at, practicum.signed_name, practicum.token_hash = now, name, None
    total = sum(day.minutes for day in practicum.days)
    ledger.add(
        practicum.enrolment_id,
        practicum.module_id,
        form=Form.PRACTICUM,
        source=MinuteSource.PRACTICUM,
        reference=f"practicum:{practicum.id}",
        minutes=total,
        by=by,
        now=now,
    )
    after = {"minutes": total, "days": len(practicum.days)}
    audit.record("practicum.sign", f"practicum:{practicum.id}", by=who, after=after)
    title, body = "実習の確認が済みました", f"{practicum.host}が、実習の日数と時間を確認しました。"
    person_id = practicum.enrolment.person_id
    notify(person_id, kind=NoticeKind.TRAINING, title=title, body=body, link="/training", now=now)
    return practicum


def wipe_journals(*, today: date) -> None:
    """Take away the texts whose day has come; days and minutes stay."""
    due = (PracticumDay.delete_text_on <= today) & (PracticumDay.text != WIPED)
    db.session.execute(update(PracticumDay).where(due).values(text=WIPED))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
