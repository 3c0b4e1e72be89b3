from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.rules import Role
from app.exams.models import PaperEdition, PaperQuestion, Ruling
from app.exams.rules import RulingKind, Treatment
from tests.client import StrictClient
from tests.exams.factories import closed_attempt, exam
from tests.exams.rulings import CORRECT, rekey, ruled, score_all
from tests.factories import member

LIST = "/exams/mock-x/rulings"
PAGE = f"{LIST}/1"
VOID: dict[str, Any] = {"kind": "void_correct", "reason": "肢の文があいまいでした。"}
REKEY: dict[str, Any] = {"kind": "rekey", "first": ["1", "3"], "second": ["4", "5"], "reason": "肢4と肢5も正しい。"}
EXCLUDED: dict[str, Any] = {"kind": "void_excluded", "pass_mark_0": "1", "reason": "正しい肢がありません。"}


@pytest.fixture
def signed_in(client: StrictClient, instructor: Person) -> Person:
    client.sign_in(instructor)
    return instructor


def test_the_list_shows_every_question_with_key_and_treatment_and_the_rulings_so_far(
    client: StrictClient, db: Session, edition: PaperEdition, signed_in: Person
) -> None:
    ruled(edition, 1, rekey((1, 3), (2, 4), care_support=2), signed_in)
    ruled(edition, 3, CORRECT, signed_in)

    page = client.get(LIST).text

    assert page.count("/rulings/") == 4
    assert "①③ または ②④" in page
    assert "分野1の基準 2点" in page
    assert page.count("講師 一") == 2
    assert page.count("正答が二つありました。") == 2
    assert "全員正解</span>" in page


@pytest.mark.parametrize("rulings", [1, 3])
def test_the_list_asks_as_often_for_many_rulings_as_for_one(
    client: StrictClient, db: Session, queries: list[str], edition: PaperEdition, signed_in: Person, rulings: int
) -> None:
    for number in range(1, rulings + 1):
        ruled(edition, number, CORRECT, signed_in)
    client.get(LIST)  # prints the questions, once a process
    queries.clear()

    client.get(LIST)

    assert len(queries) == 5, queries  # session, paper, editions, rulings; the bell of the header


def test_a_question_is_shown_with_its_statements_and_key(
    client: StrictClient, edition: PaperEdition, signed_in: Person
) -> None:
    page = client.get(PAGE).text

    assert page.count('class="statement') == 10  # five, and the body of each
    assert page.count("statement-key") == 2
    assert "いまの正答</dt><dd>①③</dd>" in page
    assert page.count('name="first"') == 5
    assert page.count("分野1の新しい基準点") == 1
    assert page.count("分野2の新しい基準点") == 1


