"""What becomes of a draft when others save, hand in, load or retire beside it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.questions.actions.commanded import take_in
from app.questions.models import CaseStem, Question, QuestionDraft, QuestionVersion
from app.questions.queries import published_versions, workflow
from app.questions.queries.exchange import package_of
from app.questions.queries.writing import versions_of
from app.questions.rules.exchange.package import Format
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.questions.test_views_writing import FACTS, filled, go_the_way


def test_what_breaks_a_rule_is_not_handed_in_and_nothing_is_lost(
    db: Session, client: StrictClient, question: Question
) -> None:
    save = f"/questions/{question.id}/draft"

    refused = client.post(save, data=filled(choose="2", do="hand-in"))
    page = client.get(refused.location).text.replace("<wbr>", "")
    kept = db.scalars(select(QuestionDraft)).one()

    assert refused.status_code == 303
    assert "まだ出せません" in page
    assert "保存済み" in page
    assert (kept.saves, kept.content["statements"][3]["text"]) == (1, FACTS[3][0])
    assert db.scalars(select(QuestionVersion)).all() == []
    assert client.post(save, data=filled(shown_saves(page), do="hand-in")).status_code == 303
    assert len(db.scalars(select(QuestionVersion)).all()) == 1


def shown_saves(page: str) -> int:
    (known,) = re.findall(r'(?:name="saves" value|data-saves)="(-?\d+)"', page)
    return int(known)


def test_what_says_the_same_as_before_is_saved_and_not_handed_in(
    db: Session, client: StrictClient, question: Question, reviewer: Person, law_checker: Person, author: Person
) -> None:
    page = f"/questions/{question.id}"
    go_the_way(client, page, reviewer, law_checker)
    client.sign_in(author)
    client.post(f"{page}/edit")

    refused = client.post(f"{page}/draft", data=filled(case_text="", tags="", do="hand-in"))

    assert refused.status_code == 303
    assert "前の版から変わったところがありません" in client.get(refused.location).text
    assert len(db.scalars(select(QuestionVersion)).all()) == 1


def test_a_case_that_was_typed_is_made_by_the_hand_in_alone(
    db: Session, client: StrictClient, question: Question
) -> None:
    client.post(f"/questions/{question.id}/draft", data=filled(choose="2", case_text="Aさんの事例。", do="hand-in"))

    assert db.scalars(select(CaseStem)).all() == []
    assert db.scalars(select(QuestionDraft)).one().content["case_text"] == "Aさんの事例。"


@pytest.mark.parametrize("taken", ["502", "999", "501x", "99999999999999999999"])
def test_a_new_case_gets_a_name_that_nobody_has(
    db: Session, client: StrictClient, question: Question, centre: Organisation, taken: str
) -> None:
    name = f"CASE-{question.external_id[:2]}-{taken}"
    db.add(CaseStem(organisation_id=centre.id, external_id=name, number=1, text="よその。", created_at=clock.now()))
    case = "Aさん（80歳、女性、要介護2）は、長男夫婦と暮らしている。最近、夜間の外出が増え、長男の妻が疲れている。"

    answer = client.post(f"/questions/{question.id}/draft", data=filled(case_text=case, do="hand-in"))

    assert answer.location == f"/questions/{question.id}"
    assert db.scalars(select(QuestionVersion)).one().case_stem.text == case


def test_the_second_who_saves_is_told_and_may_overwrite(
    db: Session, client: StrictClient, question: Question, reviewer: Person
) -> None:
    save = f"/questions/{question.id}/draft"
    client.post(save, data=filled(0, stem="一人目の問題文である。"))
    client.sign_in(reviewer)

    page = client.get(f"/questions/{question.id}/edit")
    overtaken = client.post(save, data=filled(0, stem="二人目の問題文である。"))
    kept = db.scalars(select(QuestionDraft)).one().content["stem"]
    overwritten = client.post(save, data=filled(0, stem="二人目の問題文である。", overwrite="on"))

    assert "講師 書子さんが" in page.text
    assert overtaken.status_code == 409
    assert "二人目の問題文である。" in overtaken.text
    assert kept == "一人目の問題文である。"
    assert overwritten.status_code == 303
    assert db.scalars(select(QuestionDraft)).one().content["stem"] == "二人目の問題文である。"


@pytest.mark.parametrize("script", [{}, {"X-Fragment": "1"}], ids=["page", "fragment"])
@pytest.mark.parametrize("wrong", [{}, {"difficulty": "9"}], ids=["overtaken", "and-bad-input"])
def test_who_was_overtaken_overwrites_nothing_without_saying_so(
    db: Session,
    client: StrictClient,
    question: Question,
    reviewer: Person,
    script: dict[str, str],
    wrong: dict[str, str],
) -> None:
    save = f"/questions/{question.id}/draft"
    client.post(save, data=filled(0, stem="一人目の問題文である。"))
    client.sign_in(reviewer)

    refused = client.post(save, data=filled(0, stem="二人目の問題文である。", **wrong), headers=script)
    again = client.post(save, data=filled(shown_saves(refused.text), stem="二人目の問題文である。"), headers=script)

    assert [refused.status_code, again.status_code] == [422 if wrong else 409, 409]
    assert 'name="overwrite"' in again.text
    assert db.scalars(select(QuestionDraft)).one().content["stem"] == "一人目の問題文である。"


def test_what_comes_back_from_retirement_is_asked_again_when_it_has_gone_the_way(
    client: StrictClient, question: Question, reviewer: Person, law_checker: Person, publisher: Person, author: Person,
    centre: Organisation,
) -> None:  # fmt: skip
    page = f"/questions/{question.id}"
    go_the_way(client, page, reviewer, law_checker)
    client.sign_in(publisher)
    client.post(f"{page}/steps/retire", data={"note": "正答が誤っている。"})

    client.post(f"{page}/steps/revive", data={"note": ""})
    revived = published_versions(centre.id, clock.today())
    client.sign_in(author)
    client.post(f"{page}/edit")
    client.post(f"{page}/draft", data=filled(0, stem="改めた問題文について正しいものはどれか。", do="hand-in"))
    under_way = published_versions(centre.id, clock.today())
    told = client.get(page).text
    client.sign_in(reviewer)
    client.post(f"{page}/steps/pass-review", data={"note": ""})
    client.sign_in(law_checker)
    client.post(f"{page}/steps/publish", data={"note": ""})

    assert (revived, under_way) == ([], [])
    assert "受験者には第1版を出しています" not in told
    assert "から新しい試験と練習に出しません" in told
    assert [version.number for version in published_versions(centre.id, clock.today())] == [2]
    assert question.doubtful_from is None


def test_who_wrote_in_a_draft_does_not_review_it_though_a_version_came_meanwhile(
    db: Session, client: StrictClient, question: Question, reviewer: Person, law_checker: Person, author: Person,
    centre: Organisation,
) -> None:  # fmt: skip
    page = f"/questions/{question.id}"
    go_the_way(client, page, reviewer, law_checker)
    client.sign_in(reviewer)
    client.post(f"{page}/edit")
    client.post(f"{page}/draft", data=filled(0, stem="被保険者について正しいものはどれか。"))
    before = client.get(f"{page}/edit").text
    a_version_is_loaded(db.get_one(QuestionDraft, question.id), centre)

    client.sign_in(author)
    told = client.get(f"{page}/edit").text
    client.post(f"{page}/draft", data=filled(1, stem="被保険者について正しいものはどれか。", do="hand-in"))
    client.sign_in(reviewer)
    passed = client.post(f"{page}/steps/pass-review", data={"note": ""})

    assert "この下書きを書きはじめたあとに" not in before
    assert "この下書きを書きはじめたあとに、第2版ができています" in told
    assert f"{page}/versions/2?against=1" in told
    assert passed.status_code == 403
    assert workflow.writers(question) == {author.id, reviewer.id}


def a_version_is_loaded(draft: QuestionDraft, centre: Organisation) -> None:
    """As the site's own bank is, which is loaded whoever writes on what."""
    draft.changed = False
    package = package_of(centre)
    package.questions = [replace(package.questions[0], difficulty=3)]
    take_in(package, Format.YAML, "x", organisation=centre, default=QuestionStatus.DRAFT, now=clock.now())
    draft.changed = True
    assert [version.published_at is not None for version in versions_of(draft.question)] == [True, True]
