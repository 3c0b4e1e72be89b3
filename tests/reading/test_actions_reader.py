"""Furigana for a page: one query, kept for the next reader, never longer than somebody waits."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.rules import Furigana, ReadingHelp
from app.reading import asking
from app.reading.actions import reader as actions
from app.reading.actions import readings
from app.reading.actions.reader import Reader, reader_for
from app.reading.models import KeptFurigana
from tests.reading.factories import keeper, some_glossary

ALL, HARD, NONE = (ReadingHelp(state) for state in (Furigana.ALL, Furigana.HARD, Furigana.NONE))
TEXTS = ["口腔ケアを行う。", "学校の先生。", "面接をする。", "かなだけ。", "口腔ケアを行う。"]


@pytest.fixture(autouse=True)
def _patient(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The analyser may take its time; what a page would keep after its end is kept at once."""
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 20)
    monkeypatch.setattr(actions, "beside", lambda keep: keep())
    asking.wake()
    readings.load_readings([("口腔", "こうくう"), ("面接", "めんせつ")], now=clock.now())


def shown(reader: Reader, text: str, *, is_open: bool = False) -> str:
    parts = reader.parts(text, is_open=is_open)
    return "".join(f"{p[0]}[{p[1]}]" if p[1] else p[0] for p in parts)


def test_the_three_states(db: Session) -> None:
    by_state = {state: reader_for(TEXTS, ReadingHelp(state)) for state in Furigana}

    assert {state: [shown(reader, text) for text in TEXTS[:3]] for state, reader in by_state.items()} == {
        Furigana.NONE: TEXTS[:3],
        Furigana.HARD: ["口腔[こうくう]ケアを行う。", "学校の先生。", "面接[めんせつ]をする。"],
        Furigana.ALL: [
            "口腔[こうくう]ケアを行[おこな]う。",
            "学校[がっこう]の先生[せんせい]。",
            "面接[めんせつ]をする。",
        ],
    }


def test_an_open_question_does_not_show_which_words_our_list_has() -> None:
    reader = reader_for(TEXTS, HARD)

    assert shown(reader, "面接をする。", is_open=True) == "面接をする。"
    assert shown(reader, "口腔ケアを行う。", is_open=True) == "口腔[こうくう]ケアを行う。"


@pytest.mark.parametrize("count", [1, 5, 60])
def test_a_page_asks_once_however_many_texts_it_has(db: Session, queries: list[str], count: int) -> None:
    texts = [f"介護保険の第{number}章" for number in range(count)]
    reader_for(texts, ALL)
    db.flush()
    queries.clear()

    reader = reader_for(texts, ALL)

    assert len(queries) == 1
    assert [shown(reader, text)[:7] for text in texts] == ["介護[かいご]"] * count


def test_what_was_made_is_kept_once(db: Session) -> None:
    reader_for(TEXTS, ALL)
    reader_for(TEXTS, HARD)

    assert db.scalar(select(func.count()).select_from(KeptFurigana)) == 3  # two are the same, one has no kanji


def test_without_furigana_nothing_is_made_and_drawn_pieces_can_be_kept(db: Session, queries: list[str]) -> None:
    reader_for([], NONE)
    queries.clear()
    some = reader_for(TEXTS, NONE)
    asked = len(queries)
    again, with_plain = reader_for(TEXTS, NONE), reader_for(TEXTS, ReadingHelp(Furigana.NONE, plain=True))

    assert asked == 1  # the editions
    assert db.scalar(select(func.count()).select_from(KeptFurigana)) == 0
    assert some == again != with_plain
    assert reader_for(TEXTS, ALL) != reader_for(TEXTS, ALL)


def test_a_page_that_explains_nothing_asks_nothing(queries: list[str]) -> None:
    queries.clear()

    reader = reader_for(TEXTS, NONE, explains=False)

    assert (len(queries), reader.parts("口腔")) == (0, [("口腔", None)])


def test_a_correction_holds_at_once() -> None:
    before = shown(reader_for(TEXTS, ALL), "面接をする。")
    from_list = readings.queries.reading_of("面接")
    assert from_list is not None

    readings.correct(from_list, reading="おもあい", in_use=True, by=keeper(), now=clock.now())
    after = shown(reader_for(TEXTS, ALL), "面接をする。")
    readings.correct(from_list, reading="おもあい", in_use=False, by=keeper(), now=clock.now())
    unused = shown(reader_for(TEXTS, ALL), "面接をする。")

    assert (before, after, unused) == ("面接[めんせつ]をする。", "面接[おもあい]をする。", "面接[めんせつ]をする。")


def test_without_the_analyser_a_page_comes_without_furigana(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 0)

    reader = reader_for(TEXTS, ALL)

    assert shown(reader, TEXTS[0]) == TEXTS[0]
    assert db.scalar(select(func.count()).select_from(KeptFurigana)) == 0


def test_the_glossary_s_terms_and_aliases_are_found() -> None:
    some_glossary()
    reader = reader_for([], NONE)

    spans = reader.glossary.terms.spans("ケアマネジャーは被保険者と保険者に会う。")

    ids = [reader.glossary.entries[span.term] for span in spans]
    assert [span.term for span in spans] == ["ケアマネジャー", "被保険者", "保険者"]
    assert len(set(ids)) == 3
    assert ids[0] == reader.glossary.entries["介護支援専門員"]
