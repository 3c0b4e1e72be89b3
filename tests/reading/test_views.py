from __future__ import annotations

import re

import pytest
from flask import Flask, render_template_string
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.accounts.rules import Furigana, ReadingHelp, Role
from app.reading import asking
from app.reading.actions import readings
from app.reading.actions.reader import NO_GLOSSARY, Reader, reader_for
from app.reading.models import KeptFurigana, Reading
from app.reading.rules.leaks import guard
from app.reading.rules.ruby import Ruby
from tests.client import StrictClient
from tests.factories import member
from tests.reading.factories import keeper, some_glossary

RUBY = "<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>"
TEXT = "介護を行う。"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 20)
    asking.wake()


def reader(furigana: Furigana = Furigana.ALL) -> Reader:
    text: Ruby = [["介護", "かいご", 3], ["を", None, 0], ["行", "おこな", 1], ["う。", None, 0]]
    return Reader(furigana, False, NO_GLOSSARY, "", {TEXT: text})


def drawn(app: Flask, text: str = TEXT, **about: object) -> str:
    call = ", ".join(["reader", *(f"{name}={name}" for name in about if name != "reader")])
    with app.test_request_context():
        return render_template_string(f"{{{{ text|breaks({call}) }}}}", **{"text": text, "reader": reader(), **about})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("介護保険の被保険者", "介護保険の<wbr>被保険者"),
        ("<b>強調</b>", "&lt;b&gt;強調&lt;/b&gt;"),
    ],
)
def test_a_line_may_break_between_phrases_and_what_was_typed_stays_text(app: Flask, text: str, shown: str) -> None:
    with app.test_request_context():
        said = render_template_string("{{ text|breaks }}", text=text)

    assert said.replace("<wbr>", "") == shown.replace("<wbr>", "")
    assert said.count("<wbr>") >= shown.count("<wbr>")


def test_ruby_stands_over_words_and_lines_still_break(app: Flask) -> None:
    assert drawn(app) == f"{RUBY.format('介護', 'かいご')}を<wbr>{RUBY.format('行', 'おこな')}う。"


def test_a_text_that_has_no_furigana_is_shown_bare(app: Flask) -> None:
    assert drawn(app, "<i>看護</i>").replace("<wbr>", "") == "&lt;i&gt;看護&lt;/i&gt;"


def test_what_the_guard_keeps_bare_stays_bare(app: Flask) -> None:
    other = "看護を行う。"
    shown = drawn(app, is_open=True, guard=guard("正しいものはどれか。", [TEXT, other]))

    assert shown == f"介護を<wbr>{RUBY.format('行', 'おこな')}う。"


def test_a_term_leads_to_its_entry_once(app: Flask, db: Session) -> None:
    some_glossary()
    text = "保険者は、被保険者と保険者である。"
    linked: list[int] = []

    shown = drawn(app, text, reader=reader_for([text], ReadingHelp()), linked=linked)

    assert re.findall(r'<a class="term" href="/glossary/\d+" data-term data-name="[^"]+">([^<]+)</a>', shown) == [
        "保険者",
        "被保険者",
    ]
    assert len(linked) == 2
    assert re.sub("<[^>]+>", "", shown) == text


def test_a_ruby_that_a_term_would_cut_in_two_is_left_out(app: Flask, db: Session) -> None:
    some_glossary()
    known = reader_for([], ReadingHelp(Furigana.ALL))
    text = "新保険者"
    whole = Reader(Furigana.ALL, False, known.glossary, "", {text: [[text, "しんほけんしゃ", 1]]})

    shown = drawn(app, text, reader=whole, linked=[])

    assert re.sub("<a [^>]+>", "<a>", shown).replace("<wbr>", "") == "新<a>保険者</a>"


# ── How somebody wants to read ──


def test_a_person_s_choice_is_remembered_in_the_account(client: StrictClient, db: Session) -> None:
    person = member()
    client.sign_in(person)

    first = client.post("/reading/help", data={"furigana": "hard", "next": "/glossary?row=x"})
    client.post("/reading/help", data={"plain": "on"})

    account = db.scalars(select(Account).where(Account.person_id == person.id)).one()
    assert (first.status_code, first.location) == (303, "/glossary?row=x")
    assert (account.furigana, account.plain_japanese) == (Furigana.HARD, True)
    page = client.get("/glossary").text
    assert re.findall(r'value="(\w+)" aria-pressed="true"', page) == ["hard", "on"]


def test_a_visitor_s_choice_is_remembered_in_the_cookie(client: StrictClient) -> None:
    client.post("/reading/help", data={"furigana": "all"})

    assert re.findall(r'value="(\w+)" aria-pressed="true"', client.get("/glossary").text) == ["all", "off"]


@pytest.mark.parametrize(
    "sent", [{"furigana": "loud"}, {"plain": "perhaps"}, {"furigana": ["all", "x"], "next": "https://example.com/"}]
)
def test_nonsense_changes_nothing_and_leads_nowhere_else(client: StrictClient, sent: dict[str, str]) -> None:
    answer = client.post("/reading/help", data={"next": "/glossary", **sent})

    assert answer.status_code == 303
    assert answer.location in ("/glossary", "/")


def test_without_a_token_nothing_is_chosen(client: StrictClient) -> None:
    client.sends_token = False

    assert client.post("/reading/help", data={"furigana": "all"}).status_code == 403


