"""A paper by a blueprint in the browser: looked at, made, sat; and what somebody has seen stays out."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.audit import AuditEntry
from app.exams.models import Paper, PaperQuestion
from app.exams.queries import groups
from app.exams.queries.groups import Group
from app.exams.rules import Audience
from app.questions.models import Question, QuestionVersion, Statement
from tests.client import StrictClient
from tests.exams.factories import closed_attempt
from tests.factories import OrganisationFactory, member
from tests.questions.conftest import home, stock

__all__ = ["home", "stock"]


@pytest.fixture
def organiser(db: Session) -> Person:
    return member(Role.ORGANISER, OrganisationFactory(name="第一研修センター"), name="主催 太郎")


def sections(client: StrictClient) -> list[str]:
    """The codes of the sections in the order of the form."""
    page = client.get("/running/papers/new").text
    return re.findall(r'name="parts-\d+-code" type="hidden" value="([^"]+)"', page)


def asked(client: StrictClient, organiser: Person, **said: str) -> dict[str, str]:
    """The form as the page would send it: three of each section."""
    data = {
        "title": "春の確認試験",
        "organisation": str(organiser.memberships[0].organisation_id),
        "kind": "short",
        "on": clock.today().isoformat(),
        "minutes": "30",
        "results": "at_once",
        "mix": "any",
        "group": "",
        "seed": "7",
    }
    for number, code in enumerate(sections(client)):
        data |= {f"parts-{number}-code": code, f"parts-{number}-count": "3", f"parts-{number}-threes": ""}
    return {**data, **said}


def numbers_of(page: str) -> list[str]:
    return re.findall(r'<th scope="row">([A-Z]{2}-[A-Z]{4}-\d{3})</th>', page)


def test_a_paper_is_looked_at_and_made_as_it_was_shown(
    client: StrictClient, db: Session, stock: Organisation, organiser: Person
) -> None:
    client.sign_in(organiser)
    data = asked(client, organiser)

    shown = client.post("/running/papers", data={**data, "do": "preview"})
    again = client.post("/running/papers", data={**data, "do": "preview"})
    before = db.scalar(select(func.count()).select_from(Paper))
    made = client.post("/running/papers", data={**data, "do": "build"})

    paper = db.scalars(select(Paper).where(Paper.title == "春の確認試験")).one()
    rows = db.scalars(
        select(Question.external_id)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(PaperQuestion, PaperQuestion.version_id == QuestionVersion.id)
        .where(PaperQuestion.edition_id == paper.editions[0].id)
        .order_by(PaperQuestion.number)
    ).all()
    assert (shown.status_code, made.status_code, before) == (200, 303, 1)
    assert numbers_of(shown.text) == numbers_of(again.text) == list(rows)
    assert (len(rows), paper.audience, paper.organisation_id) == (
        9,
        Audience.ORGANISATION,
        organiser.memberships[0].organisation_id,
    )
    assert [(field.code, field.pass_mark) for field in paper.editions[0].fields] == [
        ("care-support", 3),
        ("health-welfare", 5),
    ]
    assert "春の確認試験" in client.get("/exams").text


def test_a_paper_with_gaps_is_not_made_and_says_what_is_missing(
    client: StrictClient, db: Session, stock: Organisation, organiser: Person
) -> None:
    client.sign_in(organiser)
    data = asked(client, organiser, **{"parts-0-count": "90"})

    answer = client.post("/running/papers", data={**data, "do": "build"})
    bad = client.post("/running/papers", data={**data, "parts-0-count": "-1", "title": ""})
    none = client.post("/running/papers", data={**data, **{f"parts-{n}-count": "0" for n in range(3)}, "do": "build"})

    threes = client.post(
        "/running/papers", data={**data, "parts-0-count": "3", "parts-0-threes": "4", "parts-1-threes": "9"}
    )

    assert [answer.status_code, bad.status_code, none.status_code, threes.status_code] == [422] * 4
    assert "2か所をなおしてください" in threes.text
    assert threes.text.count("</a>：「3つ選べ」は、問題の数までにしてください。</li>") == 2
    assert "90問のところ、条件に合う問題が" in answer.text
    assert 'value="90"' in answer.text
    assert "試験の名前を入力してください。" in bad.text
    assert db.scalar(select(func.count()).select_from(Paper)) == 1


def test_results_after_the_close_need_a_close(
    client: StrictClient, db: Session, stock: Organisation, organiser: Person
) -> None:
    client.sign_in(organiser)
    data = asked(client, organiser, results="after_close", do="build")

    never = client.post("/running/papers", data=data)
    made = client.post("/running/papers", data={**data, "only_that_day": "y"})

    assert (never.status_code, made.status_code) == (422, 303)
    assert "「試験の日だけ受けられるようにする」を選んでください。" in never.text
    assert 'value="春の確認試験"' in never.text
    paper = db.scalars(select(Paper).where(Paper.title == "春の確認試験")).one()
    assert not paper.shows_result(clock.now())


def test_spaces_are_no_title_and_no_lot_holds_a_nul(
    client: StrictClient, db: Session, stock: Organisation, organiser: Person
) -> None:
    client.sign_in(organiser)
    data = asked(client, organiser, title="　 ", seed=" ", do="build")

    blank = client.post("/running/papers", data=data)
    made = client.post("/running/papers", data={**data, "title": "夏の試験", "seed": "7\0"})

    assert (blank.status_code, made.status_code) == (422, 303)
    assert "試験の名前を入力してください。" in blank.text
    assert "くじの番号を入力してください。" in blank.text
    after = db.scalars(select(AuditEntry.after).where(AuditEntry.action == "exams.build")).one()
    assert after is not None
    assert after["seed"] == "7"


@pytest.mark.parametrize("on", ["9999-12-31", "0001-01-01"])
def test_a_day_at_the_end_of_the_calendar_is_refused(
    client: StrictClient, db: Session, stock: Organisation, organiser: Person, on: str
) -> None:
    client.sign_in(organiser)

    answer = client.post("/running/papers", data=asked(client, organiser, on=on, only_that_day="y", do="build"))

    assert answer.status_code == 422
    assert "1900年から2100年までの日付を入力してください。" in answer.text
    assert f'value="{on}"' in answer.text


def test_questions_that_help_with_each_other_are_kept_apart_or_named(
    client: StrictClient, db: Session, stock: Organisation, organiser: Person
) -> None:
    client.sign_in(organiser)
    home_help = select(Statement).join(Statement.version).join(QuestionVersion.question)
    home_help = home_help.where(Question.external_id.startswith("FU-HOMO"), Statement.position == 1)
    for n, statement in enumerate(db.scalars(home_help)):
        statement.text = f"訪問介護では、通院のための乗車と降車の介助を、{n}回まで行うことができるとされている。"
    only = {f"parts-{n}-count": "0" for n in range(3)}

    apart = client.post("/running/papers", data=asked(client, organiser, **only | {"parts-2-count": "6"}))
    together = client.post("/running/papers", data=asked(client, organiser, **only | {"parts-2-count": "9"}))

    assert len(numbers_of(apart.text)) == 6
    assert sum(number.startswith("FU-HOMO") for number in numbers_of(apart.text)) == 1
    assert "似ている肢が" not in apart.text
    assert len(numbers_of(together.text)) == 9
    assert "似ている肢が" in together.text
    assert re.search(r"FU-HOMO-\d+ の肢1「訪問介護では、.+」と、FU-HOMO-\d+ の肢1「訪問介護では", together.text)
    assert "この内容で試験を作る" in together.text


def test_what_a_group_has_seen_stays_out(
    client: StrictClient, db: Session, stock: Organisation, organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(organiser)
    candidate = member(Role.CANDIDATE, organiser.memberships[0].organisation)
    known = {candidate.id}
    group = Group("cohort-1", "第1クラス", lambda: known)
    monkeypatch.setattr(groups, "_groups", [lambda _person: [group]])
    mock = db.scalars(select(Paper)).one().editions[0]
    data = asked(client, organiser, group="cohort-1", do="preview")
    fresh = client.post("/running/papers", data=data)
    closed_attempt(mock, person=candidate)

    seen = client.post("/running/papers", data=data)

    assert len(numbers_of(fresh.text)) == 9
    assert numbers_of(seen.text) == []


def test_questions_of_another_organisation_are_not_there(
    client: StrictClient, db: Session, stock: Organisation, organiser: Person
) -> None:
    client.sign_in(organiser)
    stock.slug = "somewhere-else"

    assert "使える問題がありません" in client.get("/running/papers/new").text


def test_a_candidate_builds_no_paper(client: StrictClient, db: Session) -> None:
    client.sign_in(member(Role.CANDIDATE, OrganisationFactory()))

    assert client.get("/running/papers/new").status_code == 403
    assert client.post("/running/papers", data={}).status_code == 403
