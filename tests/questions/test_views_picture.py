from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.questions.actions import pictures
from app.questions.models import Question, QuestionDraft
from app.questions.rules.wording import NO_ALT
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.questions.conftest import in_state

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


@pytest.fixture
def question(client: StrictClient, centre: Organisation, author: Person) -> Question:
    """A question whose draft its author, who is signed in, has opened."""
    made = in_state(QuestionStatus.PUBLISHED, centre)
    client.sign_in(author)
    assert client.post(f"/questions/{made.id}/edit").status_code == 303
    return made


def test_a_picture_needs_words_and_must_be_one(db: Session, client: StrictClient, question: Question) -> None:
    place = f"/questions/{question.id}/draft/picture"

    without = client.post(place, data={"picture": (BytesIO(PNG), "a.png"), "alt": ""})
    script = client.post(place, data={"picture": (BytesIO(b"<svg onload=1>"), "a.svg"), "alt": "制度の図"})
    good = client.post(place, data={"picture": (BytesIO(PNG), "a.png"), "alt": "制度の図"})
    image = db.get_one(QuestionDraft, question.id).content["image"]
    served = client.get(f"/questions/images/{image['sha256']}")

    assert (without.status_code, script.status_code, good.status_code) == (422, 422, 303)
    assert "図の説明（代替テキスト）を書いてください" in without.text
    assert "PNG、JPEG、WebP の図" in script.text
    assert 'name="alt" value="制度の図"' in script.text
    assert question.versions[0].stem in script.text.replace("<wbr>", "")
    assert (served.mimetype, served.data) == ("image/png", PNG)
    assert client.get("/questions/images/" + "0" * 64).status_code == 404


def test_a_picture_that_came_without_words_is_not_handed_in_until_it_has_some(
    db: Session, client: StrictClient, question: Question
) -> None:
    place, draft = f"/questions/{question.id}/draft/picture", db.get_one(QuestionDraft, question.id)
    nothing = client.post(place, data={"do": "describe", "alt": "図"})
    client.post(place, data={"picture": (BytesIO(PNG), "a.png"), "alt": "図"})
    draft.content = {**draft.content, "image": {**draft.content["image"], "alt": NO_ALT}}
    saved = client.post(f"/questions/{question.id}/draft", data={}, headers={"X-Fragment": "1"})
    page = client.get(f"/questions/{question.id}/edit").text

    empty = client.post(place, data={"do": "describe", "alt": " "})
    said = client.post(place, data={"do": "describe", "alt": "保険者を示す図"})
    after = client.get(f"/questions/{question.id}/edit").text

    refusal = "図を見られない人のための説明（代替テキスト）が要ります"
    assert (nothing.status_code, empty.status_code, said.status_code) == (404, 422, 303)
    assert saved.status_code in (200, 422)
    assert [refusal in text for text in (page, after)] == [True, False]
    assert draft.content["image"]["alt"] == "保険者を示す図"


TYPED = "打ったばかりの問題文である。"


def change_picture(question: Question, by: Person) -> None:
    pictures.set_picture(question, PNG, "制度の図", by=by, now=clock.now())


def describe_it(question: Question, by: Person) -> None:
    pictures.describe_picture(question, "新しい説明", by=by, now=clock.now())


def take_it_out(question: Question, by: Person) -> None:
    pictures.drop_picture(question, by=by, now=clock.now())


@pytest.mark.parametrize("change", [change_picture, describe_it, take_it_out])
def test_a_picture_that_waits_for_a_save_keeps_what_was_saved(
    db: Session,
    client: StrictClient,
    question: Question,
    author: Person,
    change: Callable[[Question, Person], None],
) -> None:
    client.post(f"/questions/{question.id}/draft/picture", data={"picture": (BytesIO(PNG), "a.png"), "alt": "図"})
    draft = db.get_one(QuestionDraft, question.id)
    assert draft.content["stem"] != TYPED  # as the request of the picture has read it
    colleague = update(QuestionDraft).values(content={**draft.content, "stem": TYPED}, saves=draft.saves + 1)
    db.execute(colleague, execution_options={"synchronize_session": False})

    change(question, author)

    db.flush()
    db.expire_all()
    assert (draft.content["stem"], draft.saves) == (TYPED, 3)
