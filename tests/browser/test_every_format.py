"""Files of other programs in every format come in through the page, go out again in each, and are taken back."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import NamedTuple
from xml.etree import ElementTree

import openpyxl
import pytest
import yaml
from playwright.sync_api import FilePayload, Page, expect

from app import clock
from app.accounts.actions.organisations import home_organisation
from app.accounts.rules import Role
from app.questions import formats
from app.questions.queries.exchange import package_of
from app.questions.rules.exchange.package import FORMATS, Format, Package
from app.questions.rules.words import QuestionStatus
from tests.browser.sitting import Candidate, goto, somebody
from tests.questions import foreign_files as files
from tests.servers.site import Site

WORKING = 90_000  # the worker may be at something else first
EXCHANGE = "/questions/exchange"
IN_MANIFEST = "{*}resources/{*}resource"


class Foreign(NamedTuple):
    """A file as another program wrote it, a question in it, and what the page has to say of the file."""

    form: Format
    name: str
    content: bytes
    questions: int
    id: str
    says: str


FOREIGN = (
    Foreign(Format.YAML, "問題バンク.zip", files.own_bank(), 1, "KS-HIHO-951", "追加"),
    Foreign(Format.CSV, "受講者の作問.csv", files.excel_csv(), 2, "表計算-1", "「担当者のメモ」の列は取り込みません"),
    Foreign(Format.XLSX, "作問.xlsx", files.workbook(), 2, "ブック-2", "数式のセルがあります（J3）"),
    Foreign(Format.GIFT, "gift.txt", files.GIFT.encode(), 4, "hoken-1", "種類「数値」の問題は取り込みません"),
    Foreign(Format.MOODLE_XML, "moodle.xml", files.MOODLE_4.encode(), 3, "moodle-1", "肢ごとに○×を付ける問題を"),
    *(
        Foreign(form, f"{form}.zip", files.qti_package(form, name=f"{form}-item"), 1, f"{form}-item", "ふりがなは外し")
        for form in (Format.QTI_21, Format.QTI_22, Format.QTI_30)
    ),
    Foreign(Format.AIKEN, "aiken.txt", files.AIKEN.encode(), 2, "要介護認定の申請先はどれか", "一つだけ選ぶ問題です"),
)


@pytest.fixture
def author(site: Site) -> Candidate:
    return somebody(site, Role.INSTRUCTOR)


def test_files_of_every_format_come_in_go_out_and_are_taken_back(
    desktop: Page, site: Site, enter: Callable[[Page, int], None], author: Candidate
) -> None:
    enter(desktop, author.person_id)
    before = drafts(site)
    goto(desktop, "/questions")
    desktop.get_by_role("link", name="ファイルの読み込みと書き出し").click()
    wrong = sent(desktop, Format.CSV, "まちがい.csv", files.excel_csv((files.TABLE[0], mistaken(files.TABLE[1]))))
    jobs = {one.form: sent(desktop, one.form, one.name, one.content) for one in FOREIGN}
    it_is_refused_with_its_place(desktop, wrong)
    assert drafts(site).questions == before.questions
    for one in FOREIGN:
        is_looked_at(desktop, jobs[one.form], one)
    for one in FOREIGN:
        is_found_in_the_list(desktop, jobs[one.form], one)

    now = drafts(site)
    asked = {form: asked_for(desktop, form) for form in Format}
    for form, address in asked.items():
        comes_back_the_same(desktop, address, form, now)

    for form in reversed(jobs):  # the topics of a file go when nothing rests on them any more
        goto(desktop, jobs[form])
        desktop.get_by_role("button", name="この読み込みを取り消す").click()
    for one in FOREIGN:
        goto(desktop, jobs[one.form])
        expect(desktop.get_by_text(f"{one.questions}問を元に戻しました")).to_be_visible(timeout=WORKING)
    assert (drafts(site).questions, drafts(site).topics) == (before.questions, before.topics)


def drafts(site: Site) -> Package:
    """What the site holds as drafts, as the files have to say it."""
    with site.session():
        return package_of(home_organisation(clock.now()), QuestionStatus.DRAFT)


def mistaken(row: tuple[str, ...]) -> tuple[str, ...]:
    return (*row[:2], "６", *row[3:])


def sent(page: Page, form: Format, name: str, content: bytes) -> str:
    """Choose the file on the page and send it; the address of what becomes of it."""
    goto(page, EXCHANGE)
    page.locator("[name=ImportForm-form]").select_option(form.value)
    page.get_by_label("ファイル必須").set_input_files(FilePayload(name=name, mimeType="", buffer=content))
    page.get_by_role("button", name="ファイルを調べる").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"読み込み：{name}")
    return page.url


def it_is_refused_with_its_place(page: Page, address: str) -> None:
    goto(page, address)
    expect(page.get_by_text("問題は何も変わっていません")).to_be_visible(timeout=WORKING)
    fault = page.get_by_role("row").filter(has_text="正答「６」を読み取れません")
    expect(fault).to_contain_text("2行目")
    expect(page.get_by_role("button", name="問を読み込む")).to_have_count(0)


def is_looked_at(page: Page, address: str, one: Foreign) -> None:
    """The page says what the file would do, and only then is it let in."""
    goto(page, address)
    let_in = page.get_by_role("button", name=f"{one.questions}問を読み込む")
    expect(let_in).to_be_visible(timeout=WORKING)
    expect(page.get_by_role("main")).to_contain_text(one.says)
    let_in.click()


def is_found_in_the_list(page: Page, address: str, one: Foreign) -> None:
    goto(page, address)
    expect(page.get_by_text("読み込みが終わりました")).to_be_visible(timeout=WORKING)
    page.get_by_text("ファイルの問題", exact=True).first.click()
    page.get_by_role("link", name=one.id).click()
    expect(page.get_by_role("row").filter(has_text=one.id)).to_contain_text("下書き")


def asked_for(page: Page, form: Format) -> str:
    """Ask for the drafts in this format; the address of what becomes of it."""
    goto(page, EXCHANGE)
    page.locator("[name=ExportForm-form]").select_option(form.value)
    page.get_by_label("どの問題").select_option("draft")
    page.get_by_role("button", name="書き出す", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("書き出し：questions-")
    return page.url


def comes_back_the_same(page: Page, address: str, form: Format, stored: Package) -> None:
    """Our reader finds what the site holds; another program's finds as many questions."""
    goto(page, address)
    if form is Format.AIKEN:
        expect(page.get_by_text("正しい肢が二つ以上ある問題を書けません")).to_be_visible(timeout=WORKING)
        return
    expect(page.get_by_text(f"{len(stored.questions)}問を書き出しました")).to_be_visible(timeout=WORKING)
    with page.expect_download() as download:
        page.get_by_role("link", name="ファイルを保存する").click()
    data = download.value.path().read_bytes()
    back = formats.read(form, data, clock.today())
    assert download.value.suggested_filename.endswith(FORMATS[form].ending)
    assert (form, COUNTED[form](data)) == (form, len(stored.questions))
    assert {one.id for one in back.questions} == {one.id for one in stored.questions}
    if FORMATS[form].lossless:
        assert {one.id: one for one in back.questions} == {one.id: one for one in stored.questions}


def zipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def of_yaml(data: bytes) -> int:
    inside = zipped(data)
    listed = sum(len(yaml.safe_load(text)) for name, text in inside.items() if name.startswith("questions/"))
    return listed + len(json.loads(inside.get("others.json", b"[]")))


def of_qti(data: bytes) -> int:
    """The items that the manifest names, each with a key."""
    inside = zipped(data)
    named = [one.attrib["href"] for one in ElementTree.fromstring(inside["imsmanifest.xml"]).iterfind(IN_MANIFEST)]
    items = [ElementTree.fromstring(inside[name]) for name in named if name.endswith(".xml")]
    return sum(bool(re.search("correct(R|-r)esponse", ElementTree.tostring(item, "unicode"))) for item in items)


def of_workbook(data: bytes) -> int:
    return len(list(openpyxl.load_workbook(io.BytesIO(data), read_only=True)["問題"].values)) - 1


def of_moodle(data: bytes) -> int:
    return sum(one.get("type") != "category" for one in ElementTree.fromstring(data).iterfind("question"))


COUNTED: Mapping[Format, Callable[[bytes], int]] = {
    Format.YAML: of_yaml,
    Format.CSV: lambda data: len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))) - 1,
    Format.XLSX: of_workbook,
    Format.MOODLE_XML: of_moodle,
    Format.GIFT: lambda data: len(re.findall(r"^::", data.decode(), re.MULTILINE)),
    **dict.fromkeys((Format.QTI_21, Format.QTI_22, Format.QTI_30), of_qti),
}
