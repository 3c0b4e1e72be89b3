"""Certificates in the browser: issued, verified by their code, revoked, and the register opened again."""

from __future__ import annotations

import io
from collections.abc import Callable

import pandas
import pypdfium2
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from app.training.models.certificates import Certificate
from tests.browser.codes import code_in
from tests.browser.sitting import goto
from tests.servers.site import Site

Axe = Callable[[Page], None]


def issue(page: Page, cohort: int, axe: Axe) -> None:
    goto(page, f"/cohorts/{cohort}/certificates")
    if page.get_by_role("link", name="様式を決める").count():
        page.get_by_role("link", name="様式を決める").click()
        page.get_by_role("button", name="保存する", exact=True).click()
        expect(page.get_by_text("様式を保存しました")).to_be_visible()
        goto(page, f"/cohorts/{cohort}/certificates")
    expect(page.get_by_text("まだ発行していない人は2人です")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="選んだ人に発行する").click()
    expect(page.get_by_text("できあがりました")).to_be_visible(timeout=30_000)
    page.reload()
    expect(page.get_by_text("できあがりました")).to_be_visible()
    axe(page)


def verify(site: Site, cohort: int, visitor: Page, organiser: Page, axe: Axe) -> None:
    """One is genuine, and tells no name; the other is revoked."""
    with site.session() as session:
        first, second = session.scalars(
            select(Certificate).join(Certificate.enrolment).filter_by(cohort_id=cohort).order_by(Certificate.serial)
        )
        codes, other = (first.code, second.code), second.id
        assert first.file is not None
        paper = PdfReader(io.BytesIO(first.file.bytes)).pages[0].extract_text()
        assert "佐藤花子" in "".join(paper.split())
        with pypdfium2.PdfDocument(first.file.bytes) as drawn:
            printed = code_in(drawn[0].render(scale=2))
        assert printed == f"/certificates/{codes[0]}"
    goto(visitor, printed)
    expect(visitor.get_by_text("有効", exact=True)).to_be_visible()
    assert "佐藤" not in visitor.content()
    visitor.get_by_label("証明書に書かれた氏名").fill("佐藤花子")
    visitor.get_by_role("button", name="確かめる").click()
    expect(visitor.get_by_text("一致します")).to_be_visible()
    axe(visitor)
    goto(organiser, f"/cohorts/{cohort}/certificates/{other}")
    organiser.get_by_text("取り消す", exact=True).first.click()
    organiser.get_by_label("取消しの理由").fill("受講の記録に誤りがあったため")
    organiser.get_by_role("button", name="取り消す").click()
    goto(visitor, f"/certificates/{codes[1]}")
    expect(visitor.get_by_text("取消し", exact=True)).to_be_visible()


def export(page: Page, cohort: int) -> pandas.DataFrame:
    """台帳 as Excel, opened again."""
    goto(page, f"/cohorts/{cohort}/certificates")
    page.get_by_role("link", name="台帳", exact=True).click()
    page.get_by_role("button", name="年度の台帳を作る").click()
    with page.expect_download(timeout=30_000) as download:
        page.get_by_role("link", name="ファイルを受け取る").click(timeout=30_000)
    return pandas.read_excel(io.BytesIO(download.value.path().read_bytes()), engine="openpyxl", dtype=str)
