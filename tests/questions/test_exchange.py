"""Out and in again: our own bank through each format, files of other programs, and files of nobody's making."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.questions.models import Question, QuestionVersion, Topic
from app.questions.rules.exchange import cells, csv_rows, moodle_reading, yaml_files
from app.questions.rules.exchange.package import Package
from app.questions.rules.reading import SYLLABUS, read_bank
from app.questions.rules.words import QuestionStatus
from tests.conftest import Run
from tests.questions.samples import bank, mock_bank
from tests.questions.test_cli import write as write_files

LOSSLESS = ["yaml", "csv", "xlsx", "moodle-xml", "qti21", "qti22", "qti30"]
TODAY = date(2026, 11, 22)
ASKED_ALWAYS = "title: 訪問介護, aliases: [], always: true"
MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/介護</text></category></question>
<question type="multichoice"><name><text>被保険者</text></name>
<questiontext format="html"><text><![CDATA[<p>介護保険の被保険者はどれか。<script>x()</script>]]></text></questiontext>
<single>false</single>
<answer fraction="50"><text>65歳以上の者</text><feedback><text>第9条&amp;附則</text></feedback></answer>
<answer fraction="{second}"><text>40歳以上の医療保険加入者</text></answer>
<answer fraction="-100"><text>20歳の者</text></answer>
<tags><tag><text>制度</text></tag></tags></question>
<question type="essay"><name><text>x</text></name></question>
</quiz>"""


def own_package() -> Package:
    read = read_bank(bank()).bank
    assert read is not None
    return Package(
        topics={topic.code: topic for topic in read.topics},
        sources={source.key: source for source in read.sources},
        questions=list(read.questions),
        statuses={question.id: QuestionStatus.REVIEW for question in read.questions},
    )


@pytest.mark.parametrize("form", LOSSLESS)
def test_our_bank_comes_back_as_it_was(runner: Run, db: Session, tmp_path: Path, form: str) -> None:
    files = mock_bank()
    files[SYLLABUS] = files[SYLLABUS].replace("title: 訪問介護, aliases: []".encode(), ASKED_ALWAYS.encode())
    runner("questions", "load", write_files(tmp_path / "bank", files))
    runner("organisations", "create", "other", "ほかの団体")
    first = db.scalars(select(Question).where(Question.external_id == "KS-HIHO-001")).one()
    first.status = QuestionStatus.RETIRED

    out = runner("questions", "export", "--format", form, tmp_path / "out")
    looked = runner("questions", "import", "--format", form, tmp_path / "out", "--organisation", "other", "--dry-run")
    none = db.scalar(select(func.count()).select_from(Question))
    into = runner("questions", "import", "--format", form, tmp_path / "out", "--organisation", "other")
    again = runner("questions", "import", "--format", form, tmp_path / "out", "--organisation", "other")
    home = runner("questions", "import", "--format", form, tmp_path / "out")
    back = runner("questions", "export", "--format", form, tmp_path / "back", "--organisation", "other")

    assert [r.exit_code for r in (out, looked, into, again, home, back)] == [0] * 6, into.output + into.stderr
    assert none == 60
    assert "問題  追加 60" in into.output
    assert "問題  追加 0  更新 0  変更なし 60" in again.output
    assert "問題  追加 0  更新 0  変更なし 60" in home.output
    assert (tmp_path / "back").read_bytes() == (tmp_path / "out").read_bytes()
    statuses = dict(db.execute(select(Question.external_id, Question.status)).all())  # type: ignore[arg-type]
    assert statuses["KS-HIHO-001"] is QuestionStatus.RETIRED
    hashes = select(QuestionVersion.content_hash).join(QuestionVersion.question).order_by(Question.external_id)
    assert len(set(db.scalars(hashes))) == 60
    assert db.scalars(select(Topic.title).where(Topic.always)).all() == ["訪問介護", "訪問介護"]


def test_a_row_that_was_changed_in_excel_is_a_new_version(runner: Run, db: Session, tmp_path: Path) -> None:
    runner("questions", "load", write_files(tmp_path / "bank", mock_bank()))
    runner("questions", "export", "--format", "csv", tmp_path / "out.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    row = next(row for row in rows if row[0] == "KS-HIHO-009")
    row[rows[0].index("正答")] = "１・３・５"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    (tmp_path / "in.csv").write_bytes(out.getvalue().encode("cp932", errors="ignore"))

    done = runner("questions", "import", "--format", "csv", tmp_path / "in.csv")

    assert "更新 1" in done.output, done.stderr
    newest = db.scalars(select(QuestionVersion).where(QuestionVersion.number == 2)).one()
    assert newest.accepted_keys == [[1, 3, 5]]


@pytest.mark.parametrize(
    ("typed", "key"),
    [("１・３", [1, 3]), ("1,3", [1, 3]), ("①③", [1, 3]), ("13", [1, 3]), ("1 / 3", [1, 3]), ("10", [10]), ("イ", [])],
)
def test_a_key_is_read_as_people_type_it(typed: str, key: list[int]) -> None:
    assert cells.positions(typed) == key


@pytest.mark.parametrize(("typed", "choose"), [("③", 3), ("３", 3), ("3", 3), ("", 3), ("②", None), ("三", None)])
def test_how_many_to_choose_is_read_as_people_type_it(typed: str, choose: int | None) -> None:
    table = f"番号,問題文,正答,選ぶ数,肢1の文,肢2の文,肢3の文,肢4の文\nX,問,1・2・3,{typed},甲,乙,丙,丁"

    package = csv_rows.read(table.encode(), TODAY)

    assert ([one.choose for one in package.questions] or [None]) == [choose]
    assert package.sound is (choose is not None)
    assert {remark.place for remark in package.remarks if remark.stops} <= {"2行目"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x81\xff\xfe\x00", "文字コード"),
        ("番号,問題文\n1,x".encode(), "見出し 正答"),
        ("番号,問題文,正答,肢1の文,肢2の文\nX,問,9,甲,乙".encode(), "正答「9」"),
        ("番号,問題文,正答,肢1の文,肢2の文\n,問,1,甲,乙".encode(), "番号と問題文"),
        ("番号,問題文,正答,肢1の文,肢2の文,添えられた情報\nX,問,1,甲,乙,{".encode(), "JSON"),
        ("番号,問題文,正答,肢1の文,肢2の文,基準日\nX,問,1,甲,乙,昨日".encode(), "2026-10-01"),
    ],
    ids=["encoding", "headings", "key", "name", "json", "day"],
)
def test_a_bad_table_is_refused_with_its_place(content: bytes, said: str) -> None:
    package = csv_rows.read(content, TODAY)

    assert not package.sound
    assert said in str(package.remarks[0])


