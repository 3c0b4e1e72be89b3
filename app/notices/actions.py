"""Tell people things: a notice here and, unless they wish otherwise, a letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import insert, update

from app.accounts import queries as accounts
from app.accounts.models import Consent
from app.accounts.rules import LETTERS, LETTERS_VERSION
from app.db import db
from app.notices import letters, queries
from app.notices.models import Notice, NoticePreference
from app.notices.rules import NoticeKind

AT_A_TIME = 500


def notify(person_id: int, *, kind: NoticeKind, title: str, body: str, link: str | None, now: datetime) -> Notice:
    """Leave a notice for the person, and write a letter if they want those; `link` is a path on this site."""
    notice = Notice(person_id=person_id, kind=kind, title=title, body=body, link=link, created_at=now)
    db.session.add(notice)
    _write_letters([person_id], kind=kind, title=title, body=body, link=link)
    return notice


def notify_all(
    person_ids: Iterable[int], *, kind: NoticeKind, title: str, body: str, link: str | None, now: datetime
) -> None:
    """The same for many persons at once, in pieces: for what concerns a whole paper or cohort."""
    for part in _parts(sorted(set(person_ids))):
        notice = {"kind": kind, "title": title, "body": body, "link": link, "created_at": now}
        db.session.execute(insert(Notice), [{"person_id": person_id, **notice} for person_id in part])
        _write_letters(part, kind=kind, title=title, body=body, link=link)


def read(notice: Notice, *, now: datetime) -> None:
    """Mark it as read; the first time counts."""
    notice.read_at = notice.read_at or now


def read_all(person_id: int, *, now: datetime) -> None:
    """Mark all that the person has not read yet."""
    db.session.execute(
        update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None)).values(read_at=now)
    )


def choose_letters(person_id: int, wanted: frozenset[NoticeKind], *, now: datetime) -> None:
    """Which kinds come as letters from now on; the others are still shown here.

    Wishing for none takes the consent to letters back, wishing for one again gives it anew; both keep their times.
    """
    stored = {row.kind: row for row in queries.preferences(person_id)}
    for kind in NoticeKind:
        if kind in stored:
            stored[kind].by_mail = kind in wanted
        elif kind not in wanted:
            db.session.add(NoticePreference(person_id=person_id, kind=kind, by_mail=False))
    _note_consent(person_id, given=bool(wanted), now=now)


def _note_consent(person_id: int, *, given: bool, now: datetime) -> None:
    """Letters are agreed to with the account; nothing is written down about it until somebody says otherwise."""
    held = queries.consent_to_letters(person_id)
    holds = held is None or held.withdrawn_at is None
    if given and not holds:
        db.session.add(Consent(person_id=person_id, purpose=LETTERS, version=LETTERS_VERSION, given_at=now))
    elif holds and not given:
        if held is None:
            account = accounts.account_of(person_id)
            since = account.created_at if account else now
            held = Consent(person_id=person_id, purpose=LETTERS, version=LETTERS_VERSION, given_at=since)
            db.session.add(held)
        held.withdrawn_at = now


def _write_letters(person_ids: Sequence[int], *, kind: NoticeKind, title: str, body: str, link: str | None) -> None:
    silent = queries.without_letters(person_ids, kind)
    wanted = {id_: email for id_, email in accounts.addresses_of(person_ids).items() if id_ not in silent}
    contacts = accounts.contacts_of(list(wanted)) if wanted else {}
    for person_id, email in wanted.items():
        letters.send(email, title, body, link, contact=contacts.get(person_id))


def _parts(person_ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (person_ids[start : start + AT_A_TIME] for start in range(0, len(person_ids), AT_A_TIME))