def test_a_page_keeps_what_it_had_to_make(client: StrictClient, db: Session) -> None:
    some_glossary()
    client.post("/reading/help", data={"furigana": "all"})

    page = client.get("/glossary?row=か").text

    assert RUBY.format("介護", "かいご") in page
    assert len(db.scalars(select(KeptFurigana)).all()) == 1


# ── Glossary ──


def test_the_glossary_is_leafed_through_and_searched(client: StrictClient, db: Session) -> None:
    empty = client.get("/glossary").text
    some_glossary()

    first, row = client.get("/glossary").text, client.get("/glossary?row=は").text
    found, none, odd = (client.get(f"/glossary?{q}").text for q in ("q=ホケン", "q=%00zzz", "row=ぬ"))

    def names(page: str) -> list[str]:
        return re.findall('<p class="entry-name"><strong>([^<]+)', page)

    assert "用語はまだありません" in empty
    assert (names(first), names(row), names(found)) == (["ＡＤＬ"], ["被保険者", "保険者"], ["被保険者", "保険者"])
    assert "見つかりませんでした" in none
    assert "この行の用語はまだありません" in odd
    assert re.search('あわせて：<a href="/glossary/[0-9]+">保険者</a>', row)


def test_a_script_gets_the_entry_alone(client: StrictClient, db: Session) -> None:
    some_glossary()
    address = re.findall('href="(/glossary/[0-9]+)">保険者</a>', client.get("/glossary?row=は").text)[0]

    page, part = client.get(address), client.get(address, headers={"X-Fragment": "1"})

    assert "<h1>保険者<span" in page.text
    assert "<html" not in part.text
    assert part.text.strip().partition("</p>")[2].strip() in page.text
    assert client.get("/glossary/99999").status_code == 404


@pytest.mark.parametrize("entries", [1, 3])
def test_the_glossary_costs_the_same_for_one_and_for_three(
    client: StrictClient, db: Session, queries: list[str], entries: int
) -> None:
    some_glossary()
    client.get("/glossary")
    queries.clear()

    client.get("/glossary?q=" + ("adl" if entries == 1 else "者"))

    assert len(queries) == 4  # rows of the index, entries, those to see, editions


# ── Readings ──


def listed(db: Session) -> Reading:
    readings.load_readings([("口腔", "こうくう")], now=clock.now())
    return db.scalars(select(Reading)).one()


def test_a_keeper_corrects_a_reading_and_sees_who_did(client: StrictClient, db: Session) -> None:
    row = listed(db)
    client.sign_in(keeper())

    answer = client.post(f"/readings/{row.id}", data={"reading": "コウコウ", "in_use": "y"})
    page = client.get(f"/readings/{row.id}").text

    assert answer.status_code == 303
    assert db.scalars(select(Reading.reading)).all() == ["こうこう"]
    assert "はじめの読み：こうくう" in page
    assert "講師 一" in page
    assert "直した読み" in client.get("/readings?q=こうこう").text


@pytest.mark.parametrize("reading", ["", "口腔", "kouku", "こう くう", "こうくう。", "あ" * 121, "<b>"])
def test_a_bad_reading_is_refused_in_words_and_kept(client: StrictClient, db: Session, reading: str) -> None:
    row = listed(db)
    client.sign_in(keeper())

    answer = client.post(f"/readings/{row.id}", data={"reading": reading, "in_use": "y"})

    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert db.scalars(select(Reading.reading)).all() == ["こうくう"]


@pytest.mark.parametrize(
    ("term", "reading", "status"),
    [
        ("嚥下", "えんげ", 303),
        ("看取り", "みとり", 303),
        ("看取り", "みとる", 422),
        ("ケア", "けあ", 422),
        ("", "えんげ", 422),
        ("介" * 61, "かい", 422),
        ("介\x00護", "かいご", 303),
        ("口腔", "こうこう", 409),
    ],
)
def test_a_word_is_added_or_refused_in_words(
    client: StrictClient, db: Session, term: str, reading: str, status: int
) -> None:
    listed(db)
    client.sign_in(keeper())

    answer = client.post("/readings/new", data={"term": term, "reading": reading})

    assert answer.status_code == status
    assert len(db.scalars(select(Reading)).all()) == (2 if status == 303 else 1)


@pytest.mark.parametrize(("role", "status"), [(Role.CANDIDATE, 403), (Role.ORGANISER, 403), (Role.INSTRUCTOR, 200)])
def test_who_may_look_at_the_list(client: StrictClient, db: Session, role: Role, status: int) -> None:
    row = listed(db)
    keeper()
    client.sign_in(member(role))

    assert client.get("/readings").status_code == status
    assert client.get(f"/readings/{row.id}").status_code == status
    assert client.get("/readings/new").status_code == 403
    assert client.post(f"/readings/{row.id}", data={"reading": "こうこう"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client: StrictClient, db: Session, queries: list[str], count: int
) -> None:
    readings.load_readings([("口腔", "こうくう"), ("嚥下", "えんげ"), ("褥瘡", "じょくそう")][:count], now=clock.now())
    client.sign_in(keeper())
    client.get("/readings")
    queries.clear()

    client.get("/readings")

    assert len(queries) == 6  # session, count, words, home, places, bell