def test_the_preview_tells_who_changes_and_writes_nothing(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    saved = closed_attempt(edition, person=member(name="救済 花子"), answers={1: (4, 5), 3: (1, 2, 3)})
    lost = closed_attempt(edition, person=member(name="転落 太郎"), answers={1: (1, 3), 3: (1, 2, 3)})
    score_all(db)

    answer = client.get(f"{PAGE}/preview", query_string={**REKEY, "first": ["2", "4"]})

    assert answer.status_code == 200
    assert "採点済みの2件のうち、得点か判定が変わるのは2件です。" in answer.text
    assert "不合格から合格：1人" in answer.text
    assert "合格から不合格：1人" in answer.text
    assert "救済 花子（1点 → 2点）" in answer.text
    assert "転落 太郎（2点 → 1点）" in answer.text
    assert (saved.passed, lost.passed) == (False, True)
    assert db.scalars(select(Ruling)).all() == []


def test_an_instructor_who_may_not_see_people_sees_numbers(
    client: StrictClient, db: Session, edition: PaperEdition, signed_in: Person
) -> None:
    saved = closed_attempt(edition, person=member(name="救済 花子"), answers={1: (4, 5), 3: (1, 2, 3)})
    score_all(db)

    page = client.get(f"{PAGE}/preview", query_string=VOID).text

    assert "救済 花子" not in page
    assert f"受験番号 {saved.id}（1点 → 2点）" in page


def test_whoever_sees_people_elsewhere_sees_numbers_here(
    client: StrictClient, db: Session, edition: PaperEdition, signed_in: Person
) -> None:
    signed_in.memberships.append(member(Role.ORGANISER).memberships[0])
    closed_attempt(edition, person=member(name="救済 花子"), answers={1: (4, 5), 3: (1, 2, 3)})
    score_all(db)

    assert "救済 花子" not in client.get(f"{PAGE}/preview", query_string=VOID).text


def test_the_preview_says_when_some_are_not_scored_yet(
    client: StrictClient, edition: PaperEdition, signed_in: Person
) -> None:
    closed_attempt(edition)

    assert "採点待ちの受験が1件あり" in client.get(f"{PAGE}/preview", query_string=VOID).text


@pytest.mark.parametrize("people", [1, 3])
def test_the_preview_asks_as_often_for_many_people_as_for_one(
    client: StrictClient, db: Session, queries: list[str], edition: PaperEdition, organiser: Person, people: int
) -> None:
    for _ in range(people):
        closed_attempt(edition, answers={1: (4, 5), 3: (1, 2, 3)})
    score_all(db)
    client.get(PAGE)
    queries.clear()

    page = client.get(f"{PAGE}/preview", query_string=VOID).text

    assert page.count("（1点 → 2点）") == people
    assert len(queries) == 15, queries


@pytest.mark.parametrize(
    ("typed", "treatment", "keys"),
    [
        (VOID, Treatment.VOID_CORRECT, {0b101}),
        (EXCLUDED, Treatment.VOID_EXCLUDED, {0b101}),
        (REKEY, Treatment.COUNTED, {0b101, 0b11000}),
        ({**REKEY, "second": []}, Treatment.COUNTED, {0b101}),
        ({**VOID, "first": ["1", "2"]}, Treatment.VOID_CORRECT, {0b101}),
    ],
    ids=["void as correct", "void as excluded", "two sets", "one set", "sets without rekey"],
)
def test_what_the_preview_offers_can_be_applied(
    client: StrictClient,
    db: Session,
    edition: PaperEdition,
    signed_in: Person,
    typed: dict[str, Any],
    treatment: Treatment,
    keys: set[int],
) -> None:
    answer = client.post(PAGE, data=typed)

    assert (answer.status_code, answer.location) == (303, LIST)
    asked = db.get_one(PaperQuestion, (edition.id, 1))
    assert (asked.treatment, {key.mask for key in asked.keys}) == (treatment, keys)
    assert db.scalars(select(Ruling.made_by_id)).all() == [signed_in.id]


def test_an_exclusion_that_becomes_a_point_for_everybody_brings_its_pass_mark_back(
    client: StrictClient, db: Session, edition: PaperEdition, signed_in: Person
) -> None:
    client.post(PAGE, data={**EXCLUDED, "pass_mark_0": "0"})

    page = client.get(PAGE).text
    answer = client.post(PAGE, data={**VOID, "pass_mark_0": "1"})

    assert "除外をやめるときは、除外する前の基準点に戻します。" in page
    assert answer.status_code == 303, answer.text
    db.expire_all()
    assert db.get_one(PaperQuestion, (edition.id, 1)).treatment is Treatment.VOID_CORRECT
    assert edition.fields[0].pass_mark == 1


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no kind": ({"reason": "理由"}, "訂正のしかたを選んでください。"),
    "unknown kind": ({**VOID, "kind": "abolish"}, "訂正のしかたを選んでください。"),
    "no reason": ({**VOID, "reason": " "}, "理由を入力してください。"),
    "long reason": ({**VOID, "reason": "あ" * 501}, "理由は500文字までにしてください。"),
    "no key": ({"kind": "rekey", "reason": "理由"}, "正しい組み合わせを一つ以上選んでください。"),
    "too few": ({**REKEY, "first": ["1"]}, "どれも2つの肢にしてください。"),
    "too many": ({**REKEY, "second": ["1", "2", "3"]}, "どれも2つの肢にしてください。"),
    "statement 6": ({**REKEY, "first": ["1", "6"]}, "この問題にない肢が選ばれています。"),
    "no number": ({**REKEY, "first": ["1", "x"]}, "この問題にない肢が選ばれています。"),
    "no pass mark": ({**EXCLUDED, "pass_mark_0": ""}, "新しい基準点を入力してください。"),
    "other pass mark": ({**EXCLUDED, "pass_mark_0": "", "pass_mark_1": "1"}, "新しい基準点を入力してください。"),
    "bad pass mark": ({**EXCLUDED, "pass_mark_0": "-1"}, "基準点は0以上の数で入力してください。"),
    "huge pass mark": ({**EXCLUDED, "pass_mark_0": "9" * 5000}, "基準点は0以上の数で入力してください。"),
    "too high": ({**EXCLUDED, "pass_mark_0": "2"}, "採点する問題の数（1問）以下にしてください。"),
    "marks stay": ({**VOID, "pass_mark_0": "1"}, "「全員正解にする」では基準点は変わりません。"),
}


