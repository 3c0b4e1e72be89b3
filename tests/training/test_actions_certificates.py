from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.audit import AuditEntry
from app.errors import Conflict, Refusal
from app.training import lists
from app.training.actions import certificates as actions
from app.training.models.certificates import Certificate
from app.training.models.curricula import Module
from app.training.models.running import Cohort
from app.training.queries import boards
from app.training.queries import certificates as find
from app.training.rules.certificates import CertificateState
from app.training.rules.words import Confidence
from tests.training.factories import CohortFactory, CourseRunFactory, EnrolmentFactory
from tests.training.learners import WORDS, assigned, days, finisher, worded


@pytest.fixture
def module(db: Session, cohort: Cohort, organiser: Person) -> Module:
    return assigned(cohort, organiser)


def issue(cohort: Cohort, by: Person) -> list[Certificate]:
    rows = [row for row in boards.board(cohort, clock.today()).rows if row.complete]
    rows = [row for row in rows if row.enrolment.id not in find.newest_by_enrolment([row.enrolment.id])]
    jobs = actions.issue(cohort, rows, days(cohort), by=by, now=clock.now())
    return [each for job in jobs for each in find.of_job(job.id)]


def test_numbers_follow_those_of_the_learners_and_go_on(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person, module: Module
) -> None:
    worded(centre, organiser)
    second, first = (finisher(cohort, module, organiser, number=number) for number in (2, 1))
    made = issue(cohort, organiser)
    third = finisher(cohort, module, organiser, number=3)

    later = issue(cohort, organiser)

    assert [(each.enrolment_id, each.serial) for each in [*made, *later]] == [
        (first.id, 1),
        (second.id, 2),
        (third.id, 3),
    ]
    assert len({each.code for each in [*made, *later]}) == 3


@pytest.mark.parametrize(
    ("pattern", "numbers"),
    [("第{番号}号", ["第00001号", "第00002号"]), ("{年度}-{番号}", ["2026-00001", "2027-00001"])],
)
def test_no_number_comes_twice_when_april_comes(
    db: Session, centre: Organisation, organiser: Person, pattern: str, numbers: list[str]
) -> None:
    worded(centre, organiser).number_pattern = pattern
    made = []
    for issued_on in (date(2027, 3, 31), date(2027, 4, 1)):
        cohort = CohortFactory(run=CourseRunFactory(organisation=centre))
        finisher(cohort, assigned(cohort, organiser), organiser)
        rows, when = boards.board(cohort, clock.today()).rows, actions.Days(clock.today(), issued_on)
        jobs = actions.issue(cohort, rows, when, by=organiser, now=clock.now())
        made += find.of_job(jobs[0].id)

    assert [each.number for each in made] == numbers


def test_nobody_gets_a_second_first_certificate(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person, module: Module
) -> None:
    worded(centre, organiser)
    finisher(cohort, module, organiser, name="佐藤 花子")
    rows = boards.board(cohort, clock.today()).rows
    actions.issue(cohort, rows, days(cohort), by=organiser, now=clock.now())

    with pytest.raises(Conflict, match="佐藤 花子さんには、すでに発行しています"):
        actions.issue(cohort, rows, days(cohort), by=organiser, now=clock.now())


def test_who_is_not_complete_gets_none_and_is_named(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person, module: Module
) -> None:
    worded(centre, organiser)
    late = EnrolmentFactory(cohort=cohort)
    rows = boards.board(cohort, clock.today()).rows

    with pytest.raises(Refusal, match=late.person.name):
        actions.issue(cohort, rows, days(cohort), by=organiser, now=clock.now())


@pytest.mark.parametrize(
    ("first", "last", "wording", "message"),
    [
        (-100, 0, {}, "修了日は"),
        (1, 0, {}, "修了日は"),
        (0, 0, {"body": "{時間}"}, "研修の時間が決まっていません"),
    ],
)
def test_days_and_hours_must_be_known(
    db: Session,
    centre: Organisation,
    cohort: Cohort,
    organiser: Person,
    module: Module,
    first: int,
    last: int,
    wording: dict[str, Any],
    message: str,
) -> None:
    template = worded(centre, organiser)
    for name, value in wording.items():
        setattr(template, name, value)
        module.minutes = None
    finisher(cohort, module, organiser)
    today = clock.today()
    chosen = actions.Days(today + timedelta(days=first), today + timedelta(days=last))

    with pytest.raises(Refusal, match=message):
        actions.issue(cohort, boards.board(cohort, today).rows, chosen, by=organiser, now=clock.now())


