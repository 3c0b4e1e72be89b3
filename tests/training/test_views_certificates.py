from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.training import tasks as work
from app.training.actions import certificates as actions
from app.training.models.certificates import Certificate
from app.training.models.running import Cohort
from app.training.queries import boards
from app.training.queries import certificates as find
from tests.client import StrictClient
from tests.factories import FormerNameFactory, member
from tests.training.factories import EnrolmentFactory
from tests.training.learners import WORDS, assigned, days, finisher, worded

WORDING = {name: getattr(WORDS, name) for name in WORDS.__slots__} | dict.fromkeys(("japanese_era", "seal_mark"), "y")


@pytest.fixture
def made(db: Session, centre: Organisation, cohort: Cohort, organiser: Person) -> Certificate:
    """A certificate of 佐藤 花子 that is drawn."""
    assert work.AT_A_TIME
    worded(centre, organiser)
    finisher(cohort, assigned(cohort, organiser), organiser, name="佐藤 花子")
    rows = boards.board(cohort, clock.today()).rows
    job = actions.issue(cohort, rows, days(cohort), by=organiser, now=clock.now())[0]
    db.commit()
    tasks.run_due()
    return find.of_job(job.id)[0]


def test_an_organiser_words_issues_and_hands_out(
    client: StrictClient, db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    enrolment = finisher(cohort, assigned(cohort, organiser), organiser)
    page = f"/cohorts/{cohort.id}/certificates"
    before = client.get(page).text
    worded_answer = client.post(f"/cohorts/organisations/{centre.id}/certificate-template", data=WORDING)
    today = clock.today().isoformat()
    data = {"enrolments": [enrolment.id], "completed_on": today, "issued_on": today}
    issued = client.post(page, data=data)
    tasks.run_due()
    after = client.get(page).text
    link = re.search(rf'href="({page}/\d+/file)"', after)

    assert "様式がまだありません" in before
    assert (worded_answer.status_code, issued.status_code) == (303, 303)
    assert link is not None
    fetched = client.get(link[1])
    assert (fetched.mimetype, fetched.data[:5]) == ("application/pdf", b"%PDF-")
    assert fetched.headers["Cache-Control"] == "no-store, private"


def test_what_is_wrong_is_told_and_what_was_typed_stays(
    client: StrictClient, db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    address = f"/cohorts/organisations/{centre.id}/certificate-template"

    bad = client.post(address, data=WORDING | {"number_pattern": "第1号", "body": "{時刻}"})

    assert bad.status_code == 422
    assert ("番号の形には {番号} を入れてください" in bad.text, "使えない印があります：{時刻}" in bad.text) == (
        True,
        True,
    )
    worded(centre, organiser)
    finisher(cohort, assigned(cohort, organiser), organiser)
    refused = client.post(f"/cohorts/{cohort.id}/certificates", data={"completed_on": "2020-01-01", "issued_on": "x"})
    assert (refused.status_code, "日付を読み取れません" in refused.text) == (422, True)
    none = client.post(
        f"/cohorts/{cohort.id}/certificates",
        data={"completed_on": clock.today().isoformat(), "issued_on": clock.today().isoformat()},
    )
    assert (none.status_code, "発行する人を選んでください" in none.text) == (422, True)


@pytest.mark.parametrize("year", ["9" * 20, "-1", "1999", "x"])
def test_a_year_without_certificates_shows_the_last_one_and_makes_no_list(
    client: StrictClient, made: Certificate, year: str
) -> None:
    address = f"/cohorts/organisations/{made.organisation_id}/register"

    shown = client.get(f"{address}?year={year}")
    listed = client.post(f"{address}/lists", data={"year": year, "layout": "xlsx"})

    assert (shown.status_code, made.number in shown.text) == (200, True)
    assert listed.status_code == (303 if year == "x" else 404)


def test_the_page_behind_the_code_tells_what_is_needed_and_no_name(client: StrictClient, made: Certificate) -> None:
    address = f"/certificates/{made.code}"
    client.sign_out()

    shown = client.get(address).text
    right = client.post(address, data={"name": "佐藤　花子"}).text
    wrong = client.post(address, data={"name": "佐藤 桃子"}).text
    empty = client.post(address, data={"name": " "})

    assert ("いまも有効です" in shown, made.number in shown, "佐藤" in shown) == (True, True, False)
    assert ("一致します" in right, "一致しません" in wrong) == (True, True)
    assert made.file is not None
    assert made.file.sha256 in shown
    assert empty.status_code == 422
    assert [client.get(f"/certificates/{code}").status_code for code in ("nothing", "%00", made.code[:-1])] == [404] * 3
    assert client.get(f"/certificates/{made.code.lower()}").status_code == 200


def test_revoking_and_issuing_again_show_behind_the_old_code(
    client: StrictClient, db: Session, cohort: Cohort, made: Certificate
) -> None:
    page, code = f"/cohorts/{cohort.id}/certificates/{made.id}", made.code
    again = {"issued_on": clock.today().isoformat(), "reason": "紛失", "former_name": "田中 花子"}
    answers = [
        client.post(f"{page}/reissues", data={"issued_on": ""}),
        client.post(f"{page}/reissues", data=again),
        client.post(f"{page}/reissues", data=again),
    ]
    tasks.run_due()
    new = find.of_cohort(cohort.id)[1]
    revoked = [
        client.post(f"/cohorts/{cohort.id}/certificates/{new.id}/revocation", data={"reason": reason})
        for reason in ("", "誤発行", "誤発行")
    ]

    assert [answer.status_code for answer in [*answers, *revoked]] == [422, 303, 409, 422, 303, 409]
    states = [client.get(f"/certificates/{each}").text for each in (code, new.code)]
    assert ["再交付により失効" in states[0], "取消しの日" in states[1]] == [True, True]
    history = client.get(f"/cohorts/{cohort.id}/certificates/{new.id}").text
    assert ("旧姓 田中" in history, "誤発行" in history) == (True, True)


def test_only_the_learner_and_the_organiser_get_the_paper(client: StrictClient, db: Session, made: Certificate) -> None:
    cohort_id, person = made.enrolment.cohort_id, made.enrolment.person
    pages = ["", "/file"]
    theirs = [f"/cohorts/{cohort_id}/certificates/{made.id}{page}" for page in pages]
    places = [f"/cohorts/organisations/{made.organisation_id}/{page}" for page in ("register", "certificate-template")]
    work_of = f"/cohorts/jobs/{made.job_id}"
    client.sign_in(member(Role.ORGANISER))
    strangers = [client.get(address).status_code for address in [*theirs, *places, work_of, f"{work_of}/file"]]
    client.sign_in(member(Role.CANDIDATE))
    others = client.get(f"/training/certificates/{made.id}/file").status_code
    client.sign_in(person)

    own = client.get(f"/training/certificates/{made.id}/file")

    assert strangers == [404] * 6
    assert (others, own.status_code, own.mimetype) == (404, 200, "application/pdf")
    assert made.number in client.get("/training").text


def test_a_learner_chooses_a_former_name_of_the_own_ones(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person
) -> None:
    enrolment = finisher(cohort, assigned(cohort, organiser), organiser)
    FormerNameFactory(person_id=enrolment.person_id, name="田中 花子")
    client.sign_in(enrolment.person)
    name, address = f"{enrolment.id}-former_name", f"/training/enrolments/{enrolment.id}/former-name"
    shown = client.get("/training").text

    answers = [client.post(address, data={name: wish}).status_code for wish in ("山本", "田中 花子")]

    db.refresh(enrolment)
    assert ("田中 花子" in shown, answers, enrolment.former_name) == (True, [422, 303], "田中 花子")
    client.sign_in(member(Role.CANDIDATE))
    assert client.post(address, data={name: ""}).status_code == 404


def test_a_learner_keeps_the_former_name_of_the_roster(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person
) -> None:
    enrolment = EnrolmentFactory(cohort=cohort, former_name="山本 花子")
    FormerNameFactory(person_id=enrolment.person_id, name="田中 花子")
    client.sign_in(enrolment.person)
    address = f"/training/enrolments/{enrolment.id}/former-name"
    shown = client.get("/training").text

    answer = client.post(address, data={f"{enrolment.id}-former_name": "山本 花子"})

    db.refresh(enrolment)
    assert ('<option selected value="山本 花子">' in shown, answer.status_code) == (True, 303)
    assert enrolment.former_name == "山本 花子"


@pytest.mark.parametrize("path", ["/cohorts/{cohort}/certificates", "/cohorts/organisations/{place}/register"])
def test_lists_ask_as_often_for_three_as_for_one(
    client: StrictClient,
    db: Session,
    centre: Organisation,
    cohort: Cohort,
    organiser: Person,
    queries: list[str],
    path: str,
) -> None:
    worded(centre, organiser)
    module = assigned(cohort, organiser)
    address = path.format(cohort=cohort.id, place=centre.id)
    counts = []
    for more in (1, 2):
        made: Any = [finisher(cohort, module, organiser) for _ in range(more)]
        db.flush()
        rows = [row for row in boards.board(cohort, clock.today()).rows if row.enrolment in made]
        actions.issue(cohort, rows, days(cohort), by=organiser, now=clock.now())
        client.get(address)
        queries.clear()
        client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]
