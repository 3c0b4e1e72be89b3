from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import stock
from tests.browser.letters import link_to
from tests.browser.sitting import (
    Candidate,
    attempt_of,
    band,
    goto,
    is_saved,
    mark,
    marks,
    save,
    sit,
    start,
    stored,
)
from tests.servers.browser import PHONE
from tests.servers.site import Site

Open = Callable[..., Page]
QUESTIONS = stock.questions("mock-1")
LAST = len(QUESTIONS)
WRONG = {number for number in range(1, LAST + 1) if number % 3 == 0}
RIGHT = {question.number for question in QUESTIONS} - WRONG
POINTS = stock.points("mock-1", RIGHT)


def test_on_a_phone_from_sign_up_to_the_result_by_tapping_every_question(phone: Page, site: Site) -> None:
    sign_up(phone, site)
    phone.get_by_role("link", name="模擬試験 第1回を見る").tap()
    phone.get_by_role("button", name="試験をはじめる").tap()
    phone.wait_for_url("**/attempts/*")
    attempt = attempt_of(phone)

    for question in QUESTIONS[:-1]:
        expect(phone.get_by_role("heading", level=1)).to_contain_text(f"問{question.number} / 60")
        tap(phone, question.marks(right=question.number in RIGHT))
        if question.number == 7:
            phone.get_by_label("あとで見直す").tap()
        phone.get_by_role("button", name="次 →").tap()
    is_saved(phone)
    hand_in_after_a_look_at_the_sheet(phone)

    assert stored(site, attempt) == {q.number: q.marks(right=q.number in RIGHT) for q in QUESTIONS}
    the_result_is_honest(phone)
    every_question_is_explained(phone)
    the_history_tells_of_it(phone)


def sign_up(page: Page, site: Site) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="登録する").tap()
    page.get_by_role("textbox", name="氏名").fill("佐藤 花子")
    page.get_by_role("textbox", name="フリガナ").fill("さとう はなこ")
    page.get_by_role("textbox", name="メールアドレス").fill("sato.hanako@example.jp")
    page.get_by_role("textbox", name="パスワード").fill("yoru no shigoto no ato de")
    page.get_by_label(re.compile("同意")).check()
    page.get_by_role("button", name="確認メールを受け取る").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("確認メールをお送りしました")
    page.goto(link_to(site, "sato.hanako@example.jp"))
    page.get_by_role("button", name="確認して始める").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("佐藤さん")


def tap(page: Page, positions: tuple[int, ...]) -> None:
    for position in positions:
        page.locator(f'[data-choice="{position}"] label').tap()
    expect(page.locator("[data-left]")).to_have_text(f"{len(positions)}つ選びました")


def hand_in_after_a_look_at_the_sheet(page: Page) -> None:
    sheet = page.get_by_role("complementary", name="解答用紙")
    page.get_by_role("button", name="解答用紙").tap()
    expect(sheet.locator("[data-row]")).to_have_count(LAST)
    expect(sheet.locator('[data-row="7"] .sheet-note')).to_have_text("☆")
    expect(sheet.locator('[data-row="60"] .sheet-note')).to_have_text("未")
    sheet.get_by_role("button", name="提出する").tap()
    dialog = page.get_by_role("dialog", name="提出しますか")
    expect(dialog).to_contain_text("未解答：1問（問60）")
    expect(dialog).to_contain_text("あとで見直す：1問（問7）")
    dialog.get_by_role("button", name="まだ続ける").tap()
    sheet.locator('[data-row="60"]').tap()
    tap(page, QUESTIONS[-1].marks(right=LAST in RIGHT))
    page.get_by_role("button", name="確認へ →").tap()
    sheet.get_by_role("button", name="提出する").tap()
    expect(dialog).not_to_contain_text("未解答")
    dialog.get_by_role("button", name="提出する").tap()
    page.wait_for_url("**/result")


def the_result_is_honest(page: Page) -> None:
    care, rest = POINTS["care-support"], POINTS["health"] + POINTS["welfare"]
    assert (care, rest) == (17, 23), "the marks are meant to miss both pass marks by one and by two"
    expect(page.locator(".verdict")).to_have_text(re.compile(r"不合格\s*（あと3点）"))
    fields = page.get_by_label("分野ごとの得点")
    expect(fields).to_contain_text(re.compile(rf"介護支援分野\s*{care}\s*/\s*25"))
    expect(fields).to_contain_text(re.compile(rf"保健医療福祉サービス分野\s*{rest}\s*/\s*35"))
    expect(fields).to_contain_text(f"保健医療サービスの知識等 {POINTS['health']}/20")
    expect(fields).to_contain_text(f"福祉サービスの知識等 {POINTS['welfare']}/15")


