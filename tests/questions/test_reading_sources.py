"""A source must be what it says that it is, of a day that is known, and lead to its official text."""

from __future__ import annotations

import pytest

from app.questions.rules.reading import Reading, read_bank
from tests.questions.samples import LAW, SOURCES, bank, spoilt


def said(reading: Reading) -> list[str]:
    return [str(problem) for problem in reading.problems]


def test_a_source_that_is_not_what_the_list_says_is_refused() -> None:
    sources = SOURCES.replace("title: 介護保険法", "title: 介護保健法").replace(
        f"law_id: {LAW}", "law_id: 409AC0000000124"
    )

    assert said(read_bank(bank(sources=sources.encode()))) == [
        f"sources.yaml:1 {LAW} 法令の key は law_id と同じにします。key: 409AC0000000124 と書いてください",
        f"sources.yaml:3 {LAW} 題名が laws.json と違います。title: 介護保険法 と書いてください",
    ]


def test_an_unknown_kind_of_source_is_refused() -> None:
    reading = read_bank(bank(sources=spoilt("kind: 専門知識", "kind: 専門的知識", text=SOURCES)))

    assert said(reading)[0].startswith(
        'sources.yaml:8 expert-knowledge kind: "専門的知識" は使えません（もしかして 専門知識）'
    )


def test_a_statute_without_its_address_is_refused() -> None:
    reading = read_bank(bank(sources=spoilt(f"  url: https://laws.e-gov.go.jp/law/{LAW}\n", "", text=SOURCES)))

    assert said(reading) == [f"sources.yaml:1 {LAW} 「url」がありません。法令には url を書きます"]


def test_a_statute_whose_address_is_not_that_of_its_official_text_is_refused() -> None:
    reading = read_bank(
        bank(sources=spoilt(f"url: https://laws.e-gov.go.jp/law/{LAW}", "url: https://example.jp/", text=SOURCES))
    )

    assert said(reading) == [
        f"sources.yaml:6 {LAW} 公式の本文を指していません。url: https://laws.e-gov.go.jp/law/{LAW} と書いてください"
    ]


@pytest.mark.parametrize("kind", ["告示", "通知", "ガイドライン", "統計"])
def test_a_text_of_which_nobody_knows_the_edition_is_refused(kind: str) -> None:
    reading = read_bank(bank(sources=spoilt("kind: 専門知識", f"kind: {kind}", text=SOURCES)))

    assert [str(problem) for problem in reading.problems] == [
        "sources.yaml:11 expert-knowledge edition: 空です。文字列を書いてください。"
        "どの版を読んだか（出された日）を edition に書きます"
    ]