def test_hours_that_nobody_has_confirmed_stand_on_no_certificate(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person, module: Module
) -> None:
    template = worded(centre, organiser)
    template.body, module.confidence = "{時間}", Confidence.UNCONFIRMED
    finisher(cohort, module, organiser)

    with pytest.raises(Refusal, match="「未確認」の科目の時間を要項で確かめて"):
        issue(cohort, organiser)
    template.body = "修了した"
    db.flush()

    assert len(issue(cohort, organiser)) == 1


def test_without_a_wording_nothing_is_issued(db: Session, cohort: Cohort, organiser: Person, module: Module) -> None:
    finisher(cohort, module, organiser)

    with pytest.raises(Refusal, match="様式"):
        issue(cohort, organiser)


def test_issuing_again_keeps_the_number_and_ends_the_old_one(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person, module: Module
) -> None:
    worded(centre, organiser)
    enrolment = finisher(cohort, module, organiser, name="佐藤 花子")
    old = issue(cohort, organiser)[0]
    enrolment.person.name = "鈴木 花子"
    said = {"former_name": "佐藤 花子", "reason": "氏名の変更", "on": clock.today()}
    db.flush()

    new = actions.reissue(old, cohort, **said, by=organiser, now=clock.now())

    db.flush()
    db.expire_all()
    assert (new.number, new.serial, new.edition) == (old.number, old.serial, 2)
    assert (new.printed["name"], new.printed["former_name"], new.printed["reissued"]) == ("鈴木 花子", "佐藤", True)
    assert (old.state, old.printed["name"], new.state) == (
        CertificateState.REPLACED,
        "佐藤 花子",
        CertificateState.VALID,
    )
    with pytest.raises(Conflict):
        actions.reissue(old, cohort, **said, by=organiser, now=clock.now())


def test_hours_that_were_not_printed_are_not_promised_when_it_is_issued_again(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person, module: Module
) -> None:
    template, module.minutes = worded(centre, organiser), None
    template.body = "修了を証します。"
    finisher(cohort, module, organiser)
    old = issue(cohort, organiser)[0]
    template.body = "{時間}の修了を証します。"

    with pytest.raises(Refusal, match="前の証明書には研修の時間がありません"):
        actions.reissue(old, cohort, former_name=None, reason="汚損", on=clock.today(), by=organiser, now=clock.now())

    assert old.state is CertificateState.VALID


def test_revoking_marks_the_row_and_leaves_a_trace(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person, module: Module
) -> None:
    worded(centre, organiser)
    finisher(cohort, module, organiser)
    made = issue(cohort, organiser)[0]

    actions.revoke(made, reason="誤って発行した", by=organiser, now=clock.now())

    db.flush()
    assert made.state is CertificateState.REVOKED
    with pytest.raises(Conflict):
        actions.revoke(made, reason="もう一度", by=organiser, now=clock.now())
    told = db.scalars(select(AuditEntry.action).where(AuditEntry.subject == f"certificate:{made.id}")).all()
    assert told == ["certificate.revoke"]


def test_the_register_tells_the_day_of_a_revocation_as_it_was_in_japan(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person, module: Module
) -> None:
    worded(centre, organiser)
    finisher(cohort, module, organiser)
    made = issue(cohort, organiser)[0]

    actions.revoke(made, reason="誤って発行した", by=organiser, now=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))
    db.flush()

    [row] = lists.register(centre.id, None).rows
    assert row[lists.REGISTER.index("取消しの日")] == date(2026, 11, 22)


def test_a_new_wording_does_not_change_what_was_printed(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person, module: Module
) -> None:
    worded(centre, organiser)
    finisher(cohort, module, organiser)
    made = issue(cohort, organiser)[0]

    changed = actions.Wording(**{name: getattr(WORDS, name) for name in WORDS.__slots__} | {"issuer": "別の名"})
    actions.word(centre, changed, by=organiser, now=clock.now())

    db.flush()
    assert made.printed["issuer"] == "第一研修センター"
