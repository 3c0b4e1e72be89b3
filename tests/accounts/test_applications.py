from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import actions, queries
from app.accounts.models import AccommodationGround, Organisation, Person
from app.accounts.models.applications import AccommodationApplication
from app.accounts.models.site import OrganisationLook
from app.accounts.rules import Role
from app.accounts.rules.applications import GROUNDS_KEPT, file_type
from app.admin.actions.organisations import set_logo
from app.audit import AuditEntry
from app.files import StoredFile
from app.notices.models import Notice
from app.questions.rules.words import PaperKind
from tests.client import StrictClient
from tests.exams.factories import exam
from tests.factories import PASSWORD, AccountFactory, OrganisationFactory, member

PDF = b"%PDF-1.7 ...."
WHY = "手の震えのため、画面の操作に時間がかかります。"
GRANT = {"verdict": "grant", "factor": "1.50", "aids": ["large_text"], "valid_until_on": ""}


@pytest.fixture
def centre(db: Session) -> Organisation:
    made: Organisation = OrganisationFactory(name="みどり会")
    return made


@pytest.fixture
def learner(centre: Organisation) -> Person:
    person: Person = AccountFactory(person=member(Role.CANDIDATE, centre, name="佐藤 花子")).person
    return person


@pytest.fixture
def organiser(centre: Organisation) -> Person:
    person: Person = AccountFactory(person=member(Role.ORGANISER, centre)).person
    return person


def _apply(client: StrictClient, place: Organisation, **more: Any) -> Any:
    data = {"organisation": place.id, "wanted": ["time_150", "large_text"], "grounds": WHY, "agree": "y", **more}
    return client.post("/account/accommodation", data=data)


def _one(db: Session) -> AccommodationApplication:
    return db.scalars(select(AccommodationApplication).order_by(AccommodationApplication.id.desc())).first()  # type: ignore[return-value]


