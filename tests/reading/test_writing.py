"""Those who keep the readings write the glossary, too."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.accounts.rules import Role
from app.audit import AuditEntry
from app.errors import Forbidden
from app.reading import queries
from app.reading.actions import glossary
from app.reading.models import GlossaryEntry
from tests.client import StrictClient
from tests.factories import member
from tests.reading.factories import entry, keeper, some_glossary

TYPED = {
    "term": "居宅介護支援",
    "reading": "キョタクカイゴシエン",
    "aliases": "ケアマネジメント\n\nケアマネジメント\n居宅介護支援",
    "text": "自宅で暮らす人の計画をつくり、つなぐこと。",
    "sources": "介護保険法 第8条第24項 https://example.jp/law\n手引き",
    "see": "介護支援専門員",
    "in_use": "y",
}


@pytest.fixture
def writer(client: StrictClient, db: Session) -> Person:
    some_glossary()
    who = keeper()
    client.sign_in(who)
    return who


def row(db: Session, term: str) -> GlossaryEntry:
    wanted = select(GlossaryEntry).where(GlossaryEntry.term == term).execution_options(populate_existing=True)
    return db.scalars(wanted).one()


def test_an_entry_is_added_and_found_at_once(client: StrictClient, db: Session, writer: Person) -> None:
    before = queries.editions().glossary
    assert 'href="/glossary/new"' in client.get("/glossary").text

    answer = client.post("/glossary/new", data=TYPED)

    made = row(db, "居宅介護支援")
    assert (answer.status_code, answer.location) == (303, f"/glossary/{made.id}")
    assert (made.reading, made.kana_row, made.aliases) == ("きょたくかいごしえん", "か", ["ケアマネジメント"])
    assert made.sources == [
        {"label": "介護保険法 第8条第24項", "url": "https://example.jp/law"},
        {"label": "手引き", "url": None},
    ]
    assert queries.editions().glossary != before
    assert "居宅介護支援" in client.get("/glossary?q=きょたく").text
    client.sign_out()
    assert "直す" not in client.get(f"/glossary/{made.id}").text


def test_an_entry_is_mended_and_who_did_it_is_kept(client: StrictClient, db: Session, writer: Person) -> None:
    entry_id = row(db, "被保険者").id
    page = client.get(f"/glossary/{entry_id}/edit").text
    assert "介護保険法 第9条 https://example.jp/law" in page

    client.post(
        f"/glossary/{entry_id}/edit", data=TYPED | {"term": "被保険者", "reading": "ひほけんしゃ", "see": "保険者"}
    )

    mended = row(db, "被保険者")
    assert (mended.text, mended.changed_by_id) == (TYPED["text"], writer.id)
    said = db.scalars(select(AuditEntry).where(AuditEntry.subject == f"glossary:{entry_id}")).one()
    assert said.after == {"term": "被保険者", "in_use": True, "changed": ["aliases", "sources", "text"]}
    assert "ほかの言い方、根拠、説明" in re.sub(r"\s", "", client.get(f"/glossary/{entry_id}/edit").text)


def test_what_was_mended_stays_until_the_file_says_something_else(db: Session) -> None:
    some_glossary()
    mended = entry("保険者", "ほけんしゃ", text="直した説明。")
    glossary.mend(row(db, "保険者"), mended, in_use=True, by=keeper(), now=clock.now())

    again = glossary.load_glossary([entry("保険者", "ほけんしゃ")])
    db.flush()
    assert (dict(again), row(db, "保険者").text) == ({"unchanged": 1}, "直した説明。")
    newer = glossary.load_glossary([entry("保険者", "ほけんしゃ", text="新しい説明。")])
    db.flush()

    assert (dict(newer), row(db, "保険者").text) == ({"updated": 1}, "新しい説明。")


def test_an_entry_out_of_use_is_shown_to_those_who_write_alone(
    client: StrictClient, db: Session, writer: Person
) -> None:
    entry_id = row(db, "ＡＤＬ").id
    sent = TYPED | {"term": "ＡＤＬ", "reading": "えーでぃーえる"}
    sent.pop("in_use")

    client.post(f"/glossary/{entry_id}/edit", data=sent)

    assert client.get(f"/glossary/{entry_id}").status_code == 404
    assert "出していない用語" in client.get("/glossary").text
    assert client.get(f"/glossary/{entry_id}/edit").status_code == 200
    assert "ＡＤＬ" not in queries.glossary(queries.editions().glossary).entries
    client.sign_out()
    assert (
        "ＡＤＬ" not in client.get("/glossary?q=ＡＤＬ").text.partition("<main")[2].partition("見つかりませんでした")[2]
    )
    client.sign_in(writer)
    client.post(f"/glossary/{entry_id}/edit", data=sent | {"in_use": "y"})
    assert client.get(f"/glossary/{entry_id}").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"term": ""}, "用語を入力してください"),
        ({"term": "あ" * 61}, "60文字まで"),
        ({"reading": "居宅"}, "ひらがなで入力"),
        ({"reading": ""}, "読みを入力してください"),
        ({"text": " 　"}, "説明を入力してください"),
        ({"text": "あ" * 1001}, "1,000文字まで"),
        ({"sources": ""}, "根拠を1つ以上"),
        ({"sources": "https://example.jp/"}, "根拠の名前を書いてください"),
        ({"sources": "\n".join(f"根拠{n}" for n in range(11))}, "10行まで"),
        ({"sources": "あ" * 301}, "300文字まで"),
        ({"aliases": "あ" * 61}, "60文字まで"),
        ({"see": "ない用語"}, "「ない用語」という用語はありません"),
    ],
)
def test_what_cannot_stand_comes_back_with_the_reason_and_what_was_typed(
    client: StrictClient, db: Session, writer: Person, wrong: dict[str, str], told: str
) -> None:
    answer = client.post("/glossary/new", data=TYPED | wrong)

    assert answer.status_code == 422
    assert told in answer.text
    assert "ケアマネジメント" in answer.text or "aliases" in wrong
    assert db.scalars(select(GlossaryEntry).where(GlossaryEntry.term == "居宅介護支援")).first() is None


@pytest.mark.parametrize(
    ("sent", "told"), [({"term": "保険者"}, "「保険者」は"), ({"aliases": "ケアマネジャー"}, "「ケアマネジャー」は")]
)
def test_a_name_has_one_entry(client: StrictClient, writer: Person, sent: dict[str, str], told: str) -> None:
    answer = client.post("/glossary/new", data=TYPED | sent)

    assert answer.status_code == 409
    assert told in answer.text


def test_what_is_typed_is_no_script(client: StrictClient, db: Session, writer: Person) -> None:
    evil = "<script>alert(1)</script>"
    client.post("/glossary/new", data=TYPED | {"text": evil, "sources": f"{evil} https://x.example/'\"><b>"})

    page = client.get(f"/glossary/{row(db, '居宅介護支援').id}").text

    assert evil not in page
    assert "<b>" not in page.partition("<article")[2]


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.ORGANISER])
def test_nobody_else_writes(client: StrictClient, db: Session, role: Role) -> None:
    some_glossary()
    client.sign_in(member(role))
    entry_id = row(db, "保険者").id

    for path in ("/glossary/new", f"/glossary/{entry_id}/edit"):
        assert client.get(path).status_code == 403
        assert client.post(path, data=TYPED).status_code == 403


def test_an_instructor_of_another_organisation_reads_and_does_not_write(client: StrictClient, db: Session) -> None:
    some_glossary()
    elsewhere = member(Role.INSTRUCTOR)
    client.sign_in(elsewhere)

    assert client.get("/glossary/new").status_code == 403
    assert "用語を加える" not in client.get("/glossary").text
    with pytest.raises(Forbidden):
        glossary.add(entry("新しい言葉", "あたらしいことば"), by=elsewhere, now=clock.now())
