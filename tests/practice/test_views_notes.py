from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.exams.models import PaperEdition, PaperQuestion
from app.practice.actions import answers
from app.practice.actions.answers import Sent
from app.practice.models import Note
from app.practice.rules.notes import TOO_LONG
from app.practice.rules.words import Confidence
from app.questions.models import QuestionVersion
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, closed_attempt, exam
from tests.factories import OrganisationFactory, member
from tests.practice.factories import card, home, new_version, note, practice_set, questions

WITHOUT_BREAKS = re.compile("<wbr>|\u200b").sub


def asked_in(db: Session, edition: PaperEdition) -> QuestionVersion:
    """The first question of the paper."""
    first = select(PaperQuestion.version_id).where(PaperQuestion.edition_id == edition.id, PaperQuestion.number == 1)
    return db.get_one(QuestionVersion, db.scalar(first))


def of(version: QuestionVersion, what: str = "notes", identity: int = 1) -> str:
    return f"/practice/questions/{version.question_id}/{what}/{identity}"


def kept(db: Session) -> list[tuple[int, bool, str]]:
    db.expire_all()
    return [(row.identity, row.starred, row.text) for row in db.scalars(select(Note).order_by(Note.identity))]


def test_a_bookmark_and_a_note_are_kept_and_shown(client: StrictClient, person: Person, db: Session) -> None:
    version = questions(1)[0]
    client.post(of(version, "stars"), data={"starred": "1"})
    answer = client.post(of(version), data={"text": "  令９条。\r\nⅡと①はそのまま  "})

    pages = client.get("/practice/notes").text, client.get(f"/practice/questions/{version.question_id}").text

    assert (answer.status_code, answer.location) == (303, f"/practice/questions/{version.question_id}")
    assert kept(db) == [(1, True, "令９条。\nⅡと①はそのまま")]
    assert all("令９条。\nⅡと①はそのまま" in page for page in pages)
    assert "肢1のしおりを外す" in pages[1]


def test_taking_bookmark_and_note_away_leaves_nothing(client: StrictClient, person: Person, db: Session) -> None:
    version = questions(1)[0]
    note(person, version, 1, text="消すメモ")
    db.commit()

    client.post(of(version, "stars"), data={"starred": "0"})
    assert kept(db) == [(1, False, "消すメモ")]
    client.post(of(version), data={"text": " \r\n "})

    assert kept(db) == []
    assert client.post(of(version, "stars"), data={"starred": "0"}).status_code == 303
    assert kept(db) == []


def test_a_note_on_the_question_itself(client: StrictClient, person: Person, db: Session) -> None:
    version = questions(1)[0]

    client.post(of(version, identity=0), data={"text": "組み合わせで覚える"})

    assert kept(db) == [(0, False, "組み合わせで覚える")]
    assert version.stem in WITHOUT_BREAKS("", client.get("/practice/notes").text)


@pytest.mark.parametrize("length", [10_001, 100_000])
def test_a_note_that_is_too_long_is_refused_and_stays_typed(
    client: StrictClient, person: Person, db: Session, length: int
) -> None:
    version, typed = questions(1)[0], "メ" * length

    answer = client.post(of(version), data={"text": typed})

    assert answer.status_code == 422
    assert TOO_LONG in answer.text
    assert typed in answer.text
    assert kept(db) == []


def test_a_note_of_the_longest_length_is_kept(client: StrictClient, person: Person, db: Session) -> None:
    client.post(of(questions(1)[0]), data={"text": "メ" * 10_000})

    assert [len(text) for _, _, text in kept(db)] == [10_000]


