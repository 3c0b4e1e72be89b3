from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.questions.models import Question, QuestionDraft, StatementComment, Topic
from app.questions.queries import published_versions
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.questions.conftest import in_state

FACTS = [
    ("市町村の区域内に住所を有する65歳以上の者は、第1号被保険者となる。", True),
    ("医療保険に加入していない50歳の者も、第2号被保険者となることができる。", False),
    ("資格を取得した日から14日以内に、市町村へ届け出ることとされている。", True),
    ("日本国籍を有しない者は、住所があっても被保険者となることができない。", False),
    ("住所地特例の対象となる施設には、介護老人福祉施設が含まれる。", True),
]
WHY = "法律は住所と年齢を要件としており、この点が定められている。混同しやすいので、要件を順に確かめるとよい。"


def filled(saves: int = 0, **changes: Any) -> dict[str, Any]:
    """The form of a sound question; `changes` by the names of its fields, with - as __."""
    form: dict[str, Any] = {
        "saves": saves,
        "topic": "care-support.insured",
        "stem": "介護保険の被保険者について正しいものはどれか。",
        "choose": "3",
        "as_of": "2026-10-01",
        "difficulty": "2",
        "rights": "own",
        "case": "",
    }
    for n, (text, correct) in enumerate(FACTS):
        form[f"statements-{n}-text"] = text
        form[f"statements-{n}-correct"] = str(int(correct))
        form[f"statements-{n}-why"] = WHY
        form[f"statements-{n}-sources"] = "介護保険法 第9条第1項"
    return form | {name.replace("__", "-"): value for name, value in changes.items()}


def test_a_question_goes_from_the_empty_form_to_candidates(
    db: Session, client: StrictClient, question: Question, reviewer: Person, law_checker: Person, centre: Organisation
) -> None:
    page = f"/questions/{question.id}"

    about = {"tags": "被保険者、届出", "difficulty": "3", "expires": "2027-03-31", "rights": "own"}
    handed = client.post(f"{page}/draft", data=filled(do="hand-in", **about))
    client.sign_in(reviewer)
    reviewed = client.post(f"{page}/steps/pass-review", data={"note": ""})
    client.sign_in(law_checker)
    published = client.post(f"{page}/steps/publish", data={"note": "第9条を確かめた。"})

    assert [answer.status_code for answer in (handed, reviewed, published)] == [303, 303, 303]
    (version,) = published_versions(centre.id, clock.today())
    assert version.accepted_keys == [[1, 3, 5]]
    assert (version.tags, version.difficulty, version.rights) == (["被保険者", "届出"], 3, "own")
    assert (version.as_of, version.expires) == (date(2026, 10, 1), date(2027, 3, 31))
    assert [c.article for s in version.statements for c in s.citations] == ["9"] * 5
    assert version.statements[0].citations[0].paragraph == 1
    assert db.scalars(select(QuestionDraft)).all() == []


def test_a_draft_is_kept_as_it_was_typed_and_the_checks_come_back(
    db: Session, client: StrictClient, question: Question
) -> None:
    sent = filled(choose="2", statements__1__sources="介護保健法 9", statements__4__why="短い。")

    answer = client.post(f"/questions/{question.id}/draft", data=sent, headers={"X-Fragment": "1"})

    assert answer.status_code == 200
    assert "正しい肢が3つですが「2つ選べ」です" in answer.text
    assert "もしかして「介護保険法」ですか" in answer.text
    assert "介護保険法 第9条第1項（公式の条文を開く）" in answer.text
    assert "5 番目の解説が 3 字です" in answer.text
    draft = db.scalars(select(QuestionDraft)).one()
    assert (draft.saves, draft.content["statements"][1]["sources"]) == (1, "介護保健法 9")


@pytest.mark.parametrize(
    "spoilt",
    [
        {"choose": "x"},
        {"as_of": "昨日"},
        {"topic": "no.such"},
        {"difficulty": "9"},
        {"stem": "あ" * 201},
        {"statements__0__text": "あ" * 201},
        {"rights": "ＯＷＮ です"},
        {"case": "CASE-KS-99"},
        {"as_of": ""},
    ],
    ids=str,
)
def test_bad_input_is_refused_in_words(client: StrictClient, question: Question, spoilt: dict[str, str]) -> None:
    answer = client.post(f"/questions/{question.id}/draft", data=filled(**spoilt))

    assert answer.status_code == 422
    assert "まだ保存していません" in answer.text


def test_markup_and_control_characters_are_only_text(db: Session, client: StrictClient, question: Question) -> None:
    stem = "<script>alert(1)</script>\x00𠮷田さんの①について正しいものはどれか。"

    answer = client.post(f"/questions/{question.id}/draft", data=filled(stem=stem))

    assert answer.status_code == 303
    shown = client.get(f"/questions/{question.id}/edit").text
    assert "<script>alert" not in shown
    assert db.scalars(select(QuestionDraft)).one().content["stem"] == stem.replace("\x00", "")


