"""Rules of retention: read by the worker, made by an administrator, tried out by a dry run."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import audit, clock, mail
from app.accounts.models import Account, AccountSession, RetentionRule
from app.accounts.rules import Role
from app.mail import Mail
from app.notices.models import Notice
from app.privacy.actions import retention
from app.privacy.actions.asking import ask_disclosure
from app.privacy.models import Disclosure
from app.privacy.queries.retention import rules, standings
from app.privacy.rules.retention import Rule, Subject, in_force
from tests.client import StrictClient
from tests.conftest import Run
from tests.factories import AccountFactory, AccountSessionFactory, NoticeFactory, member

PAGE = "/admin/privacy/retention/mail"
LONG_AGO = timedelta(days=400)


@pytest.fixture
def keeper(client: StrictClient, db: Session) -> Account:
    made: Account = AccountFactory(person=member(Role.ADMINISTRATOR))
    client.sign_in(made.person)
    return made


def fill() -> None:
    """One row of each subject that has had its time, and one that has not."""
    now = clock.now()
    account = AccountFactory()
    for ended in (now - timedelta(days=10), now - LONG_AGO):
        AccountSessionFactory(account=account, ended_at=ended)
        NoticeFactory(person_id=account.person_id, read_at=ended)
        mail.send(to="hanako@example.jp", subject="手紙", body="本文").sent_at = ended
        disclosure = ask_disclosure(account.person, now=ended)
        disclosure.ready_at, disclosure.archive = ended + timedelta(days=4), b"zip"
    NoticeFactory(person_id=account.person_id)
    AccountFactory(email_confirmed_at=None, created_at=now - LONG_AGO)


def due() -> dict[str, int]:
    found = standings(clock.today(), clock.now())
    return {standing.rule.subject.value: standing.due for standing in found if standing.due}


EXPECTED = {"account_session": 1, "mail": 1, "unconfirmed_account": 1, "notice": 1, "disclosure": 1}


def test_a_dry_run_tells_and_the_run_clears_the_same(runner: Run, db: Session) -> None:
    fill()
    db.commit()

    dry = runner("privacy", "retention", "--dry-run")
    told = due()
    run = runner("privacy", "retention")

    assert (dry.exit_code, run.exit_code) == (0, 0)
    assert told == EXPECTED
    assert "送ったメールの本文と宛先：送った日から30日" in dry.output
    assert "何も消していません" in dry.output
    assert f"あわせて {sum(EXPECTED.values())} 件" in run.output
    assert due() == {}
    counted = [db.scalar(select(func.count()).select_from(model)) for model in (AccountSession, Notice, Disclosure)]
    assert counted == [1, 2, 1]
    assert sorted(db.scalars(select(Mail.recipient))) == ["", "hanako@example.jp"]
    [entry] = db.scalars(select(audit.AuditEntry).where(audit.AuditEntry.action == "privacy.clear"))
    assert entry.after == EXPECTED


def test_a_rule_that_somebody_made_is_kept_to_by_the_worker(db: Session, client: StrictClient, keeper: Account) -> None:
    fill()
    today = clock.today().isoformat()

    made = client.post(PAGE, data={"days": "500", "ground": "監査で求められたため", "from_on": today})
    retention.clear(clock.now())

    assert made.status_code == 303
    assert db.scalar(select(func.count()).select_from(Mail).where(Mail.recipient == "hanako@example.jp")) == 2
    page = client.get("/privacy/kept").text
    assert "送った日から500日" in page
    assert "監査で求められたため" in page
    [entry] = db.scalars(select(audit.AuditEntry).where(audit.AuditEntry.action == "privacy.rule"))
    assert (entry.before, entry.after["days"]) == ({"days": 30}, 500)


def test_a_rule_to_come_is_shown_and_not_yet_kept_to(client: StrictClient, keeper: Account, db: Session) -> None:
    later = clock.today() + timedelta(days=9)

    for days in ("10", "20"):
        client.post(PAGE, data={"days": days, "ground": "短くする", "from_on": later.isoformat()})

    assert rules(clock.today())[Subject.LETTER].days == 30
    assert rules(later)[Subject.LETTER].days == 20
    assert "から20日" in client.get("/admin/privacy").text
    assert db.scalar(select(func.count()).select_from(RetentionRule)) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"days": "0"}, "1から36,500まで"),
        ({"days": "ずっと"}, "1から36,500まで"),
        ({"days": ""}, "1から36,500まで"),
        ({"ground": " "}, "残す理由を書いてください"),
        ({"from_on": "昨日"}, "年・月・日"),
        ({"from_on": "2020-01-01"}, "今日からあと"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_words(
    client: StrictClient, keeper: Account, db: Session, changed: dict[str, str], said: str
) -> None:
    sent = {"days": "10", "ground": "短くする", "from_on": clock.today().isoformat()}

    answer = client.post(PAGE, data={**sent, **changed})

    assert answer.status_code == 422
    assert said in answer.text
    assert db.scalars(select(RetentionRule)).all() == []


def test_an_unknown_subject_is_no_page(client: StrictClient, keeper: Account) -> None:
    assert client.get("/admin/privacy/retention/everything").status_code == 404


def test_the_newest_rule_that_has_begun_holds() -> None:
    today = clock.today()
    old, new, later = today - timedelta(days=9), today, today + timedelta(days=1)
    made = [(later, 3, "c"), (old, 1, "a"), (new, None, "b")]

    rule = in_force(Subject.LETTER, made, today)

    assert rule == Rule(Subject.LETTER, None, "b", new)
    assert (rule.words(), rule.cutoff(clock.now())) == ("消しません", None)
    assert in_force(Subject.LETTER, made, old - timedelta(days=1)).words() == "送った日から30日"
    assert in_force(Subject.NOTICE, [], today).words() == "読んだ日から1年"
