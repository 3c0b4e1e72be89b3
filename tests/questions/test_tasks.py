"""What the worker does with a file: takes it in as drafts, takes it back, and never half of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import tasks
from app.accounts.models import Organisation, Person
from app.questions import formats
from app.questions.actions.writing import start_editing
from app.questions.models import (
    ExchangeItem,
    ExchangeJob,
    Question,
    Source,
    StatementComment,
    Topic,
)
from app.questions.queries.exchange import package_of
from app.questions.queries.writing import versions_of
from app.questions.rules.exchange.package import Format
from app.questions.rules.exchanges import JobState
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.questions import foreign_files as files
from tests.questions.conftest import instructor
from tests.questions.exchange_jobs import number, only_job, send
from tests.questions.mangled import own
from tests.questions.pages import NOW


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
    writer = instructor(stock)
    client.sign_in(writer)
    question = db.scalars(select(Question).where(Question.external_id == "KS-HIHO-001")).one()
    start_editing(question, by=writer, now=NOW).changed = True
    package = own()
    package.questions = [replace(package.questions[0], stem="別の文である。")]

    address = send(client, stock, b"".join(formats.write(Format.CSV, package)), Format.CSV)
    tasks.run_due()

    assert "書きかけの下書きがあります" in client.get(address).text
    assert only_job(db).state is JobState.REFUSED


def test_what_somebody_began_to_write_after_the_look_is_left_out_and_named(
    client: StrictClient, db: Session, stock: Organisation
) -> None:
    writer = instructor(stock)
    client.sign_in(writer)
    package = package_of(stock)
    package.questions = [replace(one, difficulty=3) for one in package.questions[:3]]
    address = send(client, stock, b"".join(formats.write(Format.CSV, package)), Format.CSV)
    tasks.run_due()
    name = package.questions[1].id
    question = db.scalars(select(Question).where(Question.external_id == name)).one()
    start_editing(question, by=writer, now=NOW).changed = True

    client.post(f"{address}/confirm")
    tasks.run_due()
    page = client.get(address).text

    assert "読み込まなかった問題が1問あります" in page
    assert f"できた問題です：{name}。" in page
    assert "<dt>更新</dt><dd>2問</dd>" in page
    assert (only_job(db).state, len(versions_of(question))) == (JobState.DONE, 1)
    assert number(db, ExchangeItem) == 2


def test_a_file_does_not_come_over_a_question_that_has_only_a_draft(
    client: StrictClient, db: Session, centre: Organisation, author: Person, question: Question
) -> None:
    package = own()
    package.questions = [replace(package.questions[0], id=question.external_id)]

    address = send(client, centre, b"".join(formats.write(Format.CSV, package)), Format.CSV)
    tasks.run_due()

    assert "書きかけの下書きがあります" in client.get(address).text
    assert only_job(db).state is JobState.REFUSED


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


def test_a_topic_that_two_files_rest_on_goes_with_the_last_of_them(
    client: StrictClient, db: Session, centre: Organisation, author: Person
) -> None:
    client.sign_in(author)
    sent = [
        send(client, centre, files.MOODLE_4.encode()),
        send(client, centre, files.AIKEN.encode(), Format.AIKEN),
    ]
    left = []
    for verb in ("confirm", "undo"):
        for address in sent:
            tasks.run_due()
            assert client.post(f"{address}/{verb}").status_code == 303
            tasks.run_due()
            left.append(number(db, Topic))

    assert left == [1, 1, 1, 0]


def test_a_question_that_is_there_under_another_id_is_pointed_out(
    client: StrictClient, db: Session, stock: Organisation
) -> None:
    client.sign_in(instructor(stock))
    package = own()
    twin = replace(package.questions[0], id="別の番号", stem="同じことをたずねる別の問題文である。")
    package.questions = [twin, replace(twin, id="三つ目", stem="三つ目の問題文である。")]

    address = send(client, stock, b"".join(formats.write(Format.XLSX, package)), Format.XLSX)
    tasks.run_due()
    page = client.get(address).text

    assert "ほかの問題と同じか、ほとんど同じ肢が二つ以上あります" in page
    assert "別の番号（KS-HIHO-001）、三つ目（別の番号）" in page
