"""A paper on paper: drawn by the worker, handed out as a table, and its marks in the same attempts as all others."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
import xlsxwriter
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import clock, tasks
from app.accounts.models import Account, Person
from app.accounts.rules import Role
from app.exams.models import AcceptedKey, Answer, Attempt, PaperEdition
from app.exams.models.on_paper import PaperPrint
from app.exams.rules import choices_of
from app.exams.rules.printing import Print, PrintState
from app.exams.tasks import close_and_score
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory
from tests.factories import member
from tests.questions.foreign_files import zipped


def somebody(db: Session, edition: PaperEdition, email: str) -> Person:
    person = member(Role.CANDIDATE, edition.paper.organisation, name=f"受験 {email[:1]}")
    db.add(Account(person=person, email=email, email_confirmed_at=clock.now(), created_at=clock.now()))
    db.flush()
    return person


def head_of(edition: PaperEdition) -> list[str]:
    return ["メールアドレス", "氏名", *(f"問{n}" for n in range(1, edition.question_count + 1))]


def send(client: StrictClient, edition: PaperEdition, *rows: str, on: str | None = None) -> TestResponse:
    """Send a table for a paper of so many questions; a row is an address and the marks."""
    table = "\n".join([",".join(head_of(edition)), *rows]).encode("cp932")
    return send_file(client, edition, table, on=on)


def send_file(client: StrictClient, edition: PaperEdition, table: bytes, *, on: str | None = None) -> TestResponse:
    data = {"sat_on": on or clock.today().isoformat(), "file": (io.BytesIO(table), "marks")}
    address = f"/exams/{edition.paper.slug}/on-paper/marks"
    return client.post(address, data=data, content_type="multipart/form-data")


def right(edition: PaperEdition, db: Session, person: Person) -> tuple[int, int]:
    """Points of the stored score, and how many attempts there are."""
    close_and_score()
    db.expire_all()
    attempts = db.scalars(select(Attempt).where(Attempt.person_id == person.id)).all()
    return sum(score.correct for attempt in attempts for score in attempt.scores), len(attempts)


def keys_of(db: Session, edition: PaperEdition) -> list[str]:
    rows = db.scalars(select(AcceptedKey).where(AcceptedKey.edition_id == edition.id).order_by(AcceptedKey.number))
    return ["・".join(map(str, choices_of(row.mask))) for row in rows]


def test_marks_become_attempts_that_are_scored_as_any_other(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    good, bad = somebody(db, edition, "a@example.jp"), somebody(db, edition, "b@example.jp")
    keys = keys_of(db, edition)

    answer = send(client, edition, f"A@example.jp,,{','.join(keys)}", f"b@example.jp,,{',' * (len(keys) - 1)}")

    assert answer.status_code == 303, answer.text
    assert right(edition, db, good) == (len(keys), 1)
    assert right(edition, db, bad) == (0, 1)
    assert "2人の解答を入れました" in client.get(answer.location).text
    client.sign_in(good)
    assert edition.paper.title in client.get("/attempts").text


def test_marks_typed_in_excel_are_the_same_marks(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    good = somebody(db, edition, "a@example.jp")
    keys = keys_of(db, edition)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("解答")
        sheet.write_row(0, 0, head_of(edition))
        sheet.write_row(1, 0, ["Ａ@example.jp", "", int(keys[0].replace("・", "")), *keys[1:]])

    answer = send_file(client, edition, out.getvalue())
    broken = send_file(client, edition, b"PK\3\4 no book")
    other = send_file(client, edition, zipped({"readme.txt": b"x"}))
    far = send_file(
        client, edition, zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/a.xml": b'<c r="A1"/><c r="XFD1048576"/>'})
    )

    assert answer.status_code == 303, answer.text
    assert right(edition, db, good) == (len(keys), 1)
    assert [one.status_code for one in (broken, other, far)] == [422] * 3
    assert "zip として読み取れません" in broken.text
    assert "Excel のブック（.xlsx）として読み取れません。" in other.text
    assert "表が大きすぎます" in far.text


def test_the_same_table_again_changes_nothing_and_a_mended_mark_counts_on(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    person = somebody(db, edition, "a@example.jp")
    keys = keys_of(db, edition)
    wrong = f"a@example.jp,,{','.join(['1', *keys[1:]])}"
    send(client, edition, wrong)
    first = right(edition, db, person)

    again = client.get(send(client, edition, wrong).location).text
    mended = client.get(send(client, edition, f"a@example.jp,,{','.join(keys)}").location).text

    assert first == (len(keys) - 1, 1)
    assert "変わらない人 1人" in again
    assert "直した人 1人" in mended
    assert right(edition, db, person) == (len(keys), 1)
    assert db.scalars(select(Answer.seq).order_by(Answer.number)).all() == [2] + [1] * (len(keys) - 1)


def test_one_fault_keeps_the_whole_table_out(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    somebody(db, edition, "a@example.jp")
    sat = somebody(db, edition, "c@example.jp")
    AttemptFactory(edition=edition, person=sat)
    stranger = member(Role.CANDIDATE)
    db.add(Account(person=stranger, email="z@example.jp", email_confirmed_at=clock.now(), created_at=clock.now()))
    marks = ",".join(keys_of(db, edition))
    before = db.scalar(select(func.count()).select_from(Attempt))

    answer = send(client, edition, f"a@example.jp,,{marks}", f"z@example.jp,,{marks}", f"c@example.jp,,{marks}")
    future = send(client, edition, f"a@example.jp,,{marks}", on=(clock.today() + timedelta(days=2)).isoformat())
    first_day = send(client, edition, f"a@example.jp,,{marks}", on="0001-01-01")
    nothing = client.post(f"/exams/{edition.paper.slug}/on-paper/marks", data={"sat_on": "2026-11-01"})

    assert [one.status_code for one in (answer, future, first_day, nothing)] == [422] * 4
    assert "3行目：「z@example.jp」という人は、この団体にいません。" in answer.text
    assert "4行目：「c@example.jp」さんは、この試験を画面で受けています" in answer.text
    assert "実施日が先の日になっています" in future.text
    assert db.scalar(select(func.count()).select_from(Attempt)) == before


def test_the_table_to_fill_in_names_the_people_and_no_cell_reckons(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    somebody(db, edition, "a@example.jp").name = "=受験()"

    table = client.get(f"/exams/{edition.paper.slug}/on-paper/marks.csv").data.decode("utf-8-sig")

    assert "a@example.jp,'=受験()" in table.replace("\r\n", "\n").split("\n")


def test_the_table_for_excel_is_filled_in_and_comes_back(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    person = somebody(db, edition, "a@example.jp")
    person.name = "=受験()"
    keys, place = keys_of(db, edition), f"/exams/{edition.paper.slug}/on-paper"

    answer = client.get(f"{place}/marks.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    table = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in table.iter_rows()]
    own = next(number for number, row in enumerate(rows, 1) if row[0] == "a@example.jp")
    kinds = {cell.data_type for cell in table[own]}
    locked = (table.protection.sheet, table["A1"].protection.locked, table.column_dimensions["C"].protection.locked)
    table.delete_rows(2, table.max_row)
    table.append(["a@example.jp", "", *keys])
    filled = io.BytesIO()
    book.save(filled)
    taken = send_file(client, edition, filled.getvalue())

    assert answer.headers["Content-Disposition"] == f'attachment; filename="{edition.paper.slug}-marks.xlsx"'
    assert rows[0] == head_of(edition)
    assert rows[own - 1][1] == "=受験()"
    assert "f" not in kinds
    assert locked == (True, True, False)
    assert taken.status_code == 303, taken.text
    assert right(edition, db, person) == (len(keys), 1)
    assert place + "/marks.xlsx" in client.get(place).text


@pytest.mark.parametrize("kind", list(Print))
def test_a_pdf_is_drawn_by_the_worker_with_its_font_inside(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person, kind: Print
) -> None:
    place = f"/exams/{edition.paper.slug}/on-paper"
    early = client.get(f"{place}/prints/{kind}/file")
    asked = client.post(f"{place}/prints/{kind}")
    waiting = client.get(place)
    tasks.run_due()
    done = client.get(place)
    file = client.get(f"{place}/prints/{kind}/file")

    assert (early.status_code, asked.status_code, file.status_code) == (404, 303, 200)
    assert "作っています" in waiting.text
    assert "（PDF）を保存する" in done.text
    assert db.scalars(select(PaperPrint)).one().state is PrintState.DONE
    assert file.data.startswith(b"%PDF-")
    assert b"BIZUDPMincho" in file.data
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_another_organisation_s_organiser_finds_nothing(
    client: StrictClient, db: Session, edition: PaperEdition
) -> None:
    client.sign_in(member(Role.ORGANISER))
    place = f"/exams/{edition.paper.slug}/on-paper"

    answers = [client.get(place), client.get(f"{place}/marks.csv"), client.get(f"{place}/marks.xlsx")]
    answers += [
        client.get(f"{place}/prints/booklet/file"),
        client.post(f"{place}/prints/booklet"),
        client.post(f"{place}/marks", data={}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
