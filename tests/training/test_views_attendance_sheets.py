from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts.models import Person
from app.accounts.rules import Role
from app.training import roster_files
from app.training import tasks as work
from app.training.actions import attendance
from app.training.models.running import Cohort, CohortSession, Enrolment
from app.training.queries import imports as find
from app.training.queries import minutes
from app.training.rules import attendance_lines as lines
from app.training.rules import attendance_sheets as rules
from app.training.rules import cells, clock_cells, roster
from app.training.rules.attendance import AttendanceState, Method, Rule
from app.training.rules.imports import ImportState
from tests.client import StrictClient
from tests.factories import member
from tests.training.factories import CohortFactory, CohortSessionFactory, EnrolmentFactory
from tests.training.sheets import with_part, workbook

assert work.AT_A_TIME  # the worker knows what it may be asked for
HEADINGS = ("受講番号", "氏名", "フリガナ", "出欠", "到着", "退出")
NAMES = ("佐藤 花子", "鈴木 一郎", "田中 洋子", "高橋 実")
LATE = (AttendanceState.LATE, 105)
PRESENT = (AttendanceState.PRESENT, 120)
ABSENT = (AttendanceState.ABSENT, 0)


@pytest.fixture
def dated(db: Session, cohort: Cohort) -> CohortSession:
    """Yesterday from ten to twelve by Japan's clock."""
    begins = (clock.now() - timedelta(days=1)).replace(hour=1, minute=0, second=0, microsecond=0)
    made: CohortSession = CohortSessionFactory(cohort=cohort, starts_at=begins)
    return made


@pytest.fixture
def enrolled(db: Session, cohort: Cohort) -> list[Enrolment]:
    """Four of the class, numbered from one."""
    return [
        EnrolmentFactory(cohort=cohort, number=n, person=member(Role.LEARNER, name=name))
        for n, name in enumerate(NAMES, 1)
    ]


def row(n: int, said: Any = "出席", arrived: Any = None, left: Any = None, name: Any = None) -> tuple[Any, ...]:
    return (n, name or NAMES[(n - 1) % len(NAMES)], None, said, arrived, left)


def book(*rows: Sequence[Any], **said: Any) -> bytes:
    return workbook(*rows, headings=HEADINGS, **said)


def send(client: StrictClient, dated: CohortSession, data: bytes, name: str = "出席.xlsx") -> str:
    """Send a table in and have the worker read it; says where it is shown."""
    place = f"/cohorts/{dated.cohort_id}/sessions/{dated.id}/tables"
    page = client.post(place, data={"table": (io.BytesIO(data), name)}).headers["Location"]
    tasks.run_due()
    return page


def standing(dated: CohortSession) -> dict[int, tuple[AttendanceState, int]]:
    return {id_: (each.state, each.minutes) for id_, each in minutes.attendance_of(dated.id).items()}


def in_the_ledger(dated: CohortSession, enrolled: Sequence[Enrolment]) -> list[int | None]:
    reference = attendance.reference_of(dated)
    found = minutes.standing_by_reference([each.id for each in enrolled], dated.module_id, reference)
    return [found[each.id].minutes if each.id in found else None for each in enrolled]


def test_a_table_is_looked_at_then_recorded_whole_and_taken_back(
    client: StrictClient, db: Session, organiser: Person, dated: CohortSession, enrolled: list[Enrolment]
) -> None:
    rows = [row(1), row(2, "遅刻", "１０：１５"), row(3, "早退", None, "11時45分"), row(4, "欠席", name="高橋　実")]
    page = send(client, dated, book(*rows))

    looked_at, before = client.get(page).text, standing(dated)
    kept, again = client.post(f"{page}/applied"), client.post(f"{page}/applied")
    after, ledger = standing(dated), in_the_ledger(dated, enrolled)
    applied = client.get(page).text
    back, twice = client.post(f"{page}/undone"), client.post(f"{page}/undone")

    assert ("4人の行を読み取りました" in looked_at, "新しく記録：4人" in looked_at, before) == (True, True, {})
    assert [each.status_code for each in (kept, again, back, twice)] == [303, 409, 303, 409]
    assert [after[each.id] for each in enrolled] == [PRESENT, LATE, (AttendanceState.EARLY, 105), ABSENT]
    assert ledger == [120, 105, 105, 0]
    assert ("4人の出席を記録しました" in applied, "記録を取り消す" in applied) == (True, True)
    assert (standing(dated), in_the_ledger(dated, enrolled)) == ({}, [0, 0, 0, 0])
    assert "取消済み" in client.get(f"/cohorts/{dated.cohort_id}/sessions/{dated.id}").text


