from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actions import home_organisation
from app.accounts.models import Person
from app.accounts.rules import Role
from app.exams.models import PaperEdition
from app.statistics.models import PassOutlook
from app.statistics.rules.warning import CALIBRATION
from app.training.actions.running import Plan, enrol, open_cohort
from app.training.models.running import Cohort
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, closed_attempt, exam
from tests.factories import OrganisationFactory, member
from tests.statistics.sittings import ALL_RIGHT, crowd, worker
from tests.training.factories import CurriculumFactory


@pytest.fixture
def organiser(edition: PaperEdition) -> Person:
    return member(Role.ORGANISER, edition.paper.organisation, name="主催 花子")


def everybody(edition: PaperEdition) -> str:
    return f"/statistics/organisations/{edition.paper.organisation.slug}"


def cohort_of(edition: PaperEdition, organiser: Person, people: list[Person]) -> Cohort:
    now = clock.now()
    plan = Plan("受験対策", "Aクラス", now.date(), now.date() + timedelta(days=90), 30)
    cohort = open_cohort(plan, CurriculumFactory(organisation=edition.paper.organisation), by=organiser, now=now)
    enrol(cohort, people, by=organiser, now=now)
    return cohort


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.INSTRUCTOR])
def test_only_who_runs_classes_sees_people(client: StrictClient, edition: PaperEdition, role: Role) -> None:
    client.sign_in(member(role, edition.paper.organisation))

    assert [client.get(url).status_code for url in ("/statistics/cohorts", everybody(edition))] == [403, 403]


@pytest.mark.parametrize("ending", ["", "/people.csv"])
def test_another_organisation_s_people_are_not_found(
    db: Session, client: StrictClient, edition: PaperEdition, organiser: Person, ending: str
) -> None:
    cohort = cohort_of(edition, organiser, crowd(db, edition, 2, edition.paper.organisation))
    db.commit()
    client.sign_in(member(Role.ORGANISER, OrganisationFactory()))

    assert client.get(f"{everybody(edition)}{ending}").status_code == 404
    assert client.get(f"/statistics/cohorts/{cohort.id}{ending}").status_code == 404
    assert edition.paper.organisation.name not in client.get("/statistics/cohorts").text


def test_who_needs_help_comes_first_with_a_chance_an_interval_and_reasons(
    db: Session, client: StrictClient, edition: PaperEdition, organiser: Person
) -> None:
    people = crowd(db, edition, 4, edition.paper.organisation)
    client.sign_in(organiser)

    page = client.get(everybody(edition)).text

    assert "4人のうち4人について、合格に届く見込みを計算しました。" in page
    assert page.index(people[1].name) < page.index(people[0].name)
    assert "練習をまだ始めていない" in page
    assert "30人に満たない" in page
    assert f"（第{edition.number}版）" in page


def test_a_class_holds_those_who_are_enrolled_and_nobody_else(
    db: Session, client: StrictClient, edition: PaperEdition, organiser: Person
) -> None:
    people = crowd(db, edition, 4, edition.paper.organisation)
    cohort = cohort_of(edition, organiser, people[:2])
    db.commit()
    client.sign_in(organiser)

    index, page = client.get("/statistics/cohorts").text, client.get(f"/statistics/cohorts/{cohort.id}").text

    assert "受験対策 Aクラス" in index
    assert people[0].name in page
    assert people[3].name not in page


def test_who_has_not_ended_a_paper_is_named(
    db: Session, client: StrictClient, edition: PaperEdition, organiser: Person
) -> None:
    waiting = member(organisation=edition.paper.organisation, name="待田 次郎")
    AttemptFactory(edition=edition, person=waiting, answers=ALL_RIGHT)
    crowd(db, edition, 1, edition.paper.organisation)
    client.sign_in(organiser)

    page = client.get(everybody(edition)).text

    assert "模擬試験をまだ終えていない人は 1人です。" in page
    assert "待田 次郎" in page.split('id="waiting"')[1]


