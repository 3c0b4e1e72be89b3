from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

HAND = "名前,問1,問2,問3,問4\n佐藤,1,1,1,1\n鈴木,1,1,1,0\n高橋,1,1,,0\n田中,1,0,0,0\n伊藤,0,0,0,\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "responses.csv"
    path.write_text(HAND, encoding="utf-8")
    return path


def analysed(runner: Run, file: Path) -> Any:
    result = runner("statistics", "analyse", file, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_json_has_the_shape_that_programs_rely_on(runner: Run, file: Path) -> None:
    found = analysed(runner, file)

    assert list(found) == ["test", "questions"]
    assert list(found["test"]) == [
        "n", "mean", "median", "sd", "skewness", "kurtosis", "alpha", "error_ratio", "sem",
    ]  # fmt: skip
    assert found["test"]["n"] == 5
    assert found["test"]["alpha"] == pytest.approx(80)
    assert found["test"]["error_ratio"] == pytest.approx(100 * 0.2**0.5)
    assert [question["number"] for question in found["questions"]] == [1, 2, 3, 4]
    assert list(found["questions"][0]) == [
        "number", "facility", "sd", "effective_weight", "discrimination_index", "discriminative_efficiency",
    ]  # fmt: skip
    assert found["questions"][2]["facility"] == pytest.approx(40), "a blank is no point"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_the_files_of_excel_are_read(runner: Run, file: Path, encoding: str) -> None:
    expected = analysed(runner, file)
    file.write_bytes(HAND.replace("\n", "\r\n").replace(",1,1,1,1", ",１, 1,1.0,1").encode(encoding))

    assert analysed(runner, file) == expected


def test_empty_rows_and_columns_at_the_end_are_left_out(runner: Run, file: Path) -> None:
    expected = analysed(runner, file)
    lines = [f"{line},," for line in HAND.splitlines()]
    file.write_text("\n".join([*lines, ",,,,,,", "", ""]), encoding="utf-8")

    assert analysed(runner, file) == expected


@pytest.mark.parametrize("people", [0, 1, 2])
def test_too_few_people_are_null_and_no_error(runner: Run, file: Path, people: int) -> None:
    file.write_text("\n".join(HAND.splitlines()[: people + 1]), encoding="utf-8")

    found = analysed(runner, file)

    assert (found["test"]["n"], found["test"]["alpha"]) == (people, None)
    assert found["questions"][0]["discrimination_index"] is None


def test_all_right_is_null_where_nothing_differs(runner: Run, file: Path) -> None:
    file.write_text("n,a,b\n" + "x,1,1\n" * 40, encoding="utf-8")

    found = analysed(runner, file)

    assert (found["test"]["mean"], found["test"]["sd"], found["test"]["skewness"]) == (2, 0, None)
    assert [question["facility"] for question in found["questions"]] == [100, 100]
    assert [question["effective_weight"] for question in found["questions"]] == [None, None]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ファイルが空です。"),
        (b"name\nx\n", "問題の列がありません。"),
        (b"n,a,b\nx,1,2\n", "2行目の2問目が「2」です。0 か 1 か空欄にしてください。"),
        ("n,a\nx,○\n".encode(), "2行目の1問目が「○」です。"),
        (b"n,a\nx,1\ny,1,1\n", "3行目の列が見出しより多くなっています。"),
        (b"\x81\xff\xfe\x00", "文字コードが読めません。"),
        (b'n,a\n"x,1\n', "CSV の形が崩れています。"),
    ],
    ids=["empty", "no questions", "two points", "a circle", "too wide", "no text", "open quote"],
)
def test_what_is_no_matrix_is_refused_with_the_place(runner: Run, file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)

    result = runner("statistics", "analyse", file, "--json")

    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_without_json_people_read_a_table_and_that_they_are_few(runner: Run, file: Path) -> None:
    result = runner("statistics", "analyse", file)

    assert result.exit_code == 0
    assert "信頼性係数α（%）\t80.00" in result.stdout.splitlines()
    assert "5人分の結果です。" in result.stderr
