from __future__ import annotations

import io

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import tasks
from app.accounts.models import Office, Organisation, Person
from app.accounts.rules import Role
from app.training import tasks as work
from app.training.models.jobs import TrainingJob
from app.training.models.running import Cohort, CohortGroup, Enrolment
from tests.client import StrictClient
from tests.factories import MembershipFactory, member
from tests.training.factories import CohortSessionFactory, EnrolmentFactory, ModuleFactory

assert work.AT_A_TIME  # the worker knows what it may be asked for


@pytest.fixture
def class_of_four(db: Session, centre: Organisation, cohort: Cohort, organiser: Person) -> list[Enrolment]:
    """Two of each office, two of each profession."""
    made = []
    offices = [Office(organisation_id=centre.id, code=name, name=name) for name in ("ひまわり", "つばき")]
    db.add_all(offices)
    db.flush()
    for n in range(4):
        person = member(Role.CANDIDATE)
        MembershipFactory(person=person, organisation=centre, role=Role.LEARNER, office_id=offices[n // 2].id)
        profession = ("看護師", "介護福祉士")[n % 2]
        made.append(EnrolmentFactory(cohort=cohort, person=person, number=n + 1, profession=profession))
    db.commit()
    return made


def titles(db: Session, cohort: Cohort) -> dict[int | None, str | None]:
    rows = db.execute(
        select(Enrolment.number, CohortGroup.title).outerjoin(Enrolment.group).where(Enrolment.cohort_id == cohort.id)
    )
    return {row.number: row.title for row in rows}


def test_learners_are_shared_out_evenly_and_those_of_one_office_come_apart(
    client: StrictClient, db: Session, cohort: Cohort, class_of_four: list[Enrolment]
) -> None:
    url = f"/cohorts/{cohort.id}/groups"
    empty = client.get(url).text
    wrong = client.post(f"{url}/shared-out", data={"count": "0", "whom": "rest"})
    done = client.post(f"{url}/shared-out", data={"count": "2", "mixed": ["office", "profession"], "whom": "rest"})

    found = titles(db, cohort)
    page = client.get(url).text
    assert ("まだ班のない人 4人" in empty, wrong.status_code, done.status_code) == (True, 422, 303)
    assert {found[1], found[2]} == {found[3], found[4]} == {"1班", "2班"}
    assert "4人・2班" in page
    assert "つばき" in page


def test_people_are_placed_by_hand_and_who_comes_later_fills_the_smallest_group(
    client: StrictClient, db: Session, cohort: Cohort, class_of_four: list[Enrolment]
) -> None:
    url = f"/cohorts/{cohort.id}/groups"
    for title in ("甲", "乙"):
        client.post(url, data={"title": title})
    twice = client.post(url, data={"title": "甲"})
    first, second = db.scalars(select(CohortGroup.id).order_by(CohortGroup.id))
    lines = {f"group-{class_of_four[n].id}": first for n in (0, 1)} | {f"group-{class_of_four[2].id}": 999_999}
    client.post(f"{url}/places", data={**lines, "group-x": "1", f"group-{class_of_four[3].id}": "9" * 5000})
    client.post(f"{url}/places", data={"group-" + "9" * 5000: first, f"group-{class_of_four[3].id}": "なし"})
    by_hand = titles(db, cohort)
    client.post(f"{url}/shared-out", data={"count": "2", "whom": "rest"})
    in_use = client.post(f"{url}/{second}/removal")
    client.post(f"{url}/places", data={f"group-{each.id}": "0" for each in class_of_four})
    gone = client.post(f"{url}/{second}/removal")

    assert by_hand == {1: "甲", 2: "甲", 3: None, 4: None}
    assert [answer.status_code for answer in (twice, in_use, gone)] == [422, 409, 303]
    assert "「甲」という班は、すでにあります" in twice.text
    assert db.scalars(select(CohortGroup.title)).all() == ["甲"]


def test_a_group_has_its_own_dates_and_its_people_alone_are_expected(
    client: StrictClient, db: Session, cohort: Cohort, class_of_four: list[Enrolment]
) -> None:
    url = f"/cohorts/{cohort.id}/groups"
    client.post(f"{url}/shared-out", data={"count": "2", "whom": "all"})
    group = db.scalars(select(CohortGroup).order_by(CohortGroup.id)).first()
    assert group is not None
    module = ModuleFactory(curriculum=cohort.run.curriculum)
    db.commit()
    dated = {"module": module.id, "form": "exercise", "on": "2026-12-01", "begins": "10:00", "ends": "12:00"}
    made = client.post(
        f"/cohorts/{cohort.id}/sessions", data={**dated, "place": "会議室", "makes_up": "0", "group": group.id}
    )

    page = client.get(made.headers["Location"]).text

    inside = [each.person.name for each in class_of_four if each.group_id == group.id]
    outside = [each.person.name for each in class_of_four if each.group_id != group.id]
    assert [f"{name}の出欠" in page for name in inside] == [True, True]
    assert [f"{name}の出欠" in page for name in outside] == [False, False]
    assert f"・{group.title}" in page


def test_a_lecturer_sees_the_groups_they_teach_and_nobody_else_s(
    client: StrictClient, db: Session, centre: Organisation, cohort: Cohort, class_of_four: list[Enrolment]
) -> None:
    lecturer, stranger = member(Role.INSTRUCTOR, centre, name="講元 正"), member(Role.INSTRUCTOR)
    CohortSessionFactory(cohort=cohort, place="演習室")
    db.commit()
    url = f"/cohorts/{cohort.id}/groups"
    client.post(f"{url}/shared-out", data={"count": "1", "whom": "rest"})
    group = db.scalars(select(CohortGroup)).one()
    refused = client.post(f"{url}/{group.id}", data={"title": "1班", "lecturer": stranger.id})
    client.post(f"{url}/{group.id}", data={"title": "第1班", "lecturer": lecturer.id})
    name = class_of_four[0].person.name
    client.sign_in(lecturer)

    own = client.get("/training/groups").text
    client.sign_in(stranger)
    others = client.get("/training/groups").text

    assert refused.status_code == 422
    assert ("第1班" in own, name in own, "演習室" in own, "ひまわり" in own) == (True,) * 4
    assert (name in others, "担当する演習班はありません" in others) == (False, True)


def test_a_lecturer_without_the_role_stays_until_another_is_chosen(
    client: StrictClient, db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    gone, others = member(Role.LEARNER, centre), member(Role.LEARNER, centre)
    group = CohortGroup(cohort_id=cohort.id, title="1班", lecturer_id=gone.id)
    db.add(group)
    db.commit()
    url = f"/cohorts/{cohort.id}/groups/{group.id}"

    shown = client.get(url).text
    saved = client.post(url, data={"title": "第1班", "lecturer": gone.id})
    kept = db.scalar(select(CohortGroup.lecturer_id))
    never = client.post(url, data={"title": "第1班", "lecturer": others.id})
    client.post(url, data={"title": "第1班", "lecturer": 0})

    assert f'<option selected value="{gone.id}">' in shown
    assert (saved.status_code, kept, never.status_code) == (303, gone.id, 422)
    assert db.scalar(select(CohortGroup.lecturer_id)) is None


def test_the_list_of_groups_is_written_for_a_table_program(
    client: StrictClient, db: Session, cohort: Cohort, class_of_four: list[Enrolment]
) -> None:
    client.post(f"/cohorts/{cohort.id}/groups/shared-out", data={"count": "2", "mixed": ["office"], "whom": "rest"})
    asked = client.post(f"/cohorts/{cohort.id}/lists/groups", data={"layout": "xlsx"})
    tasks.run_due()

    data = client.get(f"{asked.headers['Location']}/file").data

    rows = list(openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].values)
    assert rows[0] == ("演習班", "担当の講師", "受講番号", "氏名", "フリガナ", "事業所", "職種")
    assert [row[0] for row in rows[1:]] == ["1班", "1班", "2班", "2班"]
    assert db.scalars(select(TrainingJob.file_name)).one().startswith("演習班の名簿")


def test_groups_ask_as_often_for_three_as_for_one(
    client: StrictClient, db: Session, cohort: Cohort, class_of_four: list[Enrolment], queries: list[str]
) -> None:
    url, counts = f"/cohorts/{cohort.id}/groups", []
    for count in (1, 3):
        client.post(f"{url}/shared-out", data={"count": count, "whom": "all"})
        client.get(url)
        queries.clear()
        client.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]
