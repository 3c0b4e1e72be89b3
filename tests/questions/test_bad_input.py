"""The bad input that importers must live with, line by line: what is said, where, and that nothing is fetched."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.questions.models import ExchangeJob, Question, Topic
from app.questions.rules.exchange import qti
from app.questions.rules.exchange.package import Effect, Format
from tests.conftest import Run
from tests.questions import foreign_files as files
from tests.questions.exchange_jobs import number
from tests.questions.mangled import read
from tests.questions.samples import bank

QTI = qti.DIALECTS[Format.QTI_22]
TABLE = "番号,問題文,正答,肢1の文,肢2の文\n"


def moodle(stem: str = "問はどれか。", *, second: str = "50", more: str = "") -> bytes:
    shares = {"甲": "50", "乙": second, "丙": "-100"}
    answers = "".join(f'<answer fraction="{share}"><text>{name}</text></answer>' for name, share in shares.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{more}<question type="multichoice">'
        "<name><text>図</text></name>"
        f'<questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>\n<single>false</single>{answers}'
        "</question></quiz>"
    ).encode()


def manifest(href: str) -> bytes:
    listing = f"<manifest xmlns='{QTI.manifest}'><resources><resource href='{href}'/></resources></manifest>"
    return files.zipped({"a.xml": files.qti_item(Format.QTI_22).encode(), "imsmanifest.xml": listing.encode()})


XXE = b'<?xml version="1.0"?>\n<!DOCTYPE quiz [<!ENTITY x SYSTEM "http://192.0.2.1/x">]>\n<quiz>&x;</quiz>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><quiz>&c;</quiz>'
BROKEN_LIST = {"a.xml": files.qti_item(Format.QTI_22).encode(), "imsmanifest.xml": b"<manifest><x></manifest>"}
STOPS = {
    "XXE": (Format.MOODLE_XML, XXE, "2行目", "DOCTYPE"),
    "billion laughs": (Format.QTI_22, files.zipped({"a.xml": LAUGHS}), "a.xml", "DOCTYPE"),
    "zip bomb": (Format.QTI_30, files.zipped({"a.xml": b"\0" * 50_000_000}), "ファイル", "大きすぎる"),
    "zip slip": (Format.YAML, files.zipped({**bank(), "../../x.yaml": b"x"}), "../../x.yaml", "zip の外"),
    "windows-1252": (Format.GIFT, "caf\xe9 {=a ~b}".encode("cp1252"), "ファイル", "UTF-8"),
    "broken CP932": (Format.CSV, (TABLE + "X,問").encode("cp932") + b"\x81\xff,1,a,b", "1行目", "文字コード"),
    "no correctResponse": (Format.QTI_22, files.qti_item(Format.QTI_22, key=False).encode(), "保険者", "正答"),
    "picture of 20 MB": (
        *(Format.MOODLE_XML, moodle(f'<img src="data:image/png;base64,{"A" * 20_000_000}">問')),
        *("行目", "10MB"),
    ),
    "XML that is none": (Format.MOODLE_XML, b"<quiz>\n<question>\n</quiz>", "3行目", "XML"),
    "a letter twice": (Format.AIKEN, "問\nA. 甲\nB. 乙\nB. 丙\nANSWER: A".encode(), "4行目", "「B」が二つ"),
    "no key in a table": (Format.CSV, (TABLE + "X,問,1,甲,乙\nY,問,9,甲,乙").encode(), "3行目", "正答「9」"),
}
TOLD = {
    "script": (Format.MOODLE_XML, moodle("<script>x()</script>問"), Effect.DROPPED, "図", "スクリプト"),
    "remote picture": (
        *(Format.MOODLE_XML, moodle('<img src="http://192.0.2.1/x.png">問'), Effect.DROPPED),
        *("図", "取りに行かず"),
    ),
    "javascript:": (Format.MOODLE_XML, moodle('<a href="javascript:x()">問</a>'), Effect.DROPPED, "図", "リンク"),
    "formula": (Format.CSV, (TABLE + "X,=1+1,1,甲,乙").encode(), Effect.NOTED, "2行目", "数式"),
    "list names what is not there": (Format.QTI_22, manifest("b.xml"), Effect.NOTED, "imsmanifest.xml", "b.xml"),
    "list is no XML": (Format.QTI_22, files.zipped(BROKEN_LIST), Effect.NOTED, "imsmanifest.xml", "読み取れません"),
    "shares that do not add up": (Format.MOODLE_XML, moodle(second="25"), Effect.APPROXIMATED, "図", "部分点"),
}


@pytest.fixture(autouse=True)
def _nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_socket: socket.socket, address: object) -> None:
        raise AssertionError(f"a reader of files went to {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize(("form", "content", "place", "message"), STOPS.values(), ids=STOPS.keys())
def test_it_stops_the_file_and_is_named_with_its_place(form: Format, content: bytes, place: str, message: str) -> None:
    package = read(form, content)

    assert not package.sound
    assert [one for one in package.remarks if one.stops and place in one.place and message in one.message]


@pytest.mark.parametrize(("form", "content", "effect", "place", "message"), TOLD.values(), ids=TOLD.keys())
def test_it_is_left_out_or_noted_and_named_with_its_place(
    form: Format, content: bytes, effect: Effect, place: str, message: str
) -> None:
    package = read(form, content)

    assert (package.sound, len(package.questions)) == (True, 1)
    assert [one for one in package.remarks if one.effect is effect and place in one.place and message in one.message]
    assert "<" not in package.questions[0].stem


def test_nested_categories_and_cdata_are_only_what_they_mean() -> None:
    nest = "<question type='category'><category><text><![CDATA[$course$/top/外/甲//乙]]></text></category></question>\n"

    (question,) = read(Format.MOODLE_XML, moodle("<p>1 &lt; 2 はどれか。</p>", more=nest)).questions

    assert (question.stem, question.tags) == ("1 < 2 はどれか。", ("甲/乙",))


def test_a_file_of_200_mb_and_half_a_bad_one_change_nothing(
    runner: Run, db: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the database may be spoken to
    with open(tmp_path / "large", "wb") as large:
        large.truncate(200 * 2**20)
    (tmp_path / "half").write_text(TABLE + "X,問,1,甲,乙\nY,問,9,甲,乙", "utf-8")

    refused = [runner("questions", "import", "--format", "csv", tmp_path / name) for name in ("large", "half")]

    assert [one.exit_code for one in refused] == [1, 1]
    assert "大きすぎます（100MBまで）" in refused[0].stderr
    assert "half:3行目 正答「9」" in refused[1].stderr
    assert [number(db, table) for table in (Question, Topic, ExchangeJob)] == [0] * 3
