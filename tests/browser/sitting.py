"""A candidate at a sitting: who it is, what is stored, and the hands on the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from app import clock
from app.accounts.models import Account, Organisation
from app.accounts.rules import HOME_ORGANISATION, Role
from app.exams.models import Attempt
from app.exams.queries.attempts import answers_of
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
    """Somebody with this role in the home organisation."""
    with site.session() as session:
        home = session.scalars(select(Organisation).where(Organisation.slug == HOME_ORGANISATION)).one()
        account: Account = AccountFactory()
        MembershipFactory(person=account.person, organisation=home, role=role)
        return Candidate(account.person.id, account.email)


# ── What is stored ──────────────────────────────────────────────────────────────────────────


def stored(site: Site, attempt: int) -> dict[int, tuple[int, ...]]:
    """What is marked, by number."""
    with site.session():
        return {number: choices_of(kept.choices) for number, kept in answers_of(attempt).items()}


def end_in(site: Site, attempt: int, seconds: float) -> None:
    """Move the end of the attempt, as only the server can."""
    with site.session() as session:
        ends_at = clock.now() + timedelta(seconds=seconds)
        session.execute(update(Attempt).where(Attempt.id == attempt).values(ends_at=ends_at))


# ── Hands ───────────────────────────────────────────────────────────────────────────────────


def goto(page: Page, path: str) -> None:
    """Open a page and wait for its scripts."""
    page.goto(path)
    page.wait_for_selector(READY)


def start(page: Page, paper: str = PAPER) -> int:
    """Begin the paper from its page, and give the id of the attempt."""
    page.goto(f"/exams/{paper}")
    page.get_by_role("button", name="試験をはじめる").click()
    page.wait_for_selector(READY)
    return attempt_of(page)


def attempt_of(page: Page) -> int:
    return int(page.url.split("/attempts/")[1].split("?")[0])


def mark(page: Page, positions: Iterable[int]) -> None:
    for position in positions:
        choice(page, position).click()


def choice(page: Page, position: int) -> Any:
    return page.locator(f'[data-choice="{position}"] label')


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_contain_text("保存済み ")


def save(page: Page, attempt: int, number: int, choices: Iterable[int], *, seq: int = 1) -> tuple[int, dict[str, Any]]:
    """Save an answer as a program does: status and body of the answer."""
    body = {"choices": list(choices), "flagged": False, "seq": seq}
    status, said = page.evaluate(SAVE, {"attempt": attempt, "number": number, "body": body})
    return status, said
