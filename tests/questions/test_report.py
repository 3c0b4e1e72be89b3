"""The report in one file: what it counts, and the page that it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask

from app.questions.rules.reading import read_bank
from app.questions.rules.report import Report, report
from tests.conftest import Run
from tests.questions.samples import ABUSE, INSURED, MOCK, SYLLABUS, Files, mock_bank, spoilt, write

TODAY = date(2026, 11, 22)
H = "{http://www.w3.org/1999/xhtml}"


def reported(files: Files) -> Report:
    bank = read_bank(files).bank
    assert bank is not None
    return report(bank, TODAY)


def expiring(day: str) -> Files:
    files = mock_bank()
    files[ABUSE] = files[ABUSE].replace(b"difficulty: 2", f"difficulty: 2\n  expires: {day}".encode(), 1)
    return files


def test_thin_topics_come_first_and_say_which_mocks_ask_about_them() -> None:
    files = mock_bank()
    topics = [
        "              - {code: care-support.appeal, prefix: KS-SHIN, title: 審査請求}",
        "              - {code: care-support.survey, prefix: KS-CHOS, title: 認定調査}",
    ]
    more = "\n".join(["aliases: []}", *topics])
    files["syllabus.yaml"] = spoilt("aliases: [第1号被保険者]}", more, text=SYLLABUS)
    survey = files[INSURED].decode().split("- id: KS-HIHO-002")[0]
    asked = survey.replace("KS-HIHO-001", "KS-CHOS-001").replace("care-support.insured", "care-support.survey")
    files["questions/care-support/survey.yaml"] = asked.encode()
    files[INSURED] = files[INSURED].removeprefix(survey.encode())
    files[MOCK] = files[MOCK].replace(b"KS-HIHO-001", b"KS-CHOS-001")
    files["coverage.yaml"] = files["coverage.yaml"].replace(b"KS-HIHO-001", b"KS-CHOS-001")

    found = reported(files)

    assert [(row.topic.title, row.questions, row.mocks) for row in found.thin] == [
        ("審査請求", 0, 0),
        ("認定調査", 1, 1),
    ]
    assert (found.mocks, found.total.questions, found.as_of) == (1, 60, date(2026, 10, 1))


def test_the_bank_its_sections_and_its_papers_are_weighed() -> None:
    assert [(row.title, row.questions) for row in reported(mock_bank()).weighed] == [
        ("問題バンク全体", 60),
        ("介護支援分野", 25),
        ("保健医療サービスの知識等", 20),
        ("福祉サービスの知識等", 15),
        ("模擬試験 第1回", 60),
    ]


def test_what_runs_out_is_told_with_the_days_left() -> None:
    [row] = reported(expiring("2027-03-31")).expiring

    assert (row.question.id, row.expires, row.days) == ("FU-GYAK-001", date(2027, 3, 31), 129)


def test_sources_are_told_with_what_rests_on_them_the_most_cited_first() -> None:
    files = mock_bank()
    files[ABUSE] = files[ABUSE].replace(b'[{law: 409AC0000000123, article: "9"}]', b"[{source: expert-knowledge}]", 2)

    found = reported(files).sources

    assert [(row.source.title, row.questions, row.statements, row.places) for row in found] == [
        ("介護保険法", 60, 298, 1),
        ("専門職に共通する知識（二名の独立確認済み）", 1, 2, 0),
    ]


def page(file: Path) -> Element:
    """The page in the file, which must be well-formed and stand alone."""
    text = file.read_text("utf-8")
    assert "http" not in text.split("</style>")[1]
    tree: Element = html5lib.HTMLParser(strict=True).parse(text)
    assert not {"script", "link", "img", "iframe"} & {str(element.tag).removeprefix(H) for element in tree.iter()}
    assert "url(" not in said(tree, "style")
    return tree


def said(tree: Element, *names: str) -> str:
    """The text of the first element of this name, or of the one with this id."""
    found = next(element for element in tree.iter() if element.tag == f"{H}{names[0]}" or element.get("id") == names[0])
    return " ".join("".join(found.itertext()).split())


def rows(tree: Element, id: str) -> list[list[str]]:
    section = next(element for element in tree.iter(f"{H}section") if element.get("id") == id)
    return [
        ["".join(cell.itertext()).strip() for cell in row if cell.tag in (f"{H}th", f"{H}td")]
        for row in section.iter(f"{H}tr")
    ][1:]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "bank", expiring("2027-03-31"))


def test_the_page_stands_alone_and_shows_all_of_it(
    runner: Run, folder: Path, tmp_path: Path, freeze: Callable[[datetime], None]
) -> None:
    freeze(datetime(2026, 11, 22, 3, 0, tzinfo=UTC))

    result = runner("questions", "report", tmp_path / "out.html", "--bank", folder)

    assert result.exit_code == 0, result.output
    assert result.stdout == f"{tmp_path / 'out.html'} に書きました（注意 0 件）。ブラウザーで開いてください。\n"
    tree = page(tmp_path / "out.html")
    assert said(tree, "main").startswith("問題バンクの報告 2026年11月22日（日）に作りました。60問・300肢")
    assert said(tree, "warnings") == "注意 注意することはありません。"
    assert said(tree, "thin") == "手薄な出題項目 どの項目にも3問以上あります。"
    assert ["訪問介護", "8", "2", "6", "0", "40", "22"] in rows(tree, "syllabus")
    assert ["事例の検討", "2", "KS-JIRE-001、KS-JIRE-002"] in rows(tree, "coverage")
    assert rows(tree, "expiring")[0][:3] == ["2027年3月31日（水）", "129日", "FU-GYAK-001"]
    assert rows(tree, "sources")[0] == ["介護保険法", "法律", "2026年2月8日（日）", "1", "60", "300"]
    assert "いまは、どこにもありません。" in said(tree, "balance")


def test_what_is_uneven_thin_or_past_is_marked_in_words(
    runner: Run, tmp_path: Path, freeze: Callable[[datetime], None]
) -> None:
    freeze(datetime(2027, 4, 1, 3, 0, tzinfo=UTC))
    files = expiring("2027-03-31")
    del files["coverage.yaml"], files["questions/welfare/home-help.yaml"], files[MOCK]
    lopsided = [line if "correct" not in line else "" for line in files[INSURED].decode().split("\n")]
    places = [n for n, line in enumerate(files[INSURED].decode().split("\n")) if "correct" in line]
    for at, n in enumerate(places):
        lopsided[n] = f"      correct: {str(at % 5 < 3).lower()}"
    files[INSURED] = "\n".join(lopsided).replace("choose: 2", "choose: 3").encode()

    result = runner("questions", "report", tmp_path / "out.html", "--bank", write(tmp_path / "bank", files))

    assert result.exit_code == 0, result.output
    tree = page(tmp_path / "out.html")
    assert rows(tree, "thin") == [["訪問介護", "福祉サービスの知識等", "0", "0 / 0"]]
    assert said(tree, "coverage").endswith("coverage.yaml がないので、見出しごとには数えていません。")
    assert rows(tree, "expiring")[0][1] == "期限切れ"
    assert "かたより" in rows(tree, "balance")[-4][1]
    places = dict.fromkeys(row[0] for row in rows(tree, "warnings"))
    assert list(places) == ["coverage.yaml", "全体", "welfare.home-help"]


def test_without_a_name_it_lies_with_the_site_s_own_things(runner: Run, app: Flask) -> None:
    result = runner("questions", "report")

    file = Path(app.config["INSTANCE"]) / "question-bank.html"
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"{file} に書きました")
    assert said(page(file), "h1") == "問題バンクの報告"


def test_a_bank_with_errors_is_mended_first(runner: Run, folder: Path, tmp_path: Path) -> None:
    (folder / INSURED).write_bytes(spoilt("  choose: 3", "  choose: 2"))

    result = runner("questions", "report", tmp_path / "out.html", "--bank", folder)

    assert result.exit_code == 1
    assert f"{folder}/{INSURED}:4" in result.stdout
    assert result.stderr == "報告は書いていません。上の誤りを直して、もう一度実行してください。\n"
    assert not (tmp_path / "out.html").exists()


def test_a_place_that_does_not_exist_is_refused_in_words(runner: Run, folder: Path, tmp_path: Path) -> None:
    result = runner("questions", "report", tmp_path / "nowhere" / "out.html", "--bank", folder)

    assert result.exit_code == 1
    assert f"フォルダー {tmp_path / 'nowhere'} がありません" in result.stderr
