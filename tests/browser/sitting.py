"""A candidate at a sitting: who it is, what is stored, and the hands on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select, update

from app import clock
from app.accounts.models import Account, AccountSession, Organisation
from app.accounts.rules import HOME_ORGANISATION, Role
from app.exams.actions import attempts as actions
from app.exams.models import Attempt
from app.exams.queries.attempts import answers_of
from app.exams.queries.papers import offer
from app.exams.rules import choices_of
from tests.factories import PASSWORD, AccountFactory, MembershipFactory
from tests.servers.site import Site

PAPER = "mock-1"
READY = "html[data-ready]"
SAVE = """async ({ attempt, number, body }) => {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const answer = await fetch(`/api/v1/attempts/${attempt}/answers/${number}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
    body: JSON.stringify(body),
  });
  return [answer.status, await answer.json()];
}"""


@dataclass(frozen=True)
class Candidate:
    person_id: int
    email: str
    password: str = PASSWORD


def somebody(site: Site, role: Role = Role.CANDIDATE) -> Candidate:
    """Somebody with an account and this role in the home organisation."""
    with site.session() as session:
        home = session.scalars(select(Organisation).where(Organisation.slug == HOME_ORGANISATION)).one()
        account: Account = AccountFactory()
        MembershipFactory(person=account.person, organisation=home, role=role)
        return Candidate(account.person.id, account.email)


# ── What is stored ──────────────────────────────────────────────────────────────────────────


def begin(site: Site, who: Candidate) -> int:
    """An attempt at the mock examination that begins now."""
    with site.session() as session:
        account = session.scalars(select(Account).where(Account.email == who.email)).one()
        now = clock.now()
        return actions.start(offer(PAPER, account.person, now), by=account.person, now=now).id


def stored(site: Site, attempt: int) -> dict[int, tuple[int, ...]]:
    """What is marked, by number."""
    with site.session():
        return {number: choices_of(kept.choices) for number, kept in answers_of(attempt).items()}


def end_in(site: Site, attempt: int, seconds: float) -> None:
    """Move the end of the attempt, as only the server can."""
    with site.session() as session:
        ends_at = clock.now() + timedelta(seconds=seconds)
        session.execute(update(Attempt).where(Attempt.id == attempt).values(ends_at=ends_at))


def end_sessions(site: Site, who: Candidate) -> None:
    """End every sign-in of the candidate, as time or another device does."""
    with site.session() as session:
        account = select(Account.id).where(Account.email == who.email).scalar_subquery()
        session.execute(update(AccountSession).where(AccountSession.account_id == account).values(ended_at=clock.now()))


# ── Hands ───────────────────────────────────────────────────────────────────────────────────


def goto(page: Page, path: str) -> None:
    """Open a page and wait for its scripts."""
    page.goto(path)
    page.wait_for_selector(READY, state="attached")


def sit(page: Page, attempt: int, number: int = 1) -> None:
    goto(page, f"/attempts/{attempt}?number={number}")


def another_tab(page: Page, path: str) -> Page:
    """A second page that shares cookies and what the browser keeps."""
    tab = page.context.new_page()
    goto(tab, path)
    return tab


def start(page: Page) -> int:
    """Begin the mock examination from its page, and give the id of the attempt."""
    page.goto(f"/exams/{PAPER}")
    page.get_by_role("button", name="試験をはじめる").click()
    page.wait_for_url("**/attempts/*")
    return attempt_of(page)


def attempt_of(page: Page) -> int:
    return int(page.url.split("/attempts/")[1].split("?")[0].split("/")[0])


def row(page: Page, position: int) -> Locator:
    """The whole row of a statement, which is what one presses."""
    return page.locator(f'[data-choice="{position}"] label')


def mark(page: Page, *positions: int) -> None:
    for position in positions:
        row(page, position).click()


def marks(page: Page) -> list[int]:
    """What is marked on the question in sight."""
    boxes = page.locator('[data-question] input[name="choices"]:checked')
    return [int(box.get_attribute("value") or 0) for box in boxes.all()]


def go_on(page: Page) -> None:
    page.get_by_role("button", name="次 →").click()


def state(page: Page) -> Locator:
    """保存済み 10:31"""
    return page.locator("[data-save-state]")


def band(page: Page) -> Locator:
    """The line that tells of the line."""
    return page.locator("[data-line]")


def is_saved(page: Page) -> None:
    expect(state(page)).to_have_text(re.compile(r"^保存済み \d{1,2}:\d\d$"))


def save(page: Page, attempt: int, number: int, choices: Iterable[int], *, seq: int = 1) -> tuple[int, dict[str, Any]]:
    """Save an answer as a program does: status and body of what comes back."""
    body = {"choices": list(choices), "flagged": False, "seq": seq}
    status, said = page.evaluate(SAVE, {"attempt": attempt, "number": number, "body": body})
    return status, said


def sign_in(page: Page, who: Candidate) -> None:
    """Fill in the sign-in form that is open."""
    page.get_by_role("textbox", name="メールアドレス").fill(who.email)
    page.get_by_role("textbox", name="パスワード").fill(who.password)
    page.get_by_role("main").get_by_role("button", name="サインイン", exact=True).click()
