"""An author writes with scripts: saved without a button, and the preview and the checks follow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.accounts.rules import Role
from app.questions.models import Question, QuestionDraft, QuestionMove
from app.questions.rules.words import QuestionStatus
from tests.browser.sitting import READY, Candidate, somebody
from tests.servers.site import Site

WHY = "法律は住所と年齢を要件としており、この点が定められている。混同しやすいので、要件を順に確かめるとよい。"
TEXTS = [
    "認定こども園に通う児童は、市町村の特別な許可を得て被保険者となる。",
    "被保険者の資格は、本人の申出によっていつでも返上することができる。",
    "町内会の役員は、住民の資格の得喪について市町村に報告する義務を負う。",
    "都道府県知事は、被保険者の氏名を毎年一度、公報に載せて知らせる。",
    "被保険者証は、郵便局の窓口で申し込むと、その場で交付される。",
]


@pytest.fixture
def author(site: Site) -> Candidate:
    """An administrator: writes, but may not check what was written."""
    return somebody(site, Role.ADMINISTRATOR)


@pytest.fixture
def colleague(site: Site) -> Candidate:
    return somebody(site, Role.ADMINISTRATOR)


@pytest.fixture
def lawyer(site: Site) -> Candidate:
    return somebody(site, Role.ADMINISTRATOR)


def opened(page: Page, site: Site, address: str) -> None:
    page.goto(f"{site.address}{address}")
    page.wait_for_selector(READY)


def fill(desktop: Page) -> None:
    """All five statements, the first alone marked right, its source found by typing."""
    desktop.locator("[name=stem]").fill("被保険者の資格と町内会の関わりについて正しいものはどれか。")
    for n, text in enumerate(TEXTS):
        desktop.locator(f"[name=statements-{n}-text]").fill(text)
        desktop.locator(f"[name=statements-{n}-why]").fill(WHY)
        if n:
            desktop.locator(f"[name=statements-{n}-sources]").fill("介護保険法 第9条")
    desktop.locator("label[for=statements-0-correct-0]").click()
    desktop.locator("[name=statements-0-sources]").fill("介護保険法 9")
    desktop.get_by_role("button", name="介護保険法 第9条", exact=True).click()


def went_out(site: Site, question_id: int, hands: list[Candidate]) -> None:
    """The question is published, and each step was taken by the next of these people."""
    with site.session() as session:
        assert session.get_one(Question, question_id).status is QuestionStatus.PUBLISHED
        moves = session.scalars(
            select(QuestionMove.by_id).where(QuestionMove.question_id == question_id).order_by(QuestionMove.id)
        )
        assert list(moves) == [one.person_id for one in hands]


def test_an_author_writes_and_two_others_let_it_go_out(
    desktop: Page,
    site: Site,
    enter: Callable[[Page, int], None],
    axe: Callable[[Page], None],
    author: Candidate,
    colleague: Candidate,
    lawyer: Candidate,
) -> None:
    enter(desktop, author.person_id)
    opened(desktop, site, "/questions/new")
    desktop.get_by_label("出題項目").select_option(index=0)
    desktop.get_by_role("button", name="書きはじめる").click()
    desktop.wait_for_selector(READY)
    address = desktop.url.removeprefix(site.address).removesuffix("/edit")

    fill(desktop)

    expect(desktop.locator('[data-advice="choose"]')).to_contain_text("正しい肢が1つですが「3つ選べ」です")
    expect(desktop.locator('[data-place="preview"]')).to_contain_text(TEXTS[0])
    axe(desktop)
    for n in (1, 2):
        desktop.locator(f"label[for=statements-{n}-correct-0]").click()
    expect(desktop.locator('[data-place="state"]')).to_contain_text("査読へ出せます")
    with site.session() as session:
        draft = session.get_one(QuestionDraft, int(address.rpartition("/")[2]))
        assert draft.content["statements"][0]["sources"] == "介護保険法 第9条"
    desktop.get_by_role("button", name="査読へ出す").click()
    expect(desktop.get_by_text("自分が書いた版は、自分では通せません")).to_be_visible()
    for who, step in ((colleague, "査読を終えて法令確認へ"), (lawyer, "法令確認を終えて公開する")):
        enter(desktop, who.person_id)
        opened(desktop, site, address)
        desktop.get_by_role("button", name=step).click()
        desktop.wait_for_selector(READY)
    axe(desktop)

    went_out(site, int(address.rpartition("/")[2]), [author, colleague, lawyer])
