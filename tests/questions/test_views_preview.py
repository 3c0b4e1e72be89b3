from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, Person
from app.questions.models import Question
from app.questions.rules.words import QuestionStatus
from app.reading import asking
from app.reading.models import KeptFurigana
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, SourceFactory, exam
from tests.questions.conftest import in_state
from tests.questions.test_views_writing import filled


@pytest.fixture
def question(client: StrictClient, centre: Organisation, author: Person) -> Question:
    """A question whose draft its author, who is signed in, has opened."""
    made = in_state(QuestionStatus.PUBLISHED, centre)
    client.sign_in(author)
    assert client.post(f"/questions/{made.id}/edit").status_code == 303
    return made


def preview(page: str) -> str:
    return page.split("data-preview>")[1].split("</fieldset>")[0]


def shape(part: str) -> list[str]:
    """The elements of a question with their classes, in their order: what the colours and sizes of the site act on."""
    return re.findall(r'<(\w+[^>]*?class="[^"]*")', part.split("<fieldset")[1].split("</fieldset>")[0])


def test_the_preview_is_built_as_the_question_of_a_sitting(
    db: Session, client: StrictClient, question: Question, author: Person
) -> None:
    attempt = AttemptFactory(edition=exam(slug="mock-x", title="模擬試験 第9回"), person=author)

    page = client.get(f"/questions/{question.id}/edit").text
    sitting = client.get(f"/attempts/{attempt.id}").text

    assert [re.sub(r"\d+", "", one) for one in shape(preview(page))] == [
        re.sub(r"\d+", "", one) for one in shape(sitting.split('data-question="1"')[1])
    ]


def test_furigana_is_lent_to_the_preview_and_nothing_of_a_draft_is_kept(
    db: Session, client: StrictClient, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 20)
    asking.wake()
    place = f"/questions/{question.id}/edit"

    plain = client.get(place).text
    helped = client.get(f"{place}?furigana=1").text
    lent = {"furigana": "1"}
    back = client.post(f"/questions/{question.id}/draft", data=lent, headers={"X-Fragment": "1"}).text

    assert "<rt>" not in plain
    assert 'form="draft" name="furigana" value="1" id="furigana">' in plain
    assert "<rt>ただ</rt>" in preview(helped)
    assert 'name="furigana" value="1" id="furigana" checked>' in helped
    assert "<rt>ただ</rt>" in preview(back)
    assert db.scalar(select(func.count()).select_from(KeptFurigana)) == 0


def test_the_look_of_the_preview_is_kept_by_a_save_without_scripts(client: StrictClient, question: Question) -> None:
    place, draft = f"/questions/{question.id}/edit", f"/questions/{question.id}/draft"
    typed = filled(topic=question.versions[0].topic.code)
    look = {"look-phone": "1", "look-text": "200", "look-theme": "dark"}

    saved = client.post(draft, data={**typed, **look, "do": "save"})
    kept = client.get(saved.location).text
    refused = client.post(draft, data={**typed, **look, "as_of": "いつか", "do": "save"})
    usual = client.get(f"{place}?look-text=9000&look-theme=%22%3E%3Cscript%3E").text

    assert saved.location == f"{place}?look-phone=1&look-text=200&look-theme=dark"
    shown = 'data-place="preview" data-phone data-text="200" data-theme="dark">'
    assert (shown in kept, shown in refused.text, refused.status_code) == (True, True, 422)
    assert 'data-place="preview">' in usual


def test_a_source_that_was_found_leads_to_its_official_text(
    client: StrictClient, question: Question, centre: Organisation
) -> None:
    law = "https://laws.e-gov.go.jp/law/409AC0000000123"
    SourceFactory(organisation_id=centre.id, key="409AC0000000123", title="介護保険法", url=law)
    SourceFactory(organisation_id=centre.id, title="介護保険のしおり", url=None)

    found = client.get(f"/questions/{question.id}/sources", query_string={"q": "介護保険 9"}).text
    nothing = client.get(f"/questions/{question.id}/sources", query_string={"q": "\0"})

    assert 'data-line="介護保険法 第9条"' in found
    assert found.count(f'href="{law}"') == found.count('data-line="介護保険法 ') > 0
    assert 'data-line="介護保険のしおり' in found
    assert (nothing.status_code, "data-line" in nothing.text) == (200, False)