def every_question_is_explained(page: Page) -> None:
    statements = sum(question.statements for question in QUESTIONS)
    expect(page.locator("[data-right]")).to_have_count(LAST)
    expect(page.locator(".statement-source", has_text="根拠：")).to_have_count(statements)
    assert all(why.strip() for why in page.locator(".statement-why").all_text_contents())
    expect(page.locator("#q1 .own-and-key")).to_contain_text("あなたの解答")
    page.get_by_label("まちがえた問題だけ").check()
    expect(page.locator("[data-right]:visible")).to_have_count(len(WRONG))


def the_history_tells_of_it(page: Page) -> None:
    goto(page, "/attempts")
    past = page.get_by_role("region", name="受験の一覧")
    expect(past).to_contain_text("不合格")
    expect(past).to_contain_text("介護支援分野 17/25")


def test_at_a_desk_some_by_hand_and_the_rest_through_the_api(
    desktop: Page, site: Site, candidate: Candidate, enter: Callable[[Page, int], None]
) -> None:
    enter(desktop, candidate.person_id)
    attempt = start(desktop)

    for question in QUESTIONS[:5]:
        mark(desktop, *question.key)
        desktop.get_by_role("button", name="次 →").click()
    is_saved(desktop)
    answered = [save(desktop, attempt, question.number, question.key) for question in QUESTIONS[5:]]
    sit(desktop, attempt, 60)
    assert marks(desktop) == list(QUESTIONS[-1].key)
    desktop.get_by_role("button", name="提出する").click()
    expect(desktop.get_by_role("dialog")).to_contain_text("全問に答えています。")
    desktop.get_by_role("dialog").get_by_role("button", name="提出する").click()
    desktop.wait_for_url("**/result")

    assert {status for status, _ in answered} == {200}
    expect(desktop.locator(".verdict")).to_have_text(re.compile("^合格"))
    result = desktop.evaluate(f"fetch('/api/v1/attempts/{attempt}/result').then((answer) => answer.json())")
    assert result["passed"] is True
    assert [(field["correct"], field["total"]) for field in result["fields"]] == [(25, 25), (35, 35)]


def test_with_scripts_off_everything_works_but_autosave(
    open_page: Open,
    site: Site,
    candidate: Candidate,
    enter: Callable[[Page, int], None],
    meant: Callable[..., None],
) -> None:
    meant("status of 422")
    page = open_page(**PHONE, java_script_enabled=False)
    enter(page, candidate.person_id)
    attempt = start(page)

    three_questions_and_one_mark_too_many(page)
    the_sheet_and_the_warning(page)
    page.get_by_role("button", name="提出する").click()
    page.wait_for_url("**/result")

    assert stored(site, attempt) == {q.number: q.key for q in QUESTIONS[:3]}
    expect(page.get_by_label("分野ごとの得点")).to_contain_text(re.compile(r"3\s*/\s*25"))
    expect(page.get_by_label("まちがえた問題だけ")).to_be_hidden()
    assert not band(page).is_visible()


def three_questions_and_one_mark_too_many(page: Page) -> None:
    first, second, third = QUESTIONS[:3]
    assert len(second.key) == 2, "the second question is meant to ask for two"
    too_many = [1, 2, 3]
    mark(page, *first.key)
    page.get_by_role("button", name="次 →").click()
    mark(page, *too_many)
    with page.expect_response("**/answers/2") as answered:
        page.get_by_role("button", name="次 →").click()
    assert answered.value.status == 422
    expect(page.get_by_role("alert")).to_contain_text("選べるのは2つまでです")
    assert marks(page) == too_many
    mark(page, *(set(too_many) ^ set(second.key)))
    page.get_by_label("あとで見直す").check()
    page.get_by_role("button", name="次 →").click()
    mark(page, *third.key)
    page.get_by_role("button", name="解答用紙").click()


def the_sheet_and_the_warning(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("解答用紙")
    expect(page.locator('[data-row="2"] .sheet-mark-on')).to_have_count(2)
    expect(page.locator('[data-row="2"] .sheet-note')).to_have_text("☆")
    page.get_by_role("link", name="提出へ進む").click()
    expect(page.get_by_text("未解答：57問")).to_be_visible()
    expect(page.get_by_text("あとで見直す：1問")).to_be_visible()
