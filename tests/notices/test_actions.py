from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.mail import Mail
from app.notices import actions, queries
from app.notices.models import Notice
from app.notices.rules import NoticeKind
from tests.factories import AccountFactory, NoticePreferenceFactory, PersonFactory

WORDS = {"title": "採点をやり直しました", "body": "模擬試験 第1回の結果が変わりました。", "link": "/attempts/7/result"}


def test_a_notice_comes_as_a_letter_too(db: Session) -> None:
    account = AccountFactory()

    actions.notify(account.person_id, kind=NoticeKind.REGRADE, now=clock.now(), **WORDS)

    letter = db.scalars(select(Mail)).one()
    assert (letter.recipient, letter.subject) == (account.email, "【ケアマネ学舎】採点をやり直しました")
    assert "http://127.0.0.1:8000/attempts/7/result" in letter.body
    assert "http://127.0.0.1:8000/notices/preferences" in letter.body
    assert queries.unread(account.person_id) == 1


def test_nobody_gets_a_letter_who_does_not_wish_it_or_has_no_confirmed_address(db: Session) -> None:
    account, unconfirmed = AccountFactory(), AccountFactory(email_confirmed_at=None)
    NoticePreferenceFactory(person_id=account.person_id, kind=NoticeKind.REGRADE, by_mail=False)

    for person_id in (account.person_id, unconfirmed.person_id, PersonFactory().id):
        actions.notify(person_id, kind=NoticeKind.REGRADE, now=clock.now(), **WORDS)

    assert len(db.scalars(select(Notice)).all()) == 3
    assert db.scalars(select(Mail)).all() == []


def test_many_are_told_at_once_and_each_once(db: Session) -> None:
    accounts = AccountFactory.create_batch(3)
    NoticePreferenceFactory(person_id=accounts[0].person_id, kind=NoticeKind.REGRADE, by_mail=False)
    person_ids = [account.person_id for account in accounts]

    actions.notify_all(person_ids + person_ids[:1], kind=NoticeKind.REGRADE, now=clock.now(), **WORDS)

    assert sorted(db.scalars(select(Notice.person_id))) == sorted(person_ids)
    assert set(db.scalars(select(Mail.recipient))) == {accounts[1].email, accounts[2].email}


def test_telling_nobody_changes_nothing(db: Session) -> None:
    actions.notify_all([], kind=NoticeKind.REGRADE, now=clock.now(), **WORDS)

    assert db.scalars(select(Notice)).all() == []


def test_the_first_reading_counts(db: Session) -> None:
    first = clock.now()
    notice = actions.notify(PersonFactory().id, kind=NoticeKind.REGRADE, now=first, **WORDS)

    actions.read(notice, now=first)
    actions.read(notice, now=clock.now())

    assert notice.read_at == first