def test_papers_of_a_third_organisation_are_not_told_and_those_of_the_site_are(
    db: Session, client: StrictClient, edition: PaperEdition, organiser: Person
) -> None:
    person = member(organisation=edition.paper.organisation, name="掛持 三郎")
    stranger = exam(slug="secret", title="よその試験", organisation=OrganisationFactory())
    site = exam(slug="site", title="みんなの試験", organisation=home_organisation(clock.now()))
    for sat in (stranger, site):
        closed_attempt(sat, person=person, answers=ALL_RIGHT)
    worker(db)
    client.sign_in(organiser)

    page = client.get(everybody(edition)).text

    assert "みんなの試験" in page
    assert "よその試験" not in page


@pytest.mark.parametrize(("days", "said"), [(59, False), (60, True)])
def test_days_since_an_examination_are_counted_as_in_japan(
    db: Session, client: StrictClient, edition: PaperEdition, organiser: Person, days: int, said: bool
) -> None:
    crowd(db, edition, 1, edition.paper.organisation)
    outlook = db.scalars(select(PassOutlook)).one()
    outlook.last_sat_at = clock.start_of(clock.today() - timedelta(days=days))  # in UTC the day before
    db.commit()
    client.sign_in(organiser)

    page = client.get(everybody(edition)).text

    assert (f"最後の試験から{days}日たっている" in page) is said
    assert ("最後の試験から" in page) is said


@pytest.mark.parametrize("people", [0, 1])
def test_with_nobody_or_one_the_page_says_what_to_do(
    db: Session, client: StrictClient, edition: PaperEdition, organiser: Person, people: int
) -> None:
    for _ in range(people):
        member(organisation=edition.paper.organisation)
    db.commit()
    client.sign_in(organiser)

    page = client.get(everybody(edition))

    assert page.status_code == 200
    assert ("まだ人がいません" in page.text) == (people == 0)
    assert ("見込みはまだ出せません。" in page.text) == (people == 1)


def test_the_csv_has_a_line_for_each_and_no_formula(
    db: Session, client: StrictClient, edition: PaperEdition, organiser: Person
) -> None:
    person = member(organisation=edition.paper.organisation, name="=cmd|calc")
    closed_attempt(edition, person=person, answers=ALL_RIGHT)
    worker(db)
    client.sign_in(organiser)

    answer = client.get(f"{everybody(edition)}/people.csv")

    assert answer.data.startswith("\ufeff名前,".encode())
    [line] = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert line["名前"] == "'=cmd|calc"
    assert 0 <= int(line["見込み（%）"]) <= 100


def test_pages_of_people_go_on_and_beyond_the_end_is_an_empty_page(
    db: Session, client: StrictClient, edition: PaperEdition, organiser: Person
) -> None:
    crowd(db, edition, 23, edition.paper.organisation)
    client.sign_in(organiser)

    first, second, beyond = (client.get(f"{everybody(edition)}?page={n}").text for n in (1, 2, 99))

    assert [page.count('data-label="95%区間"') for page in (first, second, beyond)] == [20, 3, 0]


def test_the_page_asks_as_much_for_three_people_as_for_one(
    db: Session, client: StrictClient, edition: PaperEdition, organiser: Person, queries: list[str]
) -> None:
    crowd(db, edition, 1, edition.paper.organisation)
    client.sign_in(organiser)
    client.get(everybody(edition))
    queries.clear()
    client.get(everybody(edition))
    before = len(queries)
    crowd(db, edition, 2, edition.paper.organisation)

    queries.clear()
    client.get(everybody(edition))

    assert len(queries) == before


def test_the_calibration_that_is_shown_covers_all_chances_and_is_near() -> None:
    assert (CALIBRATION[0][0], CALIBRATION[-1][1]) == (0, 100)
    assert all(low - 6 <= passed <= high + 6 for low, high, passed in CALIBRATION)
