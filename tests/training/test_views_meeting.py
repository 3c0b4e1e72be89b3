from __future__ import annotations

import io
import re
from datetime import timedelta

from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.accounts.rules import Role
from app.training.models.running import Cohort
from app.training.queries import minutes
from app.training.rules.attendance import AttendanceState
from tests.client import StrictClient
from tests.factories import member
from tests.training.factories import CohortSessionFactory, EnrolmentFactory
from tests.training.sheets import workbook


def log(*lines: str) -> dict[str, tuple[io.BytesIO, str]]:
    text = "\n".join(["名前,メール,参加時刻,退出時刻", *lines])
    return {"log": (io.BytesIO(text.encode("cp932")), "参加者.csv")}


def test_a_log_fills_in_the_list_which_is_then_kept(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person
) -> None:
    begins = (clock.now() - timedelta(days=1)).replace(hour=1, minute=0, second=0, microsecond=0)
    dated = CohortSessionFactory(cohort=cohort, starts_at=begins)
    there, late, away = (
        EnrolmentFactory(cohort=cohort, person=member(Role.LEARNER, name=name))
        for name in ("佐藤 花子", "鈴木 一郎", "田中 洋子")
    )
    day, place = f"{clock.jst(begins):%Y/%m/%d}", f"/cohorts/{cohort.id}/sessions/{dated.id}"
    lines = [
        f"佐藤花子,,{day} 9:50,{day} 12:10",
        f"02_鈴木 一郎,,{day} 10:10,{day} 12:00",
        f"だれか,,{day} 10:00,{day} 12:00",
    ]

    filled = client.post(f"{place}/log", data=log(*lines))
    before = minutes.attendance_of(dated.id)
    form = dict(re.findall(r'name="((?:arrived|left|seen)-\d+)"[^>]*value="([^"]*)"', filled.text))
    chosen = re.findall(r'name="(state-\d+)".*?<option value="(\w+)" selected>', filled.text, re.DOTALL)
    client.post(place, data=form | dict(chosen))

    after = minutes.attendance_of(dated.id)
    assert (filled.status_code, before) == (200, {})
    assert "2人の参加を読み取りました" in filled.text
    assert "名簿にない名前：だれか" in filled.text
    assert [(after[each.id].state, after[each.id].minutes) for each in (there, late, away)] == [
        (AttendanceState.PRESENT, 120),
        (AttendanceState.LATE, 110),
        (AttendanceState.ABSENT, 0),
    ]


def test_what_is_no_log_is_told(client: StrictClient, db: Session, cohort: Cohort, organiser: Person) -> None:
    dated = CohortSessionFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort)
    db.flush()
    place = f"/cohorts/{cohort.id}/sessions/{dated.id}/log"
    book = {"log": (io.BytesIO(workbook()), "x.xlsx")}

    answers = [client.post(place, data=data) for data in ({}, book, log("佐藤,,朝,昼"))]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert ("CSVで選んでください" in answers[1].text, "2行目の時刻「朝」" in answers[2].text) == (True, True)
    client.sign_in(member(Role.ORGANISER))
    assert client.post(place, data=log()).status_code == 404
