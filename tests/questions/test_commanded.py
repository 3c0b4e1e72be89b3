"""A file taken in by command: all of it or nothing, and taken back like one of the browser's."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.questions import formats
from app.questions.actions.commanded import Commanded, take_in
from app.questions.actions.writing import start_editing
from app.questions.models import ExchangeJob, Question, QuestionVersion, Source, Statement, Topic
from app.questions.queries.exchange import package_of
from app.questions.rules.exchange.package import Format, Package
from app.questions.rules.exchanges import JobState
from app.questions.rules.loading import Outcome
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.conftest import Run
from tests.questions import foreign_files as files
from tests.questions.conftest import instructor
from tests.questions.exchange_jobs import number, only_job
from tests.questions.mangled import TODAY, own
from tests.questions.pages import NOW

TABLES = (Question, QuestionVersion, Statement, Topic, Source)


def written(folder: Path, package: Package) -> Path:
    (folder / "in.csv").write_bytes(b"".join(formats.write(Format.CSV, package)))
    return folder / "in.csv"


def published() -> Package:
    package = own()
    package.statuses = dict.fromkeys((one.id for one in package.questions), QuestionStatus.PUBLISHED)
    return package


def test_what_a_command_took_in_is_taken_back_whole(runner: Run, db: Session, tmp_path: Path) -> None:
    file = written(tmp_path, published())
    runner("questions", "import", "--format", "csv", file, "--dry-run")
    before = [number(db, table) for table in TABLES]

    came = runner("questions", "import", "--format", "csv", file)
    again = runner("questions", "import", "--format", "csv", file)
    job = only_job(db)
    undone = runner("questions", "undo", str(job.id))
    twice = runner("questions", "undo", str(job.id))

    assert [before, [number(db, table) for table in TABLES]] == [[0] * 5] * 2
    assert f"questions undo {job.id}" in came.output
    assert "変更なし 1" in again.output
    assert "undo" not in again.output
    assert (undone.exit_code, undone.output) == (0, "1 問を元に戻しました。\n")
    assert (job.state, job.by, twice.exit_code) == (JobState.UNDONE, None, 1)
    assert "この操作はいまはできません" in twice.stderr
    assert "番号 99 の読み込みはありません" in runner("questions", "undo", "99").stderr


@pytest.mark.parametrize(
    ("form", "content"),
    [
        (Format.CSV, files.excel_csv()),
        (Format.XLSX, files.workbook()),
        (Format.MOODLE_XML, files.MOODLE_4.encode()),
        (Format.GIFT, files.GIFT.encode()),
        (Format.QTI_30, files.qti_package(Format.QTI_30)),
        (Format.AIKEN, files.AIKEN.encode()),
    ],
)
def test_a_file_that_says_no_day_changes_nothing_tomorrow(home: Organisation, form: Format, content: bytes) -> None:
    def taken(day: date) -> Commanded:
        package = formats.read(form, content, day)
        return take_in(package, form, "x", organisation=home, default=QuestionStatus.DRAFT, now=NOW)

    first, again = taken(TODAY), taken(TODAY + timedelta(days=1))

    assert first.report.counts["問題"][Outcome.ADDED] > 0
    assert again.report.counts["問題"] == {Outcome.UNCHANGED: first.report.counts["問題"][Outcome.ADDED]}


def test_an_undo_gives_back_the_state_and_the_version_that_were_there(runner: Run, db: Session, tmp_path: Path) -> None:
    package = own()
    package.questions += [replace(package.questions[0], id=f"KS-HIHO-00{n}", stem=f"問{n}。") for n in (2, 3)]
    package.statuses = {one.id: QuestionStatus.REVIEW for one in package.questions}
    runner("questions", "import", "--format", "csv", written(tmp_path, package))
    package.statuses |= {"KS-HIHO-001": QuestionStatus.PUBLISHED, "KS-HIHO-002": QuestionStatus.PUBLISHED}
    package.questions[1] = replace(package.questions[1], stem="問2を書き直した。")
    second = runner("questions", "import", "--format", "csv", written(tmp_path, package))
    let_out = published_ids(db)

    undone = runner("questions", "undo", re.findall(r"undo (\d+)", second.output)[0])

    assert (let_out, published_ids(db)) == (["KS-HIHO-001", "KS-HIHO-002"], [])
    assert undone.output == "2 問を元に戻しました。\n"
    assert set(db.scalars(select(Question.status))) == {QuestionStatus.REVIEW}
    assert "問2を書き直した。" not in set(db.scalars(select(QuestionVersion.stem)))


def published_ids(db: Session) -> list[str]:
    out = select(Question.external_id).join(Question.versions).where(QuestionVersion.published_at.is_not(None))
    return sorted(db.scalars(out))


def test_what_moved_on_since_stays_and_the_page_shows_and_undoes_it_too(
    client: StrictClient, runner: Run, db: Session, stock: Organisation, tmp_path: Path
) -> None:
    package = own()
    package.questions = [replace(package.questions[0], id="KS-HIHO-701"), replace(package.questions[0], id="X-1")]
    came = runner("questions", "import", "--format", "csv", written(tmp_path, package))
    db.scalars(select(Question).where(Question.external_id == "X-1")).one().status = QuestionStatus.REVIEW
    client.sign_in(instructor(stock))
    job = only_job(db)

    page = client.get(f"/questions/exchange/{job.id}").text
    listed = client.get("/questions/exchange").text
    undone = runner("questions", "undo", str(job.id))

    assert "ほとんど同じ肢が二つ以上あります" in came.output
    assert "この読み込みを取り消す" in page
    assert "コマンド" in listed
    assert "1 問を元に戻しました。\n元に戻さなかった問題（1 問）: X-1" in undone.output
    assert db.scalars(select(ExchangeJob.state)).all() == [JobState.UNDONE]


@pytest.mark.parametrize(
    ("status", "default", "stands"),
    [
        (QuestionStatus.PUBLISHED, "draft", QuestionStatus.DRAFT),
        (QuestionStatus.DOUBTED, "draft", QuestionStatus.DRAFT),
        (QuestionStatus.DRAFT, "draft", QuestionStatus.DRAFT),
        (QuestionStatus.PUBLISHED, "review", QuestionStatus.REVIEW),
        (QuestionStatus.REVIEW, "published", QuestionStatus.PUBLISHED),
        (QuestionStatus.RETIRED, "published", QuestionStatus.RETIRED),
    ],
)
def test_a_new_wording_of_which_the_file_says_no_status_stands_where_new_ones_do(
    runner: Run, db: Session, tmp_path: Path, status: QuestionStatus, default: str, stands: QuestionStatus
) -> None:
    package = own()
    package.statuses = dict.fromkeys((one.id for one in package.questions), status)
    runner("questions", "import", "--format", "csv", written(tmp_path, package))
    package.statuses.clear()
    again = runner("questions", "import", "--format", "csv", written(tmp_path, package), "--status", default)
    package.questions = [replace(package.questions[0], stem="だれも読んでいない文。")]

    runner("questions", "import", "--format", "csv", written(tmp_path, package), "--status", default)

    db.expire_all()
    question = db.scalars(select(Question)).one()
    assert "変更なし 1" in again.output
    assert (question.status, len(question.versions)) == (stands, 2)
    assert (question.versions[-1].published_at is not None) == (stands is QuestionStatus.PUBLISHED)


def test_a_file_with_a_question_that_somebody_is_writing_on_is_refused_whole(
    runner: Run, db: Session, stock: Organisation, tmp_path: Path
) -> None:
    package = package_of(stock)
    package.questions = [replace(one, difficulty=3) for one in package.questions[:2]]
    name = package.questions[1].id
    question = db.scalars(select(Question).where(Question.external_id == name)).one()
    start_editing(question, by=instructor(stock), now=NOW).changed = True
    db.commit()
    before = [number(db, table) for table in TABLES]

    came = runner("questions", "import", "--format", "csv", written(tmp_path, package))

    assert came.exit_code == 1
    assert f"{name} 書きかけの下書きがあります" in came.stderr
    assert "何も読み込んでいません" in came.stderr
    assert "questions undo" not in came.output
    assert [number(db, table) for table in (*TABLES, ExchangeJob)] == [*before, 0]
