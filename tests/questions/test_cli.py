from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.questions.models import QuestionVersion, Source
from tests.conftest import Run
from tests.questions.samples import CASES, INSURED, LAW, LAWS, MOCK, bank, mock_bank, spoilt, write

STOCK = Path(__file__).parents[2] / "question_bank"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "bank", mock_bank())


def test_check_prints_a_table_and_succeeds(runner: Run, folder: Path) -> None:
    result = runner("questions", "check", folder)

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["出題範囲", "問題", "2つ", "3つ", "ほか", "事例", "肢", "正しい肢"]
    assert lines[-1] == "誤り 0 件、注意 0 件"


def test_check_as_json_counts_every_topic_and_heading(runner: Run, folder: Path) -> None:
    said = json.loads(runner("questions", "check", folder, "--json").stdout)

    assert [(row["title"], row["questions"]) for row in said["syllabus"] if row["level"] == 2] == [
        ("被保険者", 22), ("事例", 3), ("栄養・食生活", 20), ("面接", 4), ("訪問介護", 8), ("高齢者虐待の防止", 3),
    ]  # fmt: skip
    assert [len(document["headings"]) for document in said["coverage"]] == [2, 1]


def test_check_prints_each_fault_with_its_place_and_fails(runner: Run, folder: Path) -> None:
    (folder / INSURED).write_bytes(spoilt("  choose: 3", "  choose: 2"))

    result = runner("questions", "check", folder)

    assert result.exit_code == 1
    fault = "KS-HIHO-001 choose は 2 ですが、correct: true の肢は 3 個です。どちらかを直してください"
    assert f"{folder}/{INSURED}:4 {fault}" in result.stdout.splitlines()


def test_check_as_json_is_for_programs(runner: Run, tmp_path: Path) -> None:
    folder = write(tmp_path, mock_bank() | {INSURED: spoilt("  choose: 3", "  choose: 2")})
    (folder / MOCK).unlink()

    result = runner("questions", "check", folder, "--json")

    said = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (said["ok"], said["errors"], said["warnings"], said["sections"]) == (False, 1, 0, None)
    assert (said["problems"][0]["file"], said["problems"][0]["line"]) == (INSURED, 4)


def test_a_warning_fails_only_when_strict(runner: Run, tmp_path: Path) -> None:
    folder = write(tmp_path, mock_bank() | {"cases.yaml": CASES.replace("最近", "８月から").encode()})

    codes = [
        runner("questions", command, folder, *strict).exit_code
        for command in ("check", "load")
        for strict in ([], ["--strict"])
    ]

    assert codes == [0, 1, 0, 1]


def test_load_is_done_once_and_then_changes_nothing(runner: Run, db: Session, folder: Path) -> None:
    first, second = (runner("questions", "load", folder) for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.splitlines() == [
        "出題項目  追加 6  更新 0  変更なし 0",
        "根拠  追加 2  更新 0  変更なし 0",
        "事例  追加 1  更新 0  変更なし 0",
        "問題  追加 60  更新 0  変更なし 0",
        "試験  追加 1  更新 0  変更なし 0",
    ]
    assert second.stdout.splitlines() == [
        "出題項目  追加 0  更新 0  変更なし 6",
        "根拠  追加 0  更新 0  変更なし 2",
        "事例  追加 0  更新 0  変更なし 1",
        "問題  追加 0  更新 0  変更なし 60",
        "試験  追加 0  更新 0  変更なし 1",
    ]
    assert db.scalar(select(func.count(QuestionVersion.id))) == 60


def test_a_folder_that_is_not_there_is_refused(runner: Run, tmp_path: Path) -> None:
    assert runner("questions", "check", tmp_path / "nowhere").exit_code == 2


def test_article_lists_are_made_from_an_index(runner: Run, tmp_path: Path) -> None:
    index = tmp_path / "index.json"
    articles = {
        "title": "介護保険法",
        "articles": ["第一条", "第二条", "第九条", "第十条の二", "第百十五条の四十五の二"],
    }
    index.write_text(json.dumps({LAW: articles, "999AC0000000999": articles}))
    folder = write(tmp_path / "bank", bank())
    (folder / "laws.json").unlink()

    result = runner("questions", "laws", index, folder)

    assert result.stdout == f"1 法令の条の一覧を {folder / 'laws.json'} に書きました\n"
    written = json.loads((folder / "laws.json").read_text())
    assert written == {LAW: {"title": "介護保険法", "articles": ["1", "2", "9", "10-2", "115-45-2"]}}
    assert runner("questions", "check", folder).exit_code == 0


def test_an_index_that_lacks_a_statute_is_refused(runner: Run, tmp_path: Path) -> None:
    index = tmp_path / "index.json"
    index.write_text("{}")
    folder = write(tmp_path / "bank", bank())

    result = runner("questions", "laws", index, folder)

    assert result.exit_code == 1
    assert LAW in result.stderr
    assert (folder / "laws.json").read_text() == LAWS


def test_the_starting_stock_has_no_faults(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["questions", "check", str(STOCK), "--strict"])

    assert result.exit_code == 0, result.output


def test_an_amendment_is_registered_from_the_shell(runner: Run, db: Session, folder: Path) -> None:
    runner("questions", "load", folder)

    done = runner("questions", "amend", LAW, "--articles", "第9条", "--from", "2027-04-01", "--summary", "見直し。")
    tomorrow = ("--from", "2027-04-01", "--summary", "見直し。", "--edition", "2027-03-31")
    again = runner("sources", "amend", LAW, "--articles", "10-2", *tomorrow)
    wrong = runner("questions", "amend", "no-such", "--from", "2027-04-01", "--summary", "見直し。")
    strange = runner("questions", "amend", LAW, "--articles", "九", "--from", "2027-04-01", "--summary", "見直し。")

    assert (done.exit_code, again.exit_code, wrong.exit_code, strange.exit_code) == (0, 0, 2, 2), done.output
    assert "60 問の 300 肢" in done.output
    assert "0 問の 0 肢" in again.output
    assert db.scalars(select(Source.edition).where(Source.key == LAW)).all() == ["2027-03-31"]
