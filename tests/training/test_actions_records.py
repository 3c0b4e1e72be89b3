from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pandas
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import personal_data
from app.accounts.models import Organisation, Person
from app.db import transaction
from app.errors import Conflict, Refusal
from app.mail import Mail
from app.notices.models import Notice
from app.practice.models import PracticeSettings
from app.training import record_lists, workbooks
from app.training.actions import record_reminders, records
from app.training.actions.records import Filled
from app.training.models.records import RecordLink, RecordReminder, RecordSheet
from app.training.models.running import Cohort, Enrolment
from app.training.queries import record_effect
from app.training.rules.records import LINKS_A_DAY, Change, Mean, Moment, Rater
from app.training.rules.sheets import Layout
from tests.training.factories import EnrolmentFactory
from tests.training.learners import assigned
from tests.training.recorded import handed_in, opened

ASKED = {"name": "山田 花子", "email": "kanri@example.jp"}


def at(hour: int, *, days: int = 0) -> dict[str, Any]:
    """An hour in Japan, some days from now."""
    today = clock.today() + timedelta(days=days)
    return {"today": today, "now": datetime.combine(today, time(hour), clock.JST).astimezone(UTC)}


def test_whose_sheet_is_missing_is_told_once_for_each_reminder_and_not_in_quiet_hours(
    db: Session, organiser: Person, cohort: Cohort
) -> None:
    opened(cohort, organiser)
    done, missing, sleeps = (EnrolmentFactory(cohort=cohort) for _ in range(3))
    EnrolmentFactory(cohort=cohort, state="withdrawn")
    handed_in(done, [1, 2])
    quiet = {"quiet_from": 8 * 60, "quiet_until": 16 * 60}
    about = {"minutes_a_day": 15, "spared_papers": [], "by_mail": True, "changed_at": clock.now()}
    db.add(PracticeSettings(person_id=sleeps.person_id, **about, **quiet))
    db.flush()

    told = [
        record_reminders.remind(**at(3)),
        record_reminders.remind(**at(10)),
        record_reminders.remind(**at(11)),
        record_reminders.remind(**at(20)),
        record_reminders.remind(**at(10, days=7)),
    ]

    assert told == [1, 1, 0, 0, 1]
    assert [row.person_id for row in db.scalars(select(Notice).order_by(Notice.id))] == [
        sleeps.person_id,
        missing.person_id,
        missing.person_id,
    ]
    assert "今日が期限です。" in db.scalars(select(Notice).order_by(Notice.id.desc())).first().body  # type: ignore[union-attr]


def test_a_manager_who_was_asked_is_reminded_by_a_new_link_and_the_old_one_is_dead(
    db: Session, organiser: Person, cohort: Cohort
) -> None:
    opened(cohort, organiser)
    mine = EnrolmentFactory(cohort=cohort)
    records.ask_manager(mine, Moment.BEFORE, **ASKED, by=mine.person, now=clock.now(), today=clock.today())
    handed_in(mine, [1, 1])

    told = [record_reminders.remind(**at(10)), record_reminders.remind(**at(10, days=7))]

    links = db.scalars(select(RecordLink).order_by(RecordLink.id)).all()
    assert told == [0, 1]
    assert [link.replaced_at is None for link in links] == [False, True]
    assert [letter.recipient for letter in db.scalars(select(Mail))] == ["kanri@example.jp"] * 2
    assert [row.rater for row in db.scalars(select(RecordReminder))] == [Rater.MANAGER]


def test_two_links_to_one_sheet_hold_up_nobody_s_reminders(db: Session, organiser: Person, cohort: Cohort) -> None:
    goals = opened(cohort, organiser)
    then = clock.now() - timedelta(days=1)
    about = {"moment": Moment.BEFORE, "made_at": then}
    doubled, done, last = (EnrolmentFactory(cohort=cohort) for _ in range(3))
    filled = Filled({goal.id: 3 for goal in goals}, "")
    when = {"now": then, "today": clock.today()}
    records.hand_in(done, Moment.BEFORE, Rater.MANAGER, filled, name="山田 花子", by=None, **when)
    db.add_all(
        RecordLink(enrolment=whose, **about, **ASKED, token_hash=sign * 64, expires_at=then + records.LINK_LASTS)
        for whose, sign in ((doubled, "a"), (doubled, "b"), (done, "c"), (last, "d"))
    )
    db.flush()

    record_reminders.remind(**at(10, days=1))

    reminded = db.scalars(select(RecordReminder.enrolment_id).where(RecordReminder.rater == Rater.MANAGER)).all()
    open_ones = select(RecordLink.enrolment_id).where(RecordLink.replaced_at.is_(None)).order_by(RecordLink.id)
    assert sorted(reminded) == [doubled.id, last.id]
    assert db.scalars(open_ones).all() == [done.id, doubled.id, last.id]