def test_nothing_in_a_cell_reckons() -> None:
    assert cells.harmless("=1+1") == "'=1+1"
    assert cells.harmless("'a") == "''a"


def test_a_file_of_moodle_is_taken_as_all_or_nothing_and_the_report_says_so() -> None:
    even = moodle_reading.read(MOODLE.format(second="50").encode(), TODAY)
    uneven = moodle_reading.read(MOODLE.format(second="25").encode(), TODAY)

    assert even.sound
    (question,) = even.questions
    assert (question.stem, question.key, question.tags) == ("介護保険の被保険者はどれか。", (1, 2), ("介護", "制度"))
    assert (question.statements[0].why, question.official) == ("第9条&附則", False)
    assert not any("部分点" in str(remark) for remark in even.remarks)
    assert any("essay" in str(remark) for remark in even.remarks)
    assert any("部分点" in str(remark) for remark in uneven.remarks)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><quiz>&a;</quiz>', "DOCTYPE"),
        (b'<?xml version="1.0"?>\n<!-- -->\n<!DOCTYPE x SYSTEM "file:///etc/passwd"><quiz/>', "DOCTYPE"),
        (b"<quiz><question>", "XML"),
        (b"", "XML"),
        ("<quiz>介護</quiz>".encode("cp932"), "UTF-8"),
        (MOODLE.format(second="x").encode(), "fraction"),
        (MOODLE.replace("-100", "50").format(second="50").encode(), "誤りの選択肢"),
        (b'<quiz><question type="multichoice"><gakusha>{}</gakusha></question></quiz>', "JSON"),
    ],
    ids=["laughs", "xxe", "cut", "empty", "cp932", "fraction", "all right", "ours broken"],
)
def test_a_bad_file_of_moodle_is_refused_with_its_place(content: bytes, said: str) -> None:
    package = moodle_reading.read(content, TODAY)

    assert not package.sound
    assert any(said in str(remark) for remark in package.remarks if remark.stops)


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK", "zip として"),
        (zipped({"../../evil.yaml": b"x"}), "zip の外"),
        (zipped({"images/a.png": b"\0" * 30_000_000}), "大きすぎる"),
        (zipped({**bank(), "status.json": b"[]"}), "status.json"),
        (zipped({**bank(), "sources.yaml": b"- key: [\n"}), "sources.yaml"),
    ],
    ids=["no zip", "slip", "bomb", "status", "yaml"],
)
def test_a_bad_zip_changes_nothing(runner: Run, db: Session, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "in.zip").write_bytes(content)

    done = runner("questions", "import", "--format", "yaml", tmp_path / "in.zip")

    assert done.exit_code == 1
    assert said in done.stderr
    assert db.scalars(select(Question)).all() == []


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_a_reader(content: bytes) -> None:
    for package in (
        csv_rows.read(content, TODAY),
        moodle_reading.read(content, TODAY),
        yaml_files.read({"questions/a/b.yaml": content}),
    ):
        assert package.questions == [] or package.sound


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=5, max_size=11), max_size=4))
def test_no_cells_break_the_table(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([csv_rows.HEADINGS, *rows])

    csv_rows.read(out.getvalue().encode("utf-8", errors="ignore"), TODAY)


def test_what_is_written_says_where_each_question_stands() -> None:
    files = yaml_files.write(own_package(), {})

    assert json.loads(files["status.json"]) == {"KS-HIHO-001": "review"}


def test_two_questions_of_one_id_are_refused() -> None:
    package = own_package()
    other = replace(package.questions[0], stem="別の問題文である。")
    package.questions += [package.questions[0], other]

    package.refuse_twins()

    assert [(remark.place, remark.stops) for remark in package.remarks] == [
        ("KS-HIHO-001", False),
        ("KS-HIHO-001", True),
    ]


def test_a_long_prolog_is_no_hiding_place() -> None:
    comments = b"<!-- <quiz> -->" * 20_000

    package = moodle_reading.read(comments + b"<!DOCTYPE quiz []><quiz/>", TODAY)

    assert "DOCTYPE" in str(package.remarks[0])
