"""Rules of retention: read by the worker, made by an administrator, tried out by a dry run."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, object_session

from app import audit, clock, mail
from app.accounts.actions import applications
from app.accounts.actions.applications import Asked
from app.accounts.models import AccommodationGround, Account, AccountSession, Person, RetentionRule
from app.accounts.rules import Role
from app.accounts.rules.applications import Wanted
from app.exams.actions import left
from app.exams.models import Answer, Attempt, LateAnswer, PaperEdition, TimeChange
from app.exams.models.on_paper import TypedSheet
from app.files import StoredFile
from app.mail import Mail
from app.notices.models import Notice
from app.privacy.actions import retention
from app.privacy.actions.asking import ask_disclosure
from app.privacy.models import Disclosure
from app.privacy.queries.retention import rules, standings
from app.privacy.rules.retention import Rule, Subject, in_force
from app.questions.rules.words import PaperKind
from tests.client import StrictClient
from tests.conftest import Run
from tests.exams.factories import closed_attempt, exam, late_answer
from tests.factories import (
    AccountFactory,
    AccountSessionFactory,
    NoticeFactory,
    OrganisationFactory,
    PersonFactory,
    member,
)

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
    AccountFactory(email=None, email_confirmed_at=None, created_at=now - LONG_AGO)  # by a card, who stays
    for kind in (PaperKind.MOCK, PaperKind.CHECK):
        edition = exam({"care-support": [(1, 3)]}, kind=kind)
        for since in (None, now - LONG_AGO, now - 6 * LONG_AGO):
            sat(edition, PersonFactory(pseudonymised_at=since))
    for sent in (clock.today(), clock.today() - timedelta(days=180)):
        asked = Asked([Wanted.OTHER], "理由", b"%PDF-1.7")
        place = OrganisationFactory()
        applications.apply(member(Role.LEARNER, place), place, asked, now=now, today=sent)


def sat(edition: PaperEdition, person: Person) -> None:
    """A closed sitting with everything that can hang on one."""
    attempt = closed_attempt(edition, person=person, answers={1: [1, 3]})
    late_answer(attempt)
    by = PersonFactory()
    object_session(attempt).add_all(  # type: ignore[union-attr]  # it is in one
        [
            TimeChange(attempt_id=attempt.id, seconds=60, reason="停電", made_by_id=by.id, made_at=clock.now()),
            TypedSheet(attempt_id=attempt.id, entered_by_id=by.id, entered_at=clock.now()),
        ]
    )


def due() -> dict[str, int]:
    found = standings(clock.today(), clock.now())
    return {standing.rule.subject.value: standing.due for standing in found if standing.due}


EXPECTED = {
    "account_session": 1,
    "mail": 1,
    "unconfirmed_account": 1,
    "notice": 1,
    "disclosure": 1,
    "accommodation_ground": 1,
    "attempt": 1,
}


def test_a_dry_run_tells_and_the_run_clears_the_same(runner: Run, db: Session) -> None:
    fill()
    db.commit()

    dry = runner("privacy", "retention", "--dry-run")
    told = due()
    run = runner("privacy", "retention")

    assert (dry.exit_code, run.exit_code) == (0, 0)
    assert told == EXPECTED
    assert "送ったメールの本文と宛先（送れなかったものは書いた日から）：送った日から30日" in dry.output
    assert "何も消していません" in dry.output
    assert f"あわせて {sum(EXPECTED.values())} 件" in run.output
    assert due() == {}
    tables = (
        AccountSession,
        Notice,
        Disclosure,
        AccommodationGround,
        StoredFile,
        Attempt,
        Answer,
        LateAnswer,
        TimeChange,
    )
    assert [db.scalar(select(func.count()).select_from(table)) for table in tables] == [1, 2, 1, 1, 1, 5, 5, 5, 5]
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


def ground_days(db: Session) -> list[int]:
    return sorted((day - clock.today()).days for day in db.scalars(select(AccommodationGround.delete_on)))


def test_grounds_keep_the_day_that_was_promised_and_go_sooner_by_a_shorter_rule(
    client: StrictClient, keeper: Account, db: Session
) -> None:
    place, now, today = OrganisationFactory(), clock.now(), clock.today()
    page, asked = "/admin/privacy/retention/accommodation_ground", Asked([Wanted.OTHER], "理由")
    for days_ago in (0, 100):
        sent = now - timedelta(days=days_ago)
        applications.apply(member(Role.LEARNER, place), place, asked, now=sent, today=clock.jst(sent).date())
    longer = {"days": "365", "ground": "更新の審査のため", "from_on": today.isoformat()}

    client.post(page, data=longer)
    applications.apply(member(Role.LEARNER, place), place, asked, now=now, today=today)
    retention.clear(now)
    promised = ground_days(db)
    client.post(page, data={**longer, "days": "90", "ground": "短くする"})
    told = due()
    retention.clear(now)

    assert promised == [80, 180, 365]
    assert told == {"accommodation_ground": 1}
    assert ground_days(db) == [180, 365]
    assert "90日で消去します" in client.get("/account/accommodation").text


def test_sittings_go_a_part_at_a_time(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left, "MOST_AT_ONCE", 1)
    edition, long_ago = exam({"care-support": [(1, 3)]}), clock.now() - 6 * LONG_AGO
    for _ in range(2):
        sat(edition, PersonFactory(pseudonymised_at=long_ago))

    cleared = [retention.clear(clock.now())[Subject.SITTING] for _ in range(3)]

    assert cleared == [1, 1, 0]


def test_who_was_merged_or_has_not_left_keeps_every_sitting(db: Session) -> None:
    edition, stays = exam({"care-support": [(1, 3)]}), PersonFactory()
    merged = PersonFactory(pseudonymised_at=clock.now() - 6 * LONG_AGO, merged_into_id=stays.id)
    for person in (stays, merged):
        sat(edition, person)

    assert retention.clear(clock.now())[Subject.SITTING] == 0
