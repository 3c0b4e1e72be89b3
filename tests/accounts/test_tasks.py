from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, mail
from app import tasks as tasks_of_the_app
from app.accounts import actions, tasks
from app.accounts.actions.links import issue
from app.accounts.models import Account, AccountSession, Credential, FormerName, LinkToken, Person, Throttle
from app.accounts.rules import Aid, LinkPurpose, Role, ThrottleKind
from app.mail import Mail
from app.privacy.queries.retention import standings
from app.privacy.rules.retention import Subject
from app.tasks import Outbox, OutboxState
from tests.exams.factories import AttemptFactory, exam
from tests.factories import AccountFactory, AccountSessionFactory, OrganisationFactory, PermissionGrantFactory, member

LONG_AGO = timedelta(days=91)


def test_links_that_are_used_or_expired_go_and_the_others_stay(db: Session) -> None:
    account, now = AccountFactory(), clock.now()
    used = issue(account, LinkPurpose.RESET_PASSWORD, now=now)
    issue(account, LinkPurpose.CHANGE_EMAIL, now=now - timedelta(days=2))
    issue(account, LinkPurpose.RESET_PASSWORD, now=now)
    actions.link(used, LinkPurpose.RESET_PASSWORD, now=now).used_at = now

    tasks.clear()

    assert db.scalar(select(func.count()).select_from(LinkToken)) == 1


def test_throttle_rows_go_when_their_window_has_passed(db: Session) -> None:
    now = clock.now()
    db.add_all(Throttle(kind=ThrottleKind.LETTER, key_hash="k", at=now - timedelta(minutes=age)) for age in (1, 16))

    tasks.clear()

    assert db.scalar(select(func.count()).select_from(Throttle)) == 1


def test_sessions_go_when_they_have_been_over_for_ninety_days(db: Session) -> None:
    account, now = AccountFactory(), clock.now()
    alive = AccountSessionFactory(account=account)
    recent = AccountSessionFactory(account=account, ended_at=now - timedelta(days=89))
    AccountSessionFactory(account=account, ended_at=now - LONG_AGO)
    AccountSessionFactory(account=account, expires_at=now - LONG_AGO)

    tasks.clear()

    assert set(db.scalars(select(AccountSession.id))) == {alive.id, recent.id}


def test_letters_lose_their_body_and_recipient_after_thirty_days(db: Session) -> None:
    now = clock.now()
    for age in (None, 29, 31):
        letter = mail.send(to="hanako@example.jp", subject="手紙", body="本文")
        letter.sent_at = None if age is None else now - timedelta(days=age)

    tasks.clear()

    kept = db.execute(select(Mail.recipient, Mail.body).order_by(Mail.id)).all()
    assert [tuple(row) for row in kept] == [
        ("hanako@example.jp", "本文"),
        ("hanako@example.jp", "本文"),
        ("", "（保存期間を過ぎたため消去しました）"),
    ]


def test_letters_that_never_went_go_after_thirty_days_with_what_names_their_address(db: Session) -> None:
    now = clock.now()
    for to, days in (("new@example.jp", 29), ("old@example.jp", 31), ("older@example.jp", 31)):
        letter = mail.send(to=to, subject="手紙", body="https://example.jp/secret", carries_secret=True)
        letter.created_at = now - timedelta(days=days)
        job = db.scalars(select(Outbox).order_by(Outbox.id.desc())).first()
        assert job is not None
        job.state, job.error = OutboxState.FAILED, f"SMTPRecipientsRefused: {to}"
    job.state = OutboxState.WAITING
    other = tasks_of_the_app.enqueue("notices.other", mail_id=letter.id)
    db.commit()
    [due] = [one.due for one in standings(clock.today(), now) if one.rule.subject is Subject.LETTER]

    tasks.clear()
    db.expire_all()

    assert db.scalars(select(Mail.recipient)).all() == ["new@example.jp"]
    assert db.scalars(select(Outbox.error)).all() == ["SMTPRecipientsRefused: new@example.jp", None]
    assert (due, db.get(Outbox, other.id) is not None) == (2, True)


def test_who_never_confirmed_is_forgotten_after_thirty_days(db: Session) -> None:
    now = clock.now()
    for days in (0, 31):
        actions.sign_up(
            f"人{days}",
            "ヒト",
            f"hito{days}@example.jp",
            "korehanagai",
            address="203.0.113.9",
            now=now - timedelta(days=days),
        )
    AccountFactory(created_at=now - LONG_AGO)

    tasks.clear()
    tasks.clear()

    assert db.scalar(select(func.count()).select_from(Account)) == 2
    assert db.scalar(select(func.count()).select_from(Person)) == 2
    assert db.scalar(select(func.count()).where(Person.name == "人31")) == 0


@pytest.mark.parametrize(
    ("since", "stays"), [("renamed", False), ("reviewer", False), ("accommodated", True), ("sat", True)]
)
def test_one_who_never_confirmed_stops_no_clearing(db: Session, since: str, stays: bool) -> None:
    now = clock.now()
    early = now - timedelta(days=31)
    actions.sign_up("人", "ヒト", "hito@example.jp", "korehanagai", address="203.0.113.9", now=early)
    person, by = db.scalars(select(Person)).one(), member(Role.ADMINISTRATOR)
    if since == "renamed":
        actions.rename(person, "人二", "ヒト", today=clock.today())
    elif since == "reviewer":
        given = actions.give_role(person, OrganisationFactory(), Role.INSTRUCTOR, by=by, now=now)
        PermissionGrantFactory(membership_id=given.id)
    elif since == "accommodated":
        granted = {"factor": Decimal("1.30"), "aids": frozenset[Aid](), "valid_until_on": None}
        actions.grant_accommodation(person, **granted, by=by, now=now, today=clock.today())
    else:
        AttemptFactory(person=person, edition=exam({"care-support": [(1, 3)]}))
    db.add(Throttle(kind=ThrottleKind.LETTER, key_hash="k", at=now - timedelta(minutes=60)))
    person_id = person.id
    db.commit()

    tasks.clear()
    db.expire_all()

    assert [db.scalar(select(func.count()).select_from(table)) for table in (Throttle, Account, Credential)] == [
        0,
        0,
        0,
    ]
    kept = db.get(Person, person_id)
    assert (kept is not None, db.scalar(select(func.count()).select_from(FormerName))) == (stays, 0)
    assert kept is None or (kept.name, len(kept.memberships)) == ("人", 1)