def test_a_note_is_text_and_never_markup(client: StrictClient, person: Person, db: Session) -> None:
    version = questions(1)[0]

    client.post(of(version), data={"text": "<script>alert(1)</script>\0\x07 & \"'"})

    assert kept(db) == [(1, False, "<script>alert(1)</script> & \"'")]
    for path in ("/practice/notes", f"/practice/questions/{version.question_id}"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; " in page


@pytest.mark.parametrize(("sent", "led"), [("/practice/notes", "/practice/notes"), ("//evil.example", None)])
def test_one_comes_back_to_where_one_was_and_nowhere_else(
    client: StrictClient, person: Person, sent: str, led: str | None
) -> None:
    version = questions(1)[0]

    answer = client.post(of(version, "stars"), data={"starred": "1", "next": sent})

    assert answer.location == (led or f"/practice/questions/{version.question_id}")


@pytest.mark.parametrize("what", ["notes", "stars"])
def test_what_may_not_be_seen_cannot_be_noted(client: StrictClient, person: Person, db: Session, what: str) -> None:
    version = questions(1)[0]
    foreign = questions(1, organisation=OrganisationFactory())[0]
    edition = exam(organisation=home())
    AttemptFactory(person=person, edition=edition)
    sat = asked_in(db, edition)
    data = {"text": "メモ", "starred": "1"}

    for path in (of(foreign, what), of(sat, what), of(version, what, 6), "/practice/questions/999999/notes/1"):
        assert client.post(path, data=data).status_code == 404
    assert client.get(f"/practice/questions/{foreign.question_id}").status_code == 404
    kept_back = client.get(f"/practice/questions/{sat.question_id}")
    assert (kept_back.status_code, "<h1>この問題は、いま開けません</h1>" in kept_back.text) == (404, True)
    assert kept(db) == []


def test_the_page_of_a_question_tells_only_what_was_answered(client: StrictClient, person: Person) -> None:
    version = questions(1)[0]
    card(person, version.statements[1])

    page = WITHOUT_BREAKS("", client.get(f"/practice/questions/{version.question_id}").text)

    assert version.statements[1].why in page
    assert version.statements[0].why not in page
    assert page.count("statement-source") == 1


def test_after_an_examination_all_is_told(client: StrictClient, person: Person, db: Session) -> None:
    edition = exam(organisation=home())
    closed_attempt(edition, person=person, answers={1: (1, 3)})

    page = client.get(f"/practice/questions/{asked_in(db, edition).question_id}").text

    assert page.count("statement-source") == 5


def test_notes_are_nobody_else_s(client: StrictClient, person: Person, db: Session) -> None:
    version, other = questions(1)[0], member()
    theirs = note(other, version, text="他人のメモ")
    db.commit()

    assert "他人のメモ" not in client.get("/practice/notes").text
    assert "他人のメモ" not in client.get(f"/practice/questions/{version.question_id}").text
    assert client.post(f"/practice/notes/{theirs.id}/removal").status_code == 404
    client.post(of(version), data={"text": ""})
    assert kept(db) == [(1, True, "他人のメモ")]


def test_notes_of_a_paper_that_is_being_sat_wait(client: StrictClient, person: Person, db: Session) -> None:
    edition = exam(organisation=home())
    note(person, asked_in(db, edition), text="答えは1と3")
    AttemptFactory(person=person, edition=edition)

    page = client.get("/practice/notes").text

    assert "答えは1と3" not in page
    assert "問題の1件は、終わるまで出しません" in page


def test_a_note_outlives_its_question_and_its_statement(client: StrictClient, person: Person, db: Session) -> None:
    gone, changed = questions(2)
    mine = note(person, gone, text="取り下げ前のメモ")
    note(person, changed, 1, text="替わる前のメモ")
    gone.question.status = QuestionStatus.RETIRED
    new_version(changed, identity=9)
    db.commit()

    page = client.get("/practice/notes").text

    assert "取り下げ前のメモ" in page
    assert gone.statements[0].text not in page
    assert "メモを書いた肢は、いまの版にはありません。" in page
    client.post(f"/practice/notes/{mine.id}/removal")
    assert db.scalar(select(func.count()).select_from(Note)) == 1


def test_the_list_goes_from_page_to_page(client: StrictClient, person: Person, queries: list[str]) -> None:
    versions = questions(5)
    counts = []
    for number, version in enumerate(versions):
        for identity in range(1, 6):
            note(person, version, identity, text=f"メモ{number}-{identity}。")
        queries.clear()
        client.get("/practice/notes")
        counts.append(len(queries))

    assert len(set(counts)) == 1
    assert "メモ0-1。" in client.get("/practice/notes?page=2").text
    for odd in ("0", "-3", "x", "999999999999999999999"):
        assert client.get(f"/practice/notes?page={odd}").status_code == 200


def test_an_answer_in_a_drill_offers_both(client: StrictClient, person: Person, db: Session) -> None:
    questions(1)
    found = practice_set(person)
    asked = found.items[0]
    version = db.scalars(select(QuestionVersion)).one()
    statement = next(one for one in version.statements if one.identity == asked[1])
    name = "7d9f2c3e-1a55-4c7e-9f44-9d3f5d1f9a10"
    sent = Sent(0, Confidence.SURE, name)
    answers.answer_card(found, statement.id, said_correct=True, sent=sent, now=clock.now())
    db.commit()

    page = client.get(f"/practice/answers/{name}").text
    answer = client.post(of(version, "stars", asked[1]), data={"starred": "1", "next": f"/practice/answers/{name}"})

    assert "この肢のしおりを付ける" in page
    assert answer.location == f"/practice/answers/{name}"
    assert "この肢のしおりを外す" in client.get(f"/practice/answers/{name}").text


def test_bookmarks_are_practised_in_one_tap(client: StrictClient, person: Person) -> None:
    note(person, questions(2)[0], 3)

    assert re.search(r"しおりを付けた肢</span><span class=\"numeric\">1<", client.get("/practice").text)
    answer = client.post("/practice/sets", data={"kind": "starred", "minutes": "5"})

    assert answer.status_code == 303
