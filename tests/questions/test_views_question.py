"""What the list and the page of a question tell: what waits for whom, a shared case, where and how it was used."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.accounts.rules import Permission
from app.exams.models import PaperQuestion
from app.questions.models import CaseStem, Question, QuestionVersion
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.exams.factories import SourceFactory, TopicFactory, exam
from tests.questions.conftest import in_state, instructor
from tests.questions.test_views_writing import filled
from tests.statistics.sittings import crowd

CASE = "Aさん（82歳、女性）は長男と暮らしている。物忘れが目立つようになり、長女が心配して相談に訪れた。"
OTHER_FACTS = [
    "介護支援専門員は、利用者の希望を聞かずに居宅サービス計画の原案を作ることができる。",
    "サービス担当者会議では、利用者とその家族の参加を基本とすることになっている。",
    "モニタリングの結果は、少なくとも一月に一回、記録しなければならないとされている。",
    "長男が反対するときは、市町村の許可を得てから課題分析を始めることになっている。",
    "居宅サービス計画を作ったときは、利用者と担当者に交付することになっている。",
]


@pytest.mark.parametrize(
    ("duty", "waiting"),
    [
        (Permission.REVIEW_QUESTION, {"執筆": ["下書き 1問", "要確認 2問"], "査読": ["査読 3問"]}),
        (Permission.CHECK_LAW, {"執筆": ["下書き 1問", "要確認 2問"], "法令確認": ["法令確認 0問", "要確認 2問"]}),
    ],
)
def test_each_duty_is_told_what_waits_for_it(
    client: StrictClient, centre: Organisation, duty: Permission, waiting: dict[str, list[str]]
) -> None:
    for status, many in ((QuestionStatus.DRAFT, 1), (QuestionStatus.DOUBTED, 2), (QuestionStatus.REVIEW, 3)):
        for _ in range(many):
            in_state(status, centre)
    client.sign_in(instructor(centre, duty))

    page = client.get("/questions").text

    queue = page.split('id="queues"')[1].split("</dl>")[0]
    told = re.findall(r"<dt>(.+?)</dt><dd[^>]*>(.+?)</dd>", queue)
    assert {name: re.findall(r'href="/questions\?status=\w+">(.+?)</a>', links) for name, links in told} == waiting


def test_a_case_is_written_once_and_shared_by_several_questions(
    db: Session, client: StrictClient, centre: Organisation, author: Person
) -> None:
    topic = TopicFactory(organisation_id=centre.id, code="care-support.insured", title="被保険者")
    SourceFactory(organisation_id=centre.id, key="409AC0000000123", law_id="409AC0000000123", title="介護保険法")
    other = {f"statements__{n}__text": text for n, text in enumerate(OTHER_FACTS)}
    client.sign_in(author)
    first, second = (
        client.post("/questions/new", data={"topic": topic.id}).location.removesuffix("/edit") for _ in range(2)
    )

    handed = [client.post(f"{first}/draft", data=filled(case_text=CASE, do="hand-in"))]
    case = db.scalars(select(CaseStem)).one()
    chosen = filled(case=case.external_id, stem="Aさんへの支援として適切なものはどれか。", **other)
    page = client.post(f"{second}/draft", data=chosen, headers={"X-Fragment": "1"}).text
    handed += [client.post(f"{second}/draft", data={**chosen, "saves": 1, "do": "hand-in"})]

    assert [answer.status_code for answer in handed] == [303, 303], handed[-1].text
    assert f'<div class="case-stem"><p>{CASE[:5]}' in page.replace("<wbr>", "")
    assert db.scalars(select(CaseStem.text)).all() == [CASE]
    assert [version.case_stem_id for version in db.scalars(select(QuestionVersion))] == [case.id, case.id]


def test_a_question_tells_where_it_is_used_when_last_and_how_it_did(
    db: Session, client: StrictClient, centre: Organisation, author: Person
) -> None:
    edition = exam(slug="mock-x", title="模擬試験 第9回", organisation=centre)
    asked = db.scalars(select(PaperQuestion).where(PaperQuestion.number == 1)).one()
    question: Question = asked.version.question
    unused = in_state(QuestionStatus.PUBLISHED, centre)
    client.sign_in(author)
    before = client.get(f"/questions/{question.id}").text
    crowd(db, edition, 3, centre)

    used, idle = (client.get(f"/questions/{one.id}").text for one in (question, unused))

    assert "まだありません" in section(before, "uses")
    assert "まだ数字がありません" in section(before, "figures")
    day = clock.jst(clock.now()).date().replace(day=1)
    assert "模擬試験 第9回" in section(used, "uses")
    assert ("問1" in section(used, "uses"), "3回" in section(used, "uses")) == (True, True)
    assert f"{day.year}年" in section(used, "uses")
    assert "100.0%" in section(used, "figures").replace("<wbr>", "") or "100%" in section(used, "figures")
    assert "まだどの試験にも入っていません" in section(idle, "uses")


def section(page: str, name: str) -> str:
    return page.split(f'aria-labelledby="{name}"')[1].split("</section>")[0]