def test_who_came_by_the_code_is_changed_with_a_reason_alone_and_put_back(
    client: StrictClient, db: Session, organiser: Person, dated: CohortSession, enrolled: list[Enrolment]
) -> None:
    one, two = enrolled[:2]
    for each in (one, two):
        arrived_at = dated.starts_at + timedelta(minutes=15, seconds=-20)
        attendance.arrive(dated, arrived_at=arrived_at, by=each.person, now=arrived_at)
    db.commit()
    page = send(client, dated, book(row(1, "出席", "9:50"), row(2, "遅刻"), row(3)))

    looked_at = client.get(page).text
    bare = client.post(f"{page}/applied", data={"reason": " "})
    untouched = standing(dated)
    client.post(f"{page}/applied", data={"reason": "受付の名簿による"})
    after, history = standing(dated), minutes.history(one.id)
    client.post(f"{page}/undone")
    present = minutes.attendance_of(dated.id)
    came = attendance.arrive(dated, arrived_at=dated.starts_at, by=enrolled[2].person, now=clock.now())

    assert ("記録を変更：1人" in looked_at, "変わりません：1人" in looked_at) == (True, True)
    assert (bare.status_code, "理由を入力してください" in bare.text, len(untouched)) == (422, True, 2)
    assert [after[each.id] for each in enrolled[:3]] == [PRESENT, LATE, PRESENT]
    assert [(entry.minutes, entry.reason, stands) for entry, stands in history] == [
        (120, "受付の名簿による", True),
        (105, None, False),
    ]
    assert [(present[each.id].state, present[each.id].method) for each in (one, two)] == [
        (AttendanceState.LATE, Method.CODE)
    ] * 2
    assert (enrolled[2].id in present, came.minutes) == (False, 120)
    assert in_the_ledger(dated, enrolled) == [105, 105, 120, None]


def test_what_is_marked_or_moved_meanwhile_is_not_overwritten(
    client: StrictClient, db: Session, organiser: Person, dated: CohortSession, enrolled: list[Enrolment]
) -> None:
    raced, moved, kept = (send(client, dated, book(row(n))) for n in (1, 2, 3))
    mark = {enrolled[0].id: attendance.Mark(None, None, 0)}
    attendance.mark_list(dated, mark, enrolled, reason="", by=organiser, now=clock.now())
    db.commit()
    race = client.post(f"{raced}/applied")
    client.post(f"{kept}/applied")
    seen = minutes.attendance_of(dated.id)[enrolled[2].id].version
    again = {enrolled[2].id: attendance.Mark(None, None, seen)}
    attendance.mark_list(dated, again, enrolled, reason="来ていなかった", by=organiser, now=clock.now())
    dated.ends_at += timedelta(minutes=30)
    db.commit()

    move, back = client.post(f"{moved}/applied"), client.post(f"{kept}/undone")

    assert [each.status_code for each in (race, move, back)] == [409] * 3
    assert ("佐藤 花子さん" in race.text, "田中 洋子" in back.text) == (True, True)
    assert [standing(dated).get(each.id) for each in enrolled] == [ABSENT, None, ABSENT, None]


def test_every_fault_is_told_at_its_cell_and_nothing_is_recorded(
    client: StrictClient, db: Session, organiser: Person, dated: CohortSession, enrolled: list[Enrolment]
) -> None:
    EnrolmentFactory(cohort=CohortFactory(run=dated.cohort.run), number=98, person=member(Role.LEARNER, name="他 花"))
    EnrolmentFactory(cohort=dated.cohort, number=7, state="withdrawn", person=member(Role.LEARNER, name="辞 退子"))
    rows = [
        row(99),
        row(98, name="他 花"),
        row(1, name="他 花"),
        row(2),
        row(2),
        row(7, name="辞 退子"),
        row(3, "来た"),
        row(4, "=A1"),
    ]
    page = send(client, dated, book(*rows, merged=["E3:E4"]))

    found = find.filled_in(dated.id)[0]

    assert (found.state, found.upload) == (ImportState.WRONG, None)
    assert sorted((cell, text) for cell, text, _value in found.found["problems"]) == [
        ("A2", rules.UNKNOWN),
        ("A3", rules.UNKNOWN),
        ("A6", roster.TWICE.format(row=5)),
        ("A7", rules.NOT_EXPECTED),
        ("B4", rules.OTHER_NAME.format(number=1, name=NAMES[0])),
        ("D8", lines.BAD_SAID),
        ("D9", cells.FORMULA),
        ("E3", roster.MERGED.format(range="E3:E4")),
    ]
    shown = client.get(page).text
    assert ("直すところが8か所あります" in shown, ">D9<" in shown) == (True, True)
    assert (client.post(f"{page}/applied").status_code, standing(dated)) == (409, {})


BEGINS = datetime(2026, 11, 21, 10, 0, tzinfo=clock.JST)
HELD = lines.Held(BEGINS, BEGINS + timedelta(hours=2), Rule(5, 30))
SOMEBODY = {"1": lines.Someone(1, "1", NAMES[0], True, None, None, 120)}


def read(*cells_of: Any) -> rules.Filled:
    return rules.read(roster_files.opened(book(row(1, *cells_of))), SOMEBODY, HELD)


