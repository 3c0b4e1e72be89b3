"""A question from the empty form to candidates, into a paper, and, when it was wrong, back and mended for all."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.rules import Role
from app.exams.models import Paper, PaperEdition, PaperQuestion
from app.exams.tasks import close_and_score
from app.questions.models import Question, QuestionDraft, QuestionMove, QuestionVersion, Source
from app.questions.rules.words import QuestionStatus
from tests.browser.sitting import READY, Candidate, attempt_of, goto, is_saved, mark, sit, somebody
from tests.servers.site import Site

PAPER = "訂正までの試験"
TOPIC = "災害関係"
STEM = "被保険者の資格と町内会の関わりについて正しいものはどれか。"
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


def fill(desktop: Page) -> None:
    """All five statements, the first alone marked right, its source found by typing."""
    desktop.locator("[name=stem]").fill(STEM)
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


def test_a_question_is_written_sat_reported_corrected_and_regraded(
    desktop: Page,
    phone: Page,
    site: Site,
    enter: Callable[[Page, int], None],
    axe: Callable[[Page], None],
    author: Candidate,
    colleague: Candidate,
    lawyer: Candidate,
    candidate: Candidate,
) -> None:
    enter(desktop, author.person_id)
    question_id = written(desktop, site, axe)
    address = f"/questions/{question_id}"
    let_through(desktop, address, enter, colleague, lawyer)
    axe(desktop)
    went_out(site, question_id, [author, colleague, lawyer])

    number = built_into_a_paper(desktop, site, question_id)
    attempt = sit_it(phone, candidate, enter, number, marks=(1, 2, 4))
    report_it(phone, "肢3ではなく肢4が正しいと思います。")
    the_worker_scores(site)

    enter(desktop, author.person_id)
    rewritten(desktop, address)
    let_through(desktop, address, enter, colleague, lawyer)
    regrade(desktop, number)
    tell_of_the_correction(desktop, axe)
    the_worker_scores(site)

    it_reaches_the_candidate(phone, attempt, number, axe)


def written(page: Page, site: Site, axe: Callable[[Page], None]) -> int:
    """From the empty form to the reviewer; the id of the question."""
    goto(page, "/questions/new")
    page.get_by_label("出題項目").select_option(label=f"福祉サービスの知識等：{TOPIC}")
    page.get_by_role("button", name="書きはじめる").click()
    page.wait_for_selector(READY)
    question_id = int(page.url.removesuffix("/edit").rpartition("/")[2])
    fill(page)
    the_form_says_what_is_missing(page, axe)
    press(page, 1, 2)
    expect(page.locator('[data-place="state"]')).to_contain_text("査読へ出せます")
    with site.session() as session:
        draft = session.get_one(QuestionDraft, question_id)
        assert draft.content["statements"][0]["sources"] == "介護保険法 第9条"
    hand_in(page)
    expect(page.get_by_text("自分が書いた版は、自分では通せません")).to_be_visible()
    return question_id


def rewritten(page: Page, address: str) -> None:
    """The third statement wrong, the fourth right instead."""
    goto(page, address)
    page.get_by_role("button", name="書き直す").click()
    page.wait_for_selector(READY)
    press(page, 2, on=False)
    press(page, 3)
    expect(page.locator('[data-place="state"]')).to_contain_text("査読へ出せます")
    hand_in(page)


def the_form_says_what_is_missing(page: Page, axe: Callable[[Page], None]) -> None:
    expect(page.locator('[data-advice="choose"]')).to_contain_text("正しい肢が1つですが「3つ選べ」です")
    expect(page.locator('[data-place="preview"]')).to_contain_text(TEXTS[0])
    axe(page)


def press(page: Page, *switches: int, on: bool = True) -> None:
    for n in switches:
        page.locator(f"label[for=statements-{n}-correct-{0 if on else 1}]").click()


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="査読へ出す").click()
    page.wait_for_selector(READY)


def let_through(page: Page, address: str, enter: Callable[[Page, int], None], *hands: Candidate) -> None:
    for who, step in zip(hands, ("査読を終えて法令確認へ", "法令確認を終えて公開する"), strict=True):
        enter(page, who.person_id)
        goto(page, address)
        page.get_by_role("button", name=step).click()
        page.wait_for_selector(READY)


def built_into_a_paper(page: Page, site: Site, question_id: int) -> int:
    """A paper of the two questions of the topic, made on its page; the number of ours in it."""
    goto(page, "/running/papers/new")
    page.get_by_label("試験の名前").fill(PAPER)
    counts = page.locator("[name^=parts-][name$=-count]")
    for n in range(counts.count()):
        counts.nth(n).fill("2" if n == counts.count() - 1 else "0")
    page.locator("[name^=parts-][name$=-threes]").last.fill("")
    page.get_by_text("出題項目ごとの数を決める").click()
    page.get_by_label(re.compile(rf"^{TOPIC}")).fill("2")
    page.get_by_role("button", name="どんな試験になるか見る").click()
    expect(page.get_by_role("cell", name=STEM)).to_be_visible()
    page.get_by_role("button", name="この内容で試験を作る").click()
    expect(page.get_by_text(f"「{PAPER}」を作りました")).to_be_visible()
    with site.session() as session:
        ours = select(PaperQuestion.number).join(QuestionVersion, QuestionVersion.id == PaperQuestion.version_id)
        return session.scalars(
            ours.join(PaperEdition, PaperEdition.id == PaperQuestion.edition_id)
            .join(Paper, Paper.id == PaperEdition.paper_id)
            .where(QuestionVersion.question_id == question_id, Paper.title == PAPER)
        ).one()


def sit_it(page: Page, who: Candidate, enter: Callable[[Page, int], None], number: int, marks: tuple[int, ...]) -> int:
    enter(page, who.person_id)
    goto(page, "/exams")
    page.get_by_role("listitem").filter(has_text=PAPER).get_by_role("link").click()
    page.get_by_role("button", name="試験をはじめる").click()
    page.wait_for_url("**/attempts/*")
    attempt = attempt_of(page)
    sit(page, attempt, number)
    mark(page, *marks)
    is_saved(page)
    goto(page, f"/attempts/{attempt}/submit")
    page.get_by_role("button", name="提出する").click()
    page.wait_for_url("**/result")
    return attempt


def report_it(page: Page, text: str) -> None:
    page.locator("article").filter(has_text="町内会の役員").get_by_text("間違いを報告").click()
    page.get_by_label("正答が違う").check()
    page.get_by_label("どこですか").select_option(label="肢3")
    page.get_by_label("くわしく").fill(text)
    page.get_by_role("button", name="報告する").click()
    expect(page.get_by_text("報告を受け取りました")).to_be_visible()


def the_worker_scores(site: Site) -> None:
    """What it does within a minute."""
    with site.session():
        close_and_score()


def regrade(page: Page, number: int) -> None:
    """From the queue of reports to the ruling, looked at before it is made."""
    goto(page, "/questions/reports")
    page.get_by_role("link", name=re.compile("肢3")).first.click()
    page.get_by_role("link", name=f"{PAPER} 問{number}の採点の訂正").click()
    page.get_by_label("正答を変える").check()
    for choice in (1, 2, 4):
        page.get_by_role("group", name="正しい組み合わせ", exact=True).get_by_label(str(choice), exact=False).check()
    reason = "肢3と肢4の正誤が逆でした。"
    page.get_by_label("理由").fill(reason.ljust(500, "。"))  # it goes by the address, and may be so long
    page.get_by_role("button", name="影響を確かめる").click()
    expect(page.get_by_role("main")).to_contain_text("採点済みの1件のうち、得点か判定が変わるのは1件です")
    page.get_by_role("button", name="この内容で訂正する").click()
    page.wait_for_selector(READY)


def tell_of_the_correction(page: Page, axe: Callable[[Page], None]) -> None:
    goto(page, "/questions/reports")
    page.get_by_role("link", name=re.compile("肢3")).first.click()
    axe(page)
    page.get_by_label("訂正を知らせる").check()
    page.locator("textarea[name=text]").fill("肢3と肢4の正誤を直しました。")
    page.get_by_role("button", name="決めて知らせる").click()
    expect(page.get_by_text("報告した人に知らせました")).to_be_visible()


def it_reaches_the_candidate(page: Page, attempt: int, number: int, axe: Callable[[Page], None]) -> None:
    goto(page, "/notices")
    notices = page.get_by_role("main")
    expect(notices).to_contain_text(f"あなたが解いた「{PAPER}」問{number}の正答が訂正されました")
    expect(notices).to_contain_text("得点は0点から1点になりました")
    axe(page)
    goto(page, f"/attempts/{attempt}/result")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"1\s*/\s*2"))
    goto(page, "/corrections")
    expect(page.get_by_role("main")).to_contain_text("肢3と肢4の正誤を直しました。")
    expect(page.get_by_role("main")).to_contain_text("正答が変わりました")


def test_an_amendment_sends_twelve_statements_to_be_looked_at(
    desktop: Page, site: Site, enter: Callable[[Page, int], None], axe: Callable[[Page], None], lawyer: Candidate
) -> None:
    with site.session() as session:
        twelve_rest_on(session, "9999")
    enter(desktop, lawyer.person_id)
    goto(desktop, "/questions")
    desktop.get_by_role("link", name="法改正").click()
    desktop.get_by_label("法令・根拠").select_option(label="介護保険法")
    desktop.get_by_label(re.compile("条")).first.fill("第9999条")
    next_year = clock.today() + timedelta(days=365)  # so that no other test misses the questions
    desktop.get_by_label("施行日").fill(next_year.isoformat())
    desktop.get_by_label("内容").fill("経過措置が終わります。")

    desktop.get_by_role("button", name="登録する").click()

    expect(desktop.get_by_text("12の肢を「要確認」にしました")).to_be_visible()
    expect(desktop.get_by_role("row").filter(has_text="これから")).to_have_count(12)
    expect(desktop.get_by_role("row").filter(has_text="要確認")).to_have_count(12)
    axe(desktop)
    desktop.get_by_role("link", name=re.compile("KS-")).first.click()
    expect(desktop.get_by_role("main")).to_contain_text("法改正の確認が要ります")
    desktop.get_by_role("button", name="確かめた").click()
    expect(desktop.get_by_role("main")).not_to_contain_text("法改正の確認が要ります")
    with site.session() as session:  # the other tests find the bank as it was
        doubted = update(Question).where(Question.status == QuestionStatus.DOUBTED)
        session.execute(doubted.values(status=QuestionStatus.PUBLISHED, doubtful_from=None))


def twelve_rest_on(session: Session, article: str) -> None:
    """Three questions of which four statements each rest on an article that nothing else cites."""
    law = session.scalars(select(Source).where(Source.title == "介護保険法")).one()
    wanted = select(Question).where(Question.external_id.like("KS-%-00_")).order_by(Question.external_id)
    for question in session.scalars(wanted.limit(3)):
        for statement in question.versions[-1].statements[:4]:
            statement.citations[0].source, statement.citations[0].article = law, article