def test_of_two_who_ask_at_the_same_moment_the_second_replaces_the_first_s_link(
    app: Flask, db: Session, organiser: Person, cohort: Cohort
) -> None:
    opened(cohort, organiser)
    mine = EnrolmentFactory(cohort=cohort)
    db.commit()
    enrolment_id, when = mine.id, {"now": clock.now(), "today": clock.today()}

    def ask() -> None:
        with app.app_context(), transaction():
            records.issue_link(db.get_one(Enrolment, enrolment_id), Moment.BEFORE, **ASKED, by=None, **when)

    records.issue_link(mine, Moment.BEFORE, **ASKED, by=None, **when)
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(ask)
        wait([asked], timeout=0.5)
        db.commit()
        asked.result()

    links = db.scalars(select(RecordLink).order_by(RecordLink.id)).all()
    assert [link.replaced_at is None for link in links] == [False, True]


def test_letters_to_strangers_are_bounded(db: Session, organiser: Person, cohort: Cohort) -> None:
    opened(cohort, organiser)
    mine, when = EnrolmentFactory(cohort=cohort), {"now": clock.now(), "today": clock.today()}
    for _ in range(LINKS_A_DAY):
        records.ask_manager(mine, Moment.BEFORE, **ASKED, by=mine.person, **when)

    with pytest.raises(Refusal, match="1日に5回まで"):
        records.ask_manager(mine, Moment.BEFORE, **ASKED, by=mine.person, **when)


def test_goals_stay_once_somebody_has_begun_but_new_modules_can_have_some(
    db: Session, organiser: Person, cohort: Cohort
) -> None:
    goals = opened(cohort, organiser)
    handed_in(EnrolmentFactory(cohort=cohort), [1, 2])
    added = assigned(cohort, organiser)

    records.set_goals(cohort, {goals[0].module_id: ["目標1", "目標2"], added.id: ["新しい目標"]}, by=organiser)

    with pytest.raises(Conflict, match="目標は変えられません"):
        records.set_goals(cohort, {goals[0].module_id: ["別の目標"]}, by=organiser)
    with pytest.raises(Refusal, match="画面の一覧から"):
        records.set_goals(cohort, {0: ["よその科目"]}, by=organiser)


def test_the_effect_compares_the_same_people_and_leaves_as_a_list_that_pandas_reads(
    db: Session, organiser: Person, cohort: Cohort
) -> None:
    opened(cohort, organiser)
    both, late = EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    handed_in(both, [1, 2])
    handed_in(both, [2, 4], moment=Moment.AFTER, later=12)
    handed_in(late, [4, 4], moment=Moment.AFTER, later=12)
    handed_in(both, [3, 3], moment=Moment.AFTER, rater=Rater.MANAGER, later=12)

    found = record_effect.effect(cohort.id)
    told = pandas.read_excel(io.BytesIO(workbooks.written(record_lists.effect(cohort), Layout.XLSX)), engine="calamine")
    listed = pandas.read_excel(
        io.BytesIO(workbooks.written(record_lists.records(cohort), Layout.XLSX)), engine="calamine"
    )

    assert found.means[Moment.AFTER, Rater.SELF] == Mean(3.5, 2)
    assert found.changes == {(Moment.AFTER, Rater.SELF): Change(1.5, 1)}
    assert told.loc[0, "受講直後・本人（平均）"] == 3.5
    assert told.loc[1, "受講直後・本人（受講前からの変化）"] == 1.5
    assert listed["受講直後・本人"].tolist()[:2] == [2, 4]
    assert listed["受講前・本人"].tolist()[2] == "ふりかえり"


def test_the_levels_stay_when_somebody_leaves_but_no_words_and_no_address(
    db: Session, centre: Organisation, organiser: Person, cohort: Cohort
) -> None:
    opened(cohort, organiser)
    mine = EnrolmentFactory(cohort=cohort)
    records.ask_manager(mine, Moment.BEFORE, **ASKED, by=mine.person, now=clock.now(), today=clock.today())
    handed_in(mine, [1, 2])
    db.flush()
    handed_out = str(personal_data.export(mine.person_id)["研修記録シート"])

    personal_data.erase(mine.person_id, clock.now())
    db.expire_all()

    assert ("目標1：1" in handed_out, "山田 花子" in handed_out) == (True, True)
    sheet, link = db.scalars(select(RecordSheet)).one(), db.scalars(select(RecordLink)).one()
    assert (sheet.comment, link.email, sorted(sheet.levels().values())) == ("", None, [1, 2])
    assert sheet.signed_name == personal_data.pseudonym(mine.person_id)