def test_a_nearly_equal_statement_is_named(
    db: Session, client: StrictClient, question: Question, topic: Topic, centre: Organisation
) -> None:
    other = in_state(QuestionStatus.PUBLISHED, centre)
    other.versions[0].topic = topic
    other.versions[0].statements[0].text = FACTS[0][0].replace("65歳", "六十五歳")
    db.flush()

    answer = client.post(f"/questions/{question.id}/draft", data=filled(), headers={"X-Fragment": "1"})

    assert "ほとんど同じ肢があります" in answer.text
    assert other.external_id in answer.text


def test_a_draft_of_an_earlier_version_is_not_called_empty(
    client: StrictClient, question: Question, reviewer: Person, law_checker: Person, author: Person
) -> None:
    page = f"/questions/{question.id}"
    go_the_way(client, page, reviewer, law_checker)
    client.sign_in(author)
    client.post(f"{page}/edit")

    before = client.get(f"{page}/edit").text
    client.post(f"{page}/draft", data=filled(0, statements__0__text=FACTS[0][0].replace("65歳", "六十五歳")))
    after = client.get(f"{page}/edit").text

    assert "前の版のままです（まだ直していません）" in before
    assert "まだ何も書かれていません" not in before
    assert ("査読へ出せます" in before, "査読へ出せます" in after) == (False, True)


def test_a_revision_leaves_the_published_wording_in_use_and_shows_what_changed(
    db: Session, client: StrictClient, question: Question, reviewer: Person, law_checker: Person, author: Person,
    centre: Organisation,
) -> None:  # fmt: skip
    page = f"/questions/{question.id}"
    go_the_way(client, page, reviewer, law_checker)
    client.sign_in(author)

    client.post(f"{page}/edit")
    client.post(
        f"{page}/draft", data=filled(0, statements__0__text=FACTS[0][0].replace("65歳", "六十五歳"), do="hand-in")
    )
    under_way = [version.number for version in published_versions(centre.id, clock.today())]
    changes = client.get(f"{page}/versions/2").text
    told = client.get(page).text
    client.sign_in(reviewer)
    client.post(f"{page}/steps/pass-review", data={"note": ""})
    client.sign_in(law_checker)
    client.post(f"{page}/steps/publish", data={"note": ""})

    assert under_way == [1]
    assert "受験者には第1版を出しています" in told
    assert "<del>" in changes
    assert "六十五歳" in changes
    assert [version.number for version in published_versions(centre.id, clock.today())] == [2]


def go_the_way(client: StrictClient, page: str, reviewer: Person, law_checker: Person) -> None:
    assert client.post(f"{page}/draft", data=filled(do="hand-in")).status_code == 303
    client.sign_in(reviewer)
    assert client.post(f"{page}/steps/pass-review", data={"note": ""}).status_code == 303
    client.sign_in(law_checker)
    assert client.post(f"{page}/steps/publish", data={"note": ""}).status_code == 303


def test_an_older_version_comes_back_as_a_draft(
    db: Session, client: StrictClient, author: Person, centre: Organisation
) -> None:
    question = in_state(QuestionStatus.PUBLISHED, centre)
    client.sign_in(author)

    answer = client.post(f"/questions/{question.id}/versions/1/restored")

    assert answer.status_code == 303
    draft = db.get_one(QuestionDraft, question.id)
    assert (draft.changed, draft.content["choose"], draft.base_number) == (True, 2, 1)


def test_an_older_version_that_was_taken_up_is_not_overwritten_by_a_form_from_before(
    db: Session, client: StrictClient, author: Person, centre: Organisation
) -> None:
    question = in_state(QuestionStatus.PUBLISHED, centre)
    client.sign_in(author)
    client.post(f"/questions/{question.id}/edit")

    client.post(f"/questions/{question.id}/versions/1/restored")
    draft = db.get_one(QuestionDraft, question.id)
    stem, topic = draft.content["stem"], draft.content["topic"]
    old = client.post(f"/questions/{question.id}/draft", data=filled(0, topic=topic))

    assert old.status_code == 409
    assert db.get_one(QuestionDraft, question.id).content["stem"] == stem


def test_comments_are_kept_and_settled(
    db: Session, client: StrictClient, centre: Organisation, author: Person, reviewer: Person
) -> None:
    question = in_state(QuestionStatus.REVIEW, centre, author)
    client.sign_in(reviewer)
    page = f"/questions/{question.id}"

    bad = client.post(f"{page}/comments", data={"position": "9", "text": "どこ"})
    good = client.post(f"{page}/comments", data={"position": "2", "text": "根拠は第10条ではないでしょうか。"})
    said = db.scalars(select(StatementComment)).one()
    client.post(f"{page}/comments/{said.id}/settled")

    assert (bad.status_code, good.status_code) == (422, 303)
    assert said.position == 2
    assert said.settled_by_id == reviewer.id