def ticked(typed: dict[str, Any]) -> int:
    """How many boxes the page must show as they were sent; an unknown value has none."""
    sent = [typed.get("kind", ""), *typed.get("first", ()), *typed.get("second", ())]
    return sum(value in {*RulingKind, *"12345"} for value in sent)


def test_a_ruling_that_cannot_be_made_is_shown_again_with_what_was_typed(
    client: StrictClient, db: Session, edition: PaperEdition, signed_in: Person
) -> None:
    for name, (typed, sentence) in BAD.items():
        for answer in (client.get(f"{PAGE}/preview", query_string=typed), client.post(PAGE, data=typed)):
            assert (answer.status_code, sentence in answer.text) == (422, True), name
            assert typed["reason"].strip() in answer.text
            assert answer.text.count(" checked ") == ticked(typed), name

    assert db.scalars(select(Ruling)).all() == []


@pytest.mark.parametrize("path", ["", "/1", "/1/preview"])
def test_the_rulings_of_another_organisation_are_not_found(
    client: StrictClient, edition: PaperEdition, path: str
) -> None:
    client.sign_in(member(Role.INSTRUCTOR))

    assert client.get(f"{LIST}{path}", query_string=VOID).status_code == 404
    assert client.post(PAGE, data=VOID).status_code == 404


def test_a_candidate_may_not_rule(client: StrictClient, edition: PaperEdition) -> None:
    client.sign_in(member(Role.CANDIDATE, edition.paper.organisation))

    for answer in (client.get(LIST), client.get(PAGE), client.get(f"{PAGE}/preview"), client.post(PAGE, data=VOID)):
        assert answer.status_code == 403


@pytest.mark.parametrize("number", [0, 5, 99_999, 2**31 - 1])
def test_a_question_that_is_not_asked_is_not_found(
    client: StrictClient, edition: PaperEdition, signed_in: Person, number: int
) -> None:
    assert client.get(f"{LIST}/{number}").status_code == 404
    assert client.post(f"{LIST}/{number}", data=VOID).status_code == 404


def test_a_paper_whose_fields_are_not_judged_asks_for_no_mark(client: StrictClient, signed_in: Person) -> None:
    exam(slug="trial-x", organisation=signed_in.memberships[0].organisation, marks=(None, None))

    assert "新しい基準点" not in client.get("/exams/trial-x/rulings/1").text
    assert client.post("/exams/trial-x/rulings/1", data={**EXCLUDED, "pass_mark_0": ""}).status_code == 303
