from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actions.organisations import home_organisation
from app.accounts.models import AccountSession, Person
from app.exams.models import Attempt, PaperEdition
from app.exams.queries.attempts import answers_of
from app.exams.rules import AttemptState, Audience
from app.questions.models import Source
from app.questions.rules.words import Results
from tests.client import StrictClient
from tests.exams.answers import saved, without_breaks
from tests.exams.factories import AttemptFactory, closed_attempt, exam, late_answer

HOUR = timedelta(hours=1)


def test_handing_in_twice_leads_to_the_result_both_times(client: StrictClient, attempt: Attempt, page: str) -> None:
    first, second = client.post(f"{page}/submit"), client.post(f"{page}/submit")

    assert [(a.status_code, a.location) for a in (first, second)] == [(303, f"{page}/result")] * 2
    assert attempt.state is AttemptState.SUBMITTED
    assert client.get(f"{page}/result").status_code == 200


def test_the_sitting_leads_to_the_result_once_it_is_over(client: StrictClient, attempt: Attempt, page: str) -> None:
    attempt.started_at = attempt.ends_at = clock.now() - timedelta(seconds=6)

    for path in ("", "/sheet", "/submit"):
        answer = client.get(page + path)
        assert (answer.status_code, answer.location) == (303, f"{page}/result")
    assert client.get(f"{page}/result").status_code == 200


def test_the_result_is_refused_before_handing_in(client: StrictClient, page: str) -> None:
    answer = client.get(f"{page}/result")

    assert answer.status_code == 409
    assert "まだ提出していません" in answer.text
    assert f'href="{page}"' in answer.text


def test_the_result_shows_score_key_and_explanations(
    client: StrictClient, edition: PaperEdition, person: Person, device: AccountSession
) -> None:
    attempt = closed_attempt(edition, person=person, answers={1: (1, 3), 3: (1, 2)})

    shown = without_breaks(client.get(f"/attempts/{attempt.id}/result"))

    assert "不合格" in shown
    assert "あと1点" in shown
    assert shown.count("の解説。") == 20
    assert shown.count("第9条") == 20
    assert "1時間30分" in shown


def test_a_result_is_honest_before_the_worker_has_come_round(
    client: StrictClient, edition: PaperEdition, person: Person, device: AccountSession
) -> None:
    attempt = closed_attempt(edition, person=person, answers={1: (1, 3), 3: (1, 2, 3)})

    assert attempt.passed is None
    assert "合格</p>" in client.get(f"/attempts/{attempt.id}/result").text
    assert "合格" in client.get("/attempts").text


def test_a_result_that_waits_for_the_close_is_refused_until_then(
    client: StrictClient, edition: PaperEdition, person: Person, device: AccountSession
) -> None:
    attempt = closed_attempt(edition, person=person)
    edition.paper.results, edition.paper.closes_at = Results.AFTER_CLOSE, clock.now() + HOUR
    refused = client.get(f"/attempts/{attempt.id}/result")
    assert (refused.status_code, "受付が終わってから" in refused.text) == (409, True)
    assert "不合格" not in client.get("/attempts").text

    edition.paper.closes_at = clock.now() - HOUR

    assert client.get(f"/attempts/{attempt.id}/result").status_code == 200
    assert "不合格" in client.get("/attempts").text


def test_a_result_that_waits_also_waits_for_the_last_who_still_sits(
    client: StrictClient, edition: PaperEdition, person: Person, device: AccountSession
) -> None:
    attempt = closed_attempt(edition, person=person)
    edition.paper.results, edition.paper.closes_at = Results.AFTER_CLOSE, clock.now() - HOUR
    last = AttemptFactory(edition=edition)

    assert client.get(f"/attempts/{attempt.id}/result").status_code == 409

    last.ends_at = clock.now() - HOUR

    assert client.get(f"/attempts/{attempt.id}/result").status_code == 200


# ── Whose it is ───────────────────────────────────────────────