@pytest.mark.parametrize(
    ("cells_of", "cell", "text"),
    [
        (("出席", "9:20"), "E2", lines.TOO_EARLY.format(begins=HELD.begins)),
        (("遅刻", "12:00"), "E2", lines.TOO_LATE.format(ends=HELD.ends)),
        (("早退", None, "9:50"), "F2", lines.BACKWARDS),
        (("早退", "10:30", "10:30"), "F2", lines.BACKWARDS),
        (("遅刻",), "E2", lines.ARRIVED_WANTED),
        (("早退", "10:00"), "F2", lines.LEFT_WANTED),
        (("欠席", "10:10"), "D2", lines.NOT_ABSENT.format(state="遅刻")),
        ((None, "10:10"), "D2", lines.SAID_WANTED),
        (("出席", "25:00"), "E2", clock_cells.BAD_TIME),
        (("出席", "十時"), "E2", clock_cells.BAD_TIME),
        (("出席", 930), "E2", clock_cells.BAD_TIME),
        (("出席", datetime(2026, 11, 20, 10, 0)), "E2", clock_cells.OTHER_DAY),  # noqa: DTZ001 -- a cell of Excel
        ((None,), "", rules.NOTHING),
    ],
)
def test_a_time_that_cannot_be_is_told(cells_of: tuple[Any, ...], cell: str, text: str) -> None:
    assert [(each.cell, each.text) for each in read(*cells_of).problems] == [(cell, text)]


@pytest.mark.parametrize("at", ["10:15", "１０：１５", " 10時15分 ", "10:15:30", time(10, 15), 10.25 / 24])
def test_a_time_is_read_as_people_and_excel_write_it(at: object) -> None:
    filled = read("遅刻", at)

    assert [(line.arrived, line.after) for line in filled.lines] == [("2026-11-21T10:15:00+09:00", "遅刻（105分）")]
    assert filled.problems == []


def test_the_rule_of_the_class_decides_what_is_late() -> None:
    assert [read("遅刻", "10:04").lines[0].after, read("出席", "10:31").lines[0].after] == [
        "出席（120分）",
        "欠席（0分）",
    ]


def test_the_form_bears_who_is_to_come_and_can_be_sent_back(
    client: StrictClient, db: Session, organiser: Person, dated: CohortSession, enrolled: list[Enrolment]
) -> None:
    enrolled[0].person.name = "=1+1"
    attendance.arrive(dated, arrived_at=dated.starts_at, by=enrolled[1].person, now=dated.starts_at)
    db.commit()

    answer = client.get(f"/cohorts/{dated.cohort_id}/sessions/{dated.id}/tables/form.xlsx")

    form = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet = form["出席"]
    written = list(sheet.iter_rows(values_only=True))
    assert written[0] == HEADINGS
    assert [(line[0], line[1], line[3], line[4]) for line in written[1:3]] == [
        ("1", "=1+1", None, None),
        ("2", NAMES[1], "出席", "10:00"),
    ]
    assert sheet["B2"].data_type == "s"
    assert sheet.data_validations.dataValidation[0].formula1 == '"出席,遅刻,早退,欠席"'
    sheet["D4"] = "出席"
    filled = io.BytesIO()
    form.save(filled)
    shown = client.get(send(client, dated, filled.getvalue())).text
    assert ("2人の行を読み取りました" in shown, "表に2人の行がない" in shown) == (True, True)


def test_a_file_that_is_none_of_ours_is_told(
    client: StrictClient, db: Session, organiser: Person, dated: CohortSession, enrolled: list[Enrolment]
) -> None:
    place = f"/cohorts/{dated.cohort_id}/sessions/{dated.id}/tables"
    macros = with_part(book(row(1)), "xl/vbaProject.bin", b"x")
    bad = [{}, *({"table": (io.BytesIO(data), "x.xlsx")} for data in (b"PK\x03\x04x", b"a\0b", macros))]

    answers = [client.post(place, data=each) for each in bad]
    other = client.get(send(client, dated, workbook((1, 2), headings=("名", "品")))).text
    text = ",".join(HEADINGS) + "\r\n1,佐藤 花子,,出席,,\r\n"
    good = client.get(send(client, dated, text.encode("cp932"), "出席.csv")).text

    assert [answer.status_code for answer in answers] == [422] * 4
    assert ("ファイルを選んでください" in answers[0].text, "マクロ" in answers[3].text) == (True, True)
    assert (rules.NO_HEADINGS in other, "1人の行を読み取りました" in good) == (True, True)


def test_a_list_of_learners_and_one_of_another_date_are_not_found_here(
    client: StrictClient, db: Session, organiser: Person, dated: CohortSession, enrolled: list[Enrolment]
) -> None:
    page = send(client, dated, book(row(1)))
    filled = find.filled_in(dated.id)[0]
    another = CohortSessionFactory(cohort=dated.cohort)
    db.commit()

    places = [
        f"/cohorts/{dated.cohort_id}/imports/{filled.id}",
        f"/cohorts/{dated.cohort_id}/sessions/{another.id}/tables/{filled.id}",
    ]

    assert [client.get(place).status_code for place in places] == [404, 404]
    assert find.imports(dated.cohort_id) == []
    client.sign_in(member(Role.ORGANISER))
    assert [client.get(page).status_code, client.post(f"{page}/undone").status_code] == [404, 404]
