"""Files in the browser: sent, looked at by the worker, taken in, taken back; and written out."""

from __future__ import annotations

import io

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import tasks
from app.accounts.models import Organisation, Person
from app.questions import formats
from app.questions.models import (
    ExchangeItem,
    ExchangeJob,
    ExchangePiece,
    Question,
    QuestionVersion,
    Statement,
    Topic,
)
from app.questions.rules.exchange.package import Format
from app.questions.rules.exchanges import LARGEST_UPLOAD
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.questions import foreign_files as files
from tests.questions.conftest import instructor
from tests.questions.exchange_jobs import number, only_job, send


def test_a_file_is_looked_at_taken_in_as_drafts_and_taken_back(
    client: StrictClient, db: Session, centre: Organisation, author: Person
) -> None:
    client.sign_in(author)
    address = send(client, centre, files.MOODLE_4.encode())
    waiting = client.get(address)
    tasks.run_due()
    preview = client.get(address)
    nothing = number(db, Question)
    client.post(f"{address}/confirm")
    tasks.run_due()
    done = client.get(address)
    questions = db.scalars(select(Question).order_by(Question.external_id)).all()
    written_by = {question.versions[0].written_by_id for question in questions}
    published = [question.versions[0].published_at for question in questions]
    client.post(f"{address}/undo")
    tasks.run_due()
    undone = client.get(address)

    assert "順番待ち" in waiting.text
    assert "3問を読み込む" in preview.text
    assert "種類「shortanswer」の問題は取り込みません" in preview.text
    assert nothing == 0
    assert "読み込みが終わりました" in done.text
    assert [question.status for question in questions] == [QuestionStatus.DRAFT] * 3
    assert (written_by, published) == ({author.id}, [None] * 3)
    assert "3問を元に戻しました" in undone.text
    assert [number(db, table) for table in (Question, QuestionVersion, Statement, ExchangeItem, Topic)] == [0] * 5
    assert number(db, ExchangePiece) == 0


def test_a_bad_file_changes_nothing_and_says_where(
    client: StrictClient, db: Session, centre: Organisation, author: Person
) -> None:
    client.sign_in(author)
    address = send(client, centre, b"<!DOCTYPE x><quiz/>")
    tasks.run_due()
    page = client.get(address)
    confirmed = client.post(f"{address}/confirm")

    assert "問題は何も変わっていません" in page.text
    assert "文書型の宣言（DOCTYPE）" in page.text
    assert "ファイルを選び直す" in page.text
    assert confirmed.status_code == 409
    assert (number(db, Question), number(db, ExchangePiece)) == (0, 0)


@pytest.mark.parametrize("form", [form for form in Format if form is not Format.AIKEN])
def test_a_file_goes_out_in_every_format(client: StrictClient, db: Session, stock: Organisation, form: Format) -> None:
    client.sign_in(instructor(stock))
    data = {"ExportForm-form": form.value, "ExportForm-organisation": str(stock.id), "ExportForm-status": ""}
    address = client.post("/questions/exchange/export", data=data).location
    early = client.get(f"{address}/file")
    tasks.run_due()
    page = client.get(address)
    file = client.get(f"{address}/file")

    assert early.status_code == 404
    assert "60問を書き出しました" in page.text
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert len(file.data) == only_job(db).size
    assert len(formats.read(form, file.data, only_job(db).asked_at.date()).questions) == 60


def test_a_table_to_fill_in_has_headings_topics_and_no_question(
    client: StrictClient, db: Session, stock: Organisation
) -> None:
    client.sign_in(instructor(stock))
    data = {"ExportForm-form": "xlsx", "ExportForm-organisation": str(stock.id), "ExportForm-status": "template"}
    address = client.post("/questions/exchange/export", data=data).location
    gift = client.post("/questions/exchange/export", data={**data, "ExportForm-form": "gift"})
    tasks.run_due()
    page, file = client.get(address), client.get(f"{address}/file")
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.data))

    assert "ひな形を作りました" in page.text
    assert gift.status_code == 422
    assert book.get_sheet_by_name("問題").to_python()[0][:4] == ["番号", "状態", "出題項目", "問題文"]
    assert len(book.get_sheet_by_name("出題項目").to_python()) > 1
    assert len(book.get_sheet_by_name("問題").to_python()) == 1


def test_what_a_format_cannot_say_is_told_and_no_file_is_left(
    client: StrictClient, db: Session, stock: Organisation
) -> None:
    client.sign_in(instructor(stock))
    data = {"ExportForm-form": "aiken", "ExportForm-organisation": str(stock.id), "ExportForm-status": ""}
    address = client.post("/questions/exchange/export", data=data).location
    tasks.run_due()

    assert "正しい肢が二つ以上ある問題を書けません" in client.get(address).text
    assert number(db, ExchangePiece) == 0


def test_somebody_else_s_file_is_not_there(
    client: StrictClient, db: Session, centre: Organisation, author: Person, stock: Organisation
) -> None:
    client.sign_in(author)
    address = send(client, centre, files.MOODLE_4.encode())
    tasks.run_due()
    client.sign_in(instructor(stock))

    answers = [client.get(address), client.get(f"{address}/file")]
    answers += [client.post(f"{address}/{verb}") for verb in ("confirm", "undo", "forget")]
    foreign = client.post(
        "/questions/exchange/import",
        data={"ImportForm-form": "csv", "ImportForm-organisation": centre.id, "file": (io.BytesIO(b"x"), "x")},
        content_type="multipart/form-data",
    )

    assert [answer.status_code for answer in answers] == [404] * 5
    assert foreign.status_code == 422


def test_an_empty_a_missing_and_a_large_file_are_refused(
    client: StrictClient, db: Session, centre: Organisation, author: Person
) -> None:
    client.sign_in(author)

    def sent(content: bytes | None, name: bytes = b"x.csv") -> int:
        parts = {"ImportForm-form": b"csv", "ImportForm-organisation": str(centre.id).encode()}
        body = b"".join(b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (key.encode(), value)
                        for key, value in parts.items())  # fmt: skip
        if content is not None:
            about = b'--x\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n%s\r\n'
            body += about % (name, content)
        kind = "multipart/form-data; boundary=x"
        return client.post("/questions/exchange/import", data=body + b"--x--\r\n", content_type=kind).status_code

    assert [sent(None), sent(b""), sent(b"x" * (9 * 2**20)), sent(b"x" * (LARGEST_UPLOAD + 2**17))] == [
        422,
        422,
        303,
        413,
    ]
    assert [sent(b"x", b"a\x00b.csv"), sent(b"x", b"\x00")] == [303, 422]
    assert db.scalars(select(ExchangeJob.file_name).order_by(ExchangeJob.id)).all() == ["x.csv", "ab.csv"]


@pytest.mark.parametrize("files_there", [1, 3])
def test_the_list_asks_as_often_for_three_files_as_for_one(
    client: StrictClient, db: Session, centre: Organisation, author: Person, queries: list[str], files_there: int
) -> None:
    client.sign_in(author)
    for _ in range(files_there):
        send(client, centre, b"x")
    client.get("/questions/exchange")
    queries.clear()

    page = client.get("/questions/exchange")

    assert page.text.count("もんだい.xml") == files_there
    assert len(queries) == 5
