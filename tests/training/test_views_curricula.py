from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.exams.rules.words import Audience
from app.questions.rules.words import PaperKind
from app.training.models.curricula import Curriculum
from app.training.models.running import Cohort
from app.training.rules.words import Confidence
from tests.client import StrictClient
from tests.exams.factories import PaperFactory
from tests.factories import OrganisationFactory, member
from tests.training.conftest import load
from tests.training.factories import CurriculumFactory, EnrolmentFactory, ModuleFactory
from tests.training.learners import assigned
from tests.training.samples import CURRICULUM


def test_the_list_asks_the_same_number_of_queries_for_one_curriculum_and_for_three(
    client: StrictClient, stocked: Organisation, queries: list[str]
) -> None:
    client.sign_in(member())
    client.get("/curricula")
    queries.clear()
    client.get("/curricula")
    of_one = len(queries)
    for _ in range(2):
        ModuleFactory(curriculum=CurriculumFactory(organisation=stocked))
    queries.clear()

    page = client.get("/curricula")

    assert page.text.count("実務研修") >= 1
    assert len(queries) == of_one


def test_a_curriculum_says_what_is_not_confirmed(client: StrictClient, db: Session, stocked: Organisation) -> None:
    client.sign_in(member())
    row = db.scalars(select(Curriculum)).one()

    page = client.get(f"/curricula/{row.id}").text

    assert "時間数は主催者の要項によります。" in page
    assert page.count("未確認") >= 2
    assert "3時間" in page
    assert "原則3日間" in page


def test_two_editions_stand_beside_each_other(client: StrictClient, db: Session, stocked: Organisation) -> None:
    newer = db.scalars(select(Curriculum)).one()
    older = CurriculumFactory(organisation=stocked, course="jitsumu", edition="r5", edition_title="令和5年度まで")
    ModuleFactory(curriculum=older, code="m01", title="介護保険制度", minutes=120)
    other = CurriculumFactory(organisation=stocked, course="senmon1")
    client.sign_in(member())

    page = client.get(f"/curricula/{newer.id}/beside/{older.id}")

    assert "同じ名前" in page.text
    assert "2時間" in page.text
    assert client.get(f"/curricula/{newer.id}/beside/{other.id}").status_code == 404
    assert client.get(f"/curricula/{newer.id}/beside/{newer.id}").status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.LEARNER, 404), (Role.ORGANISER, 200)])
def test_a_copy_is_seen_by_those_who_run_trainings_in_its_organisation(
    client: StrictClient, db: Session, stocked: Organisation, role: Role, status: int
) -> None:
    centre = OrganisationFactory()
    copy = CurriculumFactory(organisation=centre, original=db.scalars(select(Curriculum)).one())
    client.sign_in(member(role, centre))

    assert client.get(f"/curricula/{copy.id}").status_code == status


def test_nobody_sees_the_copies_of_others_nor_anything_without_signing_in(
    client: StrictClient, db: Session, stocked: Organisation
) -> None:
    copy = CurriculumFactory(original=db.scalars(select(Curriculum)).one())

    assert client.get("/curricula").status_code == 303
    client.sign_in(member(Role.ORGANISER))
    assert client.get(f"/curricula/{copy.id}").status_code == 404
    assert copy.title not in client.get("/curricula").text


def test_a_withdrawn_module_is_not_shown(client: StrictClient, db: Session, stocked: Organisation) -> None:
    load(stocked, curriculum=CURRICULUM[: CURRICULUM.index("  - code: m02")])
    row = db.scalars(select(Curriculum)).one()
    client.sign_in(member())

    assert "科目（1）" in client.get(f"/curricula/{row.id}").text
    assert row.created_at <= clock.now()


def test_a_check_of_a_module_is_chosen_from_those_that_there_are(
    client: StrictClient, db: Session, stocked: Organisation
) -> None:
    centre = OrganisationFactory()
    client.sign_in(member(Role.ORGANISER, centre))
    copy = CurriculumFactory(organisation=centre, original=CurriculumFactory(organisation=stocked))
    kept = ModuleFactory(curriculum=copy, title="難病", final_check="gone")
    PaperFactory(slug="nanbyo-check", kind=PaperKind.CHECK, title="難病の確認")
    PaperFactory(slug="theirs", kind=PaperKind.CHECK, title="よその確認", audience=Audience.ORGANISATION)
    PaperFactory(slug="mock", kind=PaperKind.MOCK, title="模擬試験")
    db.commit()
    url = f"/curricula/{copy.id}/modules/{kept.id}"

    page = client.get(url).text
    line = {"title": "難病", "form": "", "minutes": "60"}
    answers = [client.post(url, data={**line, "final_check": slug}) for slug in ("theirs", "mock", "nanbyo-check")]

    assert "gone（問題バンクにありません）" in page
    offered = [f'value="{slug}"' in page for slug in ("nanbyo-check", "theirs", "mock")]
    assert (offered, "難病の確認" in page) == ([True, False, False], True)
    assert [answer.status_code for answer in answers] == [422, 422, 303]
    db.refresh(kept)
    assert kept.final_check == "nanbyo-check"


def test_a_figure_that_nobody_has_confirmed_says_so_to_learner_and_organiser_until_it_is_saved(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person
) -> None:
    module = assigned(cohort, organiser, title="難病", minutes=120, confidence=Confidence.UNCONFIRMED)
    learner, copy = EnrolmentFactory(cohort=cohort), cohort.run.curriculum
    db.commit()
    place, url = f"/cohorts/{cohort.id}/people/{learner.id}", f"/curricula/{copy.id}/modules/{module.id}"

    def doubts() -> list[int]:
        client.sign_in(learner.person)
        own = client.get("/training").text
        client.sign_in(organiser)
        return [page.count("未確認") for page in (own, client.get(place).text, client.get(url).text)]

    before = doubts()
    client.post(url, data={"title": "難病", "form": "lecture", "minutes": "120", "final_check": ""})

    assert (before, doubts()) == ([2, 1, 1], [0, 0, 0])