@pytest.mark.parametrize("path", ["", "/sheet", "/submit", "/result"])
def test_somebody_else_s_attempt_is_not_found(client: StrictClient, device: AccountSession, path: str) -> None:
    theirs = AttemptFactory()

    assert client.get(f"/attempts/{theirs.id}{path}").status_code == 404
    assert client.post(f"/attempts/{theirs.id}/submit").status_code == 404
    assert saved(client, f"/attempts/{theirs.id}").status_code == 404
    assert theirs.state is AttemptState.OPEN


@pytest.mark.parametrize("token", ["", "stale"])
def test_nothing_is_handed_in_without_a_good_token(
    client: StrictClient, attempt: Attempt, page: str, token: str
) -> None:
    client.sends_token = False

    answer = client.post(f"{page}/submit", data={"csrf_token": token})

    assert answer.status_code == 403
    assert "もう一度送信してください" in answer.text
    assert attempt.state is AttemptState.OPEN


def test_whoever_signs_in_again_goes_on_where_they_were(
    client: StrictClient, db: Session, person: Person, attempt: Attempt, page: str
) -> None:
    saved(client, page)
    db.scalars(select(AccountSession)).one().ended_at = clock.now()
    answer = saved(client, page, 2, choices=["2", "4"])
    assert (answer.status_code, answer.location.startswith("/login")) == (303, True)
    before = attempt.ends_at

    client.sign_in(person)

    assert client.post("/exams/mock-x/attempts").location == page
    assert saved(client, page, 2, choices=["2", "4"]).status_code == 303
    assert (sorted(answers_of(attempt.id)), attempt.ends_at) == ([1, 2], before)


def source_links(client: StrictClient, attempt: Attempt) -> set[str]:
    shown = client.get(f"/attempts/{attempt.id}/result").text
    return set(re.findall(r'根拠：<a href="([^"]+)"', shown))


@pytest.mark.parametrize("audience", Audience)
def test_a_source_of_the_site_s_own_bank_leads_to_its_page(
    client: StrictClient, db: Session, person: Person, device: AccountSession, audience: Audience
) -> None:
    edition = exam({"care-support": [(1, 3)]}, organisation=home_organisation(clock.now()), audience=audience)
    attempt = closed_attempt(edition, person=person)

    [link] = source_links(client, attempt)

    assert link == f"/sources/{db.scalars(select(Source.key)).one()}"
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("audience", "link"),
    [(Audience.EVERYONE, "https://example.jp/law"), (Audience.ORGANISATION, "/sources/law")],
)
def test_a_source_of_a_bank_that_readers_may_not_look_into_leads_to_its_text(
    client: StrictClient, db: Session, person: Person, device: AccountSession, audience: Audience, link: str
) -> None:
    edition = exam({"care-support": [(1, 3)]}, audience=audience)
    source = db.scalars(select(Source)).one()
    source.key, source.url = "law", "https://example.jp/law"

    assert source_links(client, closed_attempt(edition, person=person)) == {link}


@pytest.mark.parametrize(
    ("decisions", "said"),
    [
        ((None,), "採点には入っていません。研修主催者が認めたときだけ採点に入ります。"),
        ((False, None), "採点には入っていません。研修主催者が認めたときだけ採点に入ります。"),
        ((True, None), "「認められました」とある解答だけが、採点に入っています。"),
        ((True, True), "研修主催者が認め、採点に入っています。"),
    ],
)
def test_the_result_says_which_late_answers_count(
    client: StrictClient, edition: PaperEdition, person: Person, decisions: tuple[bool | None, ...], said: str
) -> None:
    over = closed_attempt(edition, person=person)
    for number, accepted in enumerate(decisions, 1):
        late = late_answer(over, number=number)
        late.accepted, late.decided_at = accepted, None if accepted is None else clock.now()
    client.sign_in(person)

    page = client.get(f"/attempts/{over.id}/result").text

    assert f"<p>{said}</p>" in page
