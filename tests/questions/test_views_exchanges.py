"""Files in the browser: sent, looked at by the worker, taken in, taken back; and written out."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from sqlalchemy import func, select
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
    Source,
    Statement,
    StatementComment,
    Topic,
)
from app.questions.rules.exchange.package import Format
from app.questions.rules.exchanges import LARGEST_UPLOAD, JobState
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.questions import foreign_files as files
from tests.questions.conftest import instructor
from tests.questions.mangled import own
from tests.questions.pages import NOW

LOAD = "app.questions.tasks"


@pytest.fixture(autouse=True)
def worker_knows() -> None:
    """The worker's own modules, which no web process imports."""
    __import__(LOAD)


def send(client: StrictClient, place: Organisation, content: bytes, form: Format = Format.MOODLE_XML) -> str:
    """Send the file as the page would; give the address of its job."""
    data = {
        "ImportForm-form": form.value,
        "ImportForm-organisation": str(place.id),
        "file": (io.BytesIO(content), "もんだい.xml"),
    }
    answer = client.post("/questions/exchange/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return answer.location


def only_job(db: Session) -> ExchangeJob:
    return db.scalars(select(ExchangeJob)).one()


def number(db: Session, table: type[object]) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0


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

    assert "順番を待っています" in waiting.text
    assert "3問を読み込む" in preview.text
    assert "種類「shortanswer」の問題は取り込みません" in preview.text
    assert nothing == 0
    assert "読み込みが終わりました" in done.text
    assert [question.status for question in questions] == [QuestionStatus.DRAFT] * 3
    assert (written_by, published) == ({author.id}, [None] * 3)
    assert "3問を元に戻しました" in undone.text
    assert [number(db, table) for table in (Question, QuestionVersion, Statement, ExchangeItem, Topic)] == [0] * 5
    assert number(db, ExchangePiece) == 0


def test_the_same_file_again_changes_nothing_and_after_an_undo_it_comes_back(
    client: StrictClient, db: Session, centre: Organisation, author: Person
) -> None:
    client.sign_in(author)

    for verb, said in (("confirm", "3問を読み込む"), (None, "すべて今あるものと同じです")):
        address = send(client, centre, files.MOODLE_4.encode())
        tasks.run_due()
        assert said in client.get(address).text
        if verb:
            client.post(f"{address}/{verb}")
            tasks.run_due()
    first = db.scalars(select(ExchangeJob).order_by(ExchangeJob.id)).first()
    assert first is not None
    client.post(f"/questions/exchange/{first.id}/undo")
    tasks.run_due()
    again = send(client, centre, files.MOODLE_4.encode())
    tasks.run_due()

    assert "3問を読み込む" in client.get(again).text


def test_a_file_never_publishes_and_a_published_question_keeps_its_version_on_offer(
    client: StrictClient, db: Session, stock: Organisation
) -> None:
    client.sign_in(instructor(stock))
    package = own()
    changed = replace(package.questions[0], stem="介護保険の被保険者について適切なものはどれか。")
    package.questions, package.statuses = [changed], {changed.id: QuestionStatus.PUBLISHED}
    before = db.scalars(select(Question).where(Question.external_id == changed.id)).one()
    assert before.status is QuestionStatus.PUBLISHED

    address = send(client, stock, b"".join(formats.write(Format.XLSX, package)), Format.XLSX)
    tasks.run_due()
    client.post(f"{address}/confirm")
    tasks.run_due()

    first, second = before.versions
    assert (before.status, first.published_at is not None, second.published_at) == (QuestionStatus.DRAFT, True, None)
    client.post(f"{address}/undo")
    tasks.run_due()
    db.expire_all()
    assert (before.status, [version.number for version in before.versions]) == (QuestionStatus.PUBLISHED, [1])


def test_what_was_used_or_moved_on_since_stays_when_the_rest_is_undone(
    client: StrictClient, db: Session, centre: Organisation, author: Person
) -> None:
    client.sign_in(author)
    address = send(client, centre, files.MOODLE_4.encode())
    tasks.run_due()
    client.post(f"{address}/confirm")
    tasks.run_due()
    first, second, _third = db.scalars(select(Question).order_by(Question.id)).all()
    db.add(StatementComment(version_id=first.versions[0].id, text="どうでしょう。", by_id=author.id, at=NOW))
    second.status = QuestionStatus.REVIEW
    client.post(f"{address}/undo")
    tasks.run_due()
    page = client.get(address)

    assert "1問を元に戻しました" in page.text
    assert "元に戻さなかった問題が2問あります" in page.text
    assert number(db, Question) == 2


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
    assert confirmed.status_code == 409
    assert (number(db, Question), number(db, ExchangePiece)) == (0, 0)


def test_what_nobody_foresaw_is_told_and_taken_back(
    client: StrictClient, db: Session, centre: Organisation, author: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(author)
    address = send(client, centre, files.MOODLE_4.encode())
    tasks.run_due()
    client.post(f"{address}/confirm")

    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("app.questions.actions.importing.take_part", breaks)
    tasks.run_due()
    tasks.run_due()

    assert "思いがけない誤りで止まりました" in client.get(address).text
    assert (only_job(db).state, number(db, Question), number(db, Topic)) == (JobState.FAILED, 0, 0)


def test_a_question_that_somebody_is_writing_on_is_not_overwritten(
    client: StrictClient, db: Session, stock: Organisation
) -> None:
    from app.questions.models import QuestionDraft  # noqa: PLC0415

    client.sign_in(instructor(stock))
    question = db.scalars(select(Question).where(Question.external_id == "KS-HIHO-001")).one()
    client.post(f"/questions/{question.id}/edit")
    for draft in db.scalars(select(QuestionDraft)):
        draft.changed = True
    package = own()
    package.questions = [replace(package.questions[0], stem="別の文である。")]

    address = send(client, stock, b"".join(formats.write(Format.CSV, package)), Format.CSV)
    tasks.run_due()

    assert ("書きかけの下書きがあります" in client.get(address).text) is bool(db.scalars(select(QuestionDraft)).all())


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

    def sent(content: bytes | None) -> int:
        parts = {"ImportForm-form": b"csv", "ImportForm-organisation": str(centre.id).encode()}
        body = b"".join(b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
                        for name, value in parts.items())  # fmt: skip
        if content is not None:
            body += b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n' + content + b"\r\n"
        kind = "multipart/form-data; boundary=x"
        return client.post("/questions/exchange/import", data=body + b"--x--\r\n", content_type=kind).status_code

    assert [sent(None), sent(b""), sent(b"x" * (9 * 2**20)), sent(b"x" * (LARGEST_UPLOAD + 2**17))] == [
        422,
        422,
        303,
        413,
    ]
    assert number(db, ExchangeJob) == 1


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


def test_sources_that_came_with_a_file_go_with_it(
    client: StrictClient, db: Session, centre: Organisation, author: Person
) -> None:
    client.sign_in(author)
    address = send(client, centre, b"".join(formats.write(Format.QTI_30, own())), Format.QTI_30)
    tasks.run_due()
    client.post(f"{address}/confirm")
    tasks.run_due()
    came = number(db, Source)
    client.post(f"{address}/undo")
    tasks.run_due()

    assert (came > 0, number(db, Source)) == (True, 0)