def _audit(db: Session) -> list[str]:
    return list(db.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_an_application_becomes_a_paper_of_180_minutes(
    client: StrictClient, centre: Organisation, learner: Person, organiser: Person, db: Session
) -> None:
    edition = exam({"care-support": [(1, 3)]}, organisation=centre, minutes=120, kind=PaperKind.MOCK)
    client.sign_in(learner)
    sent = _apply(client, centre, paper=(BytesIO(PDF), "shindansho.pdf"))
    application = _one(db)
    client.sign_in(organiser)
    page = client.get(f"/accommodations/{application.id}").text
    paper = client.get(f"/accommodations/{application.id}/paper")
    decided = client.post(f"/accommodations/{application.id}", data=GRANT)
    client.sign_in(learner)
    shown = client.get(f"/exams/{edition.paper.slug}").text

    assert (sent.status_code, decided.status_code) == (303, 303)
    assert (WHY in page, paper.data, paper.mimetype) == (True, PDF, "application/pdf")
    assert "attachment" in paper.headers["Content-Disposition"]
    assert "180分（120分から延長）" in shown
    assert "認められました" in client.get("/account/accommodation").text
    titles = [(row.person_id, row.title) for row in db.scalars(select(Notice).order_by(Notice.id))]
    assert titles == [
        (organiser.id, "合理的配慮の申し込みがありました"),
        (learner.id, "合理的配慮が登録されました"),
    ]
    assert _audit(db) == [
        "application.send",
        "application.read",
        "application.read",
        "application.decide",
        "accommodation.grant",
    ]
    assert all(WHY not in str(entry.after) for entry in db.scalars(select(AuditEntry)))


def test_a_refusal_says_why_and_changes_nothing(
    client: StrictClient, centre: Organisation, learner: Person, organiser: Person, db: Session
) -> None:
    client.sign_in(learner)
    _apply(client, centre)
    page = f"/accommodations/{_one(db).id}"
    client.sign_in(organiser)

    silent = client.post(page, data={**GRANT, "verdict": "refuse"})
    done = client.post(page, data={**GRANT, "verdict": "refuse", "reason": "書類をお送りください。"})
    again = client.post(page, data=GRANT)

    assert (silent.status_code, done.status_code, again.status_code) == (422, 303, 409)
    assert queries.accommodation_in_force(learner.id) is None
    client.sign_in(learner)
    assert "書類をお送りください。" in client.get("/account/accommodation").text
    assert _apply(client, centre).status_code == 303


def test_the_grounds_are_for_those_who_decide_alone(
    client: StrictClient, centre: Organisation, learner: Person, db: Session
) -> None:
    client.sign_in(learner)
    _apply(client, centre, paper=(BytesIO(PDF), "x.pdf"))
    page = f"/accommodations/{_one(db).id}"
    strangers = [
        member(Role.INSTRUCTOR, centre),
        member(Role.MANAGER, centre),
        member(Role.ORGANISER, OrganisationFactory()),
        learner,
    ]

    answers = []
    for stranger in strangers:
        client.sign_in(stranger)
        answers.append(
            [client.get(page).status_code, client.get(f"{page}/paper").status_code, client.post(page).status_code]
        )

    assert answers == [[403] * 3, [403] * 3, [404] * 3, [403] * 3]


def test_nobody_decides_their_own(client: StrictClient, centre: Organisation, organiser: Person, db: Session) -> None:
    client.sign_in(organiser)
    _apply(client, centre)

    assert client.post(f"/accommodations/{_one(db).id}", data=GRANT).status_code == 404


def test_what_is_withdrawn_leaves_no_grounds(
    client: StrictClient, centre: Organisation, learner: Person, organiser: Person, db: Session
) -> None:
    client.sign_in(learner)
    _apply(client, centre, paper=(BytesIO(PDF), "x.pdf"))
    application = _one(db)
    twice = _apply(client, centre)
    gone = client.post(f"/account/accommodation/{application.id}/withdrawal")
    again = client.post(f"/account/accommodation/{application.id}/withdrawal")
    client.sign_in(organiser)
    late = client.post(f"/accommodations/{application.id}", data=GRANT)

    assert [answer.status_code for answer in (twice, gone, again, late)] == [409, 303, 409, 409]
    assert "審査中の申し込みがあります" in twice.text
    counts = [db.scalar(select(func.count()).select_from(table)) for table in (AccommodationGround, StoredFile)]
    assert counts == [0, 0]
    assert client.post(f"/account/accommodation/{application.id}/withdrawal").status_code == 404


def test_grounds_go_on_their_day(
    client: StrictClient,
    centre: Organisation,
    learner: Person,
    organiser: Person,
    db: Session,
    freeze: Callable[[datetime], None],
) -> None:
    client.sign_in(learner)
    _apply(client, centre, paper=(BytesIO(PDF), "x.pdf"))
    application = _one(db)
    actions.clear(clock.now() + GROUNDS_KEPT - timedelta(days=1))
    kept = db.scalar(select(func.count()).select_from(AccommodationGround))
    actions.clear(clock.now() + GROUNDS_KEPT)
    db.commit()

    client.sign_in(organiser)
    page = client.get(f"/accommodations/{application.id}")

    assert (kept, db.scalar(select(func.count()).select_from(AccommodationGround))) == (1, 0)
    assert (page.status_code, "消去しました" in page.text) == (200, True)
    assert client.get(f"/accommodations/{application.id}/paper").status_code == 404


def test_what_was_granted_can_be_given_up(
    client: StrictClient, centre: Organisation, learner: Person, organiser: Person, db: Session
) -> None:
    client.sign_in(learner)
    _apply(client, centre)
    client.sign_in(organiser)
    client.post(f"/accommodations/{_one(db).id}", data=GRANT)
    client.sign_in(learner)

    first, second = client.post("/account/accommodation/end"), client.post("/account/accommodation/end")

    assert (first.status_code, second.status_code) == (303, 409)
    assert queries.accommodation_in_force(learner.id) is None


@pytest.mark.parametrize("way", ["withdrawn", "in time", "erased"])
def test_a_paper_with_the_bytes_of_the_logo_goes_and_the_logo_stays(
    client: StrictClient, centre: Organisation, learner: Person, organiser: Person, db: Session, way: str
) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"logo"
    set_logo(centre, png, by=organiser)
    client.sign_in(learner)
    _apply(client, centre, paper=(BytesIO(png), "shindansho.png"))
    application = _one(db)
    if way == "withdrawn":
        assert client.post(f"/account/accommodation/{application.id}/withdrawal").status_code == 303
    elif way == "in time":
        actions.clear(clock.now() + GROUNDS_KEPT + timedelta(days=1))
    else:
        assert client.post("/account/delete", data={"own_password": PASSWORD}).status_code == 303

    assert db.scalars(select(AccommodationGround)).all() == []
    assert db.scalars(select(StoredFile.id)).all() == db.scalars(select(OrganisationLook.logo_id)).all()


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"wanted": []}, "一つ以上選んでください"),
        ({"wanted": ["king"]}, "king"),
        ({"grounds": ""}, "理由を入力してください"),
        ({"agree": ""}, "同意のチェックが必要です"),
        ({"organisation": 99999}, "申し込む団体"),
        ({"grounds": "あ" * 2001}, "2,000文字まで"),
    ],
)
def test_what_cannot_be_taken_is_said_and_kept(
    client: StrictClient, centre: Organisation, learner: Person, db: Session, bad: dict[str, Any], said: str
) -> None:
    client.sign_in(learner)

    answer = _apply(client, centre, **bad)

    assert answer.status_code == 422
    assert said in answer.text
    assert db.scalar(select(func.count()).select_from(AccommodationApplication)) == 0


def test_a_file_is_known_by_its_first_bytes(
    client: StrictClient, centre: Organisation, learner: Person, db: Session
) -> None:
    client.sign_in(learner)

    answer = _apply(client, centre, paper=(BytesIO(b"MZ evil"), "shindansho.pdf"))

    assert answer.status_code == 422
    assert "PDF、PNG、JPEG" in answer.text
    assert [file_type(data) for data in (PDF, b"\xff\xd8\xff..", b"GIF89a")] == ["application/pdf", "image/jpeg", None]
    assert db.scalar(select(func.count()).select_from(AccommodationGround)) == 0


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    client: StrictClient, centre: Organisation, organiser: Person, queries: list[str], db: Session
) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            client.sign_in(AccountFactory(person=member(Role.CANDIDATE, centre)).person)
            _apply(client, centre)
        client.sign_in(organiser)
        client.get("/accommodations")
        queries.clear()
        client.get("/accommodations")
        counts.append(len(queries))

    assert counts[0] == counts[1]
