from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.practice.models import CalendarFeed, MarkedDay, PracticeDay, PracticeSettings
from app.practice.rules import calendar
from app.practice.rules.words import DayKind
from tests.client import StrictClient
from tests.exams.factories import closed_attempt, exam
from tests.factories import member
from tests.practice.factories import card, home, questions

USUAL = {"minutes_a_day": "15", "quiet_from": "21:00", "quiet_until": "07:00"}


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def test_what_somebody_says_is_kept_and_shown(client: StrictClient, person: Person, db: Session) -> None:
    exam(slug="mock-7", organisation=home())
    sent = {**USUAL, "exam_on": in_days(300).isoformat(), "minutes_a_day": "20", "spared_papers": "mock-7"}

    answer = client.post("/practice/settings", data={**sent, "reminds": "y", "remind_at": "17:30"})
    page = client.get("/practice/settings").text

    assert answer.status_code == 303
    kept = db.scalars(select(PracticeSettings)).one()
    assert (kept.exam_on, kept.minutes_a_day, kept.spared_papers) == (in_days(300), 20, ["mock-7"])
    assert (kept.remind_at, kept.quiet_from, kept.quiet_until) == (17 * 60 + 30, 21 * 60, 7 * 60)
    assert f'value="{in_days(300)}"' in page
    assert 'value="17:30"' in page


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"exam_on": "2020-10-11"}, calendar.EXAM_PAST),
        ({"exam_on": "2036-10-12"}, calendar.EXAM_FAR),
        ({"exam_on": "来年"}, "年・月・日を選んで"),
        ({"minutes_a_day": "0"}, calendar.NO_TIME),
        ({"minutes_a_day": "-5"}, calendar.NO_TIME),
        ({"minutes_a_day": "900"}, calendar.TOO_LONG),
        ({"minutes_a_day": "たくさん"}, "数字で入力"),
        ({"reminds": "y"}, "知らせる時刻を入力"),
        ({"reminds": "y", "remind_at": "23:00"}, "知らせない時間に入っています"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_stays_typed(
    client: StrictClient, person: Person, db: Session, said: dict[str, str], refusal: str
) -> None:
    answer = client.post("/practice/settings", data={**USUAL, **said})

    assert answer.status_code == 422
    assert refusal in answer.text
    name, typed = next((name, typed) for name, typed in said.items() if name != "reminds" or len(said) == 1)
    assert typed in answer.text or name == "reminds"
    assert db.scalars(select(PracticeSettings)).all() == []


@pytest.mark.parametrize("days", [0, -40])
def test_reminders_can_be_stopped_after_the_examination(
    client: StrictClient, person: Person, db: Session, days: int
) -> None:
    client.post("/practice/settings", data={**USUAL, "exam_on": in_days(1).isoformat(), "remind_at": "17:30"})
    kept = db.scalars(select(PracticeSettings)).one()
    kept.exam_on = in_days(days)
    sent = {**USUAL, "exam_on": in_days(days).isoformat(), "remind_at": ""}

    assert client.post("/practice/settings", data=sent).status_code == 303
    assert (kept.exam_on, kept.remind_at) == (in_days(days), None)
    other = client.post("/practice/settings", data={**sent, "exam_on": in_days(days - 1).isoformat()})
    assert (other.status_code, calendar.EXAM_PAST in other.text) == (422, True)
    assert client.post("/practice/settings", data={**sent, "exam_on": ""}).status_code == 303
    assert kept.exam_on is None
    assert client.get("/practice/plan").status_code == 200


def test_a_month_of_shifts_is_marked_in_one_go(client: StrictClient, person: Person, db: Session) -> None:
    month = (clock.today().replace(day=1) + timedelta(days=40)).replace(day=1)
    page = f"/practice/days?month={month:%Y-%m}"

    answer = client.post(
        page, data={month.isoformat(): "night", (month + timedelta(days=1)).isoformat(): "off", "x": "off"}
    )

    assert answer.status_code == 303
    marked = {row.on: row.kind for row in db.scalars(select(MarkedDay))}
    assert marked == {month: DayKind.NIGHT, month + timedelta(days=1): DayKind.OFF}
    assert client.get(page).text.count('value="night" checked') == 1


@pytest.mark.parametrize("month", ["2020-01", "2099-01", "x", "2026-13", "\0"])
def test_a_month_that_cannot_be_marked_is_not_there(client: StrictClient, person: Person, month: str) -> None:
    assert client.get("/practice/days", query_string={"month": month}).status_code == 404


def test_the_plan_says_whether_it_will_do(client: StrictClient, person: Person) -> None:
    questions(3)
    client.post("/practice/settings", data={**USUAL, "exam_on": in_days(100).isoformat()})
    good = client.get("/practice/plan").text
    questions(30)
    client.post("/practice/settings", data={**USUAL, "minutes_a_day": "1", "exam_on": in_days(20).isoformat()})
    bad = client.get("/practice/plan").text

    assert "間に合います" in good
    assert "少し足りません" in bad
    assert re.search(r"1日 \d+分なら間に合います", bad)


def test_the_last_days_begin_nothing_new(client: StrictClient, person: Person, db: Session) -> None:
    card(person, questions(1)[0].statements[0], due_in=60, seen=30)
    done = {"cards_right": 1, "card_seconds": 9, "questions": 0, "questions_right": 0, "question_seconds": 0}
    db.add(PracticeDay(person_id=person.id, on=in_days(-30), cards=1, **done))
    client.post("/practice/settings", data={**USUAL, "exam_on": in_days(9).isoformat()})

    page = client.get("/practice/plan").text

    assert "試験が近くなりました" in page


def test_progress_counts_what_is_settled_and_shows_the_examinations(client: StrictClient, person: Person) -> None:
    version = questions(1)[0]
    card(person, version.statements[0], stability=30.0)
    card(person, version.statements[1], stability=3.0)
    attempt = closed_attempt(exam(organisation=home(), title="模擬試験 第3回"), person=person)

    page = client.get("/practice/progress").text

    assert re.search(r'data-label="定着">1</td><td[^>]*data-label="学習中">1</td><td[^>]*data-label="未着手">3<', page)
    assert f'href="/attempts/{attempt.id}/result"' in page
    assert "第28回" in page


def address(page: str) -> str:
    found = re.search(r"/practice/calendar/[\w.-]+", page)
    assert found is not None
    return found[0]


def test_a_calendar_reads_the_plan_by_a_secret_address(client: StrictClient, person: Person, db: Session) -> None:
    questions(3)
    client.post("/practice/settings", data={**USUAL, "exam_on": in_days(100).isoformat()})
    secret = address(client.post("/practice/feed").text)
    client.sign_out()

    answer = client.get(secret)

    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert [str(one["summary"]) for one in events if str(one["uid"]).startswith("exam")] == [
        "介護支援専門員実務研修受講試験"
    ]
    assert any(str(one["summary"]).startswith("学習 ") for one in events)
    assert person.name not in answer.text
    assert secret.removesuffix(".ics").rpartition("/")[2] not in db.scalars(select(CalendarFeed)).one().token_hash


def test_an_address_that_was_taken_back_tells_nothing(client: StrictClient, person: Person) -> None:
    first = address(client.post("/practice/feed").text)
    second = address(client.post("/practice/feed").text)

    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    client.post("/practice/feed/end")
    assert client.get(second).status_code == 404
    assert client.get("/practice/calendar/nobody.ics").status_code == 404


def test_somebody_else_s_days_are_their_own(client: StrictClient, person: Person, db: Session) -> None:
    other = member()
    db.add(MarkedDay(person_id=other.id, on=in_days(1), kind=DayKind.OFF))

    client.post("/practice/days", data={})

    assert db.scalars(select(MarkedDay.person_id)).all() == [other.id]


def test_the_table_beside_what_is_to_come_runs_as_the_chart_does(
    client: StrictClient, person: Person, db: Session
) -> None:
    questions(3)
    client.post("/practice/settings", data={**USUAL, "exam_on": in_days(60).isoformat()})

    page = client.get("/practice/plan").text

    drawn = re.findall(r'text-anchor="middle">(\d+/\d+)<', page)
    told = re.findall(r'<th scope="row">(\d+/\d+)<', page)
    assert len(drawn) > 1
    assert [label for label in told if label in drawn] == drawn
    assert 'text-anchor="end">分</text>' in page
