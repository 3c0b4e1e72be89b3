"""The lists of readings and of terms: every fault told, and loaded where they belong."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actions import home_organisation
from app.questions.actions import load_bank
from app.questions.rules.reading import read_bank
from app.reading.models import GlossaryEntry, Reading
from tests.factories import OrganisationFactory
from tests.questions.samples import LAW, Files, bank

READINGS = """\
- {term: 口腔, reading: こうくう}
- {term: 看取り, reading: みとり}
"""
TEXT = "介護保険を運営する市町村と特別区のことで、被保険者の資格を管理し、保険料を集め、給付を行う主体である。"
GLOSSARY = f"""\
- term: 保険者
  reading: ほけんしゃ
  aliases: [市町村等]
  text: {TEXT}
  sources: [{{law: {LAW}, article: "9"}}, {{source: expert-knowledge}}]
  see: [被保険者]
- term: 被保険者
  reading: ひほけんしゃ
  aliases: []
  text: {TEXT}
  sources: [{{law: {LAW}, article: "9"}}]
  see: []
"""


def with_lists(readings: str = READINGS, glossary: str = GLOSSARY) -> Files:
    return {**bank(), "readings.yaml": readings.encode(), "glossary.yaml": glossary.encode()}


def faults(files: Files) -> list[str]:
    return [str(problem) for problem in read_bank(files).problems]


def test_both_lists_are_read() -> None:
    reading = read_bank(with_lists())

    assert reading.problems == ()
    assert reading.bank is not None
    assert [word.reading for word in reading.bank.readings] == ["こうくう", "みとり"]
    assert [(entry.term, entry.see) for entry in reading.bank.glossary] == [("保険者", ("被保険者",)), ("被保険者", ())]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("こうくう", "コウクウ", "形が違います"),
        ("こうくう", "", "空です"),
        ("みとり", "みとる", "読みが言葉の中のかなと合いません"),
        ("term: 口腔", "term: ケア", "漢字のない言葉に読みはいりません"),
        ("term: 看取り", "term: 口腔", "で使われています"),
        ("reading: みとり", "yomi: みとり", "見出しはありません"),
        ("term: 口腔, reading: こうくう", "term: 保険者, reading: ほけんもの", "readings.yaml では「ほけんもの」です"),
    ],
)
def test_a_fault_of_the_readings_is_told(old: str, new: str, said: str) -> None:
    found = faults(with_lists(readings=READINGS.replace(old, new)))

    assert any(said in fault for fault in found), found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "see: [被保険者]",
            "see: [被保健者]",
            "用語「被保健者」は glossary.yaml にありません。もしかして「被保険者」ですか",
        ),
        ("see: [被保険者]", "see: [保険者]", "自分自身は see に書けません"),
        ("aliases: [市町村等]", "aliases: [被保険者]", "「被保険者」は用語「被保険者」にもあります"),
        ("source: expert-knowledge", "source: expert-knowledges", "sources.yaml にありません"),
        (f'{{law: {LAW}, article: "9"}}, ', f'{{law: {LAW}, article: "99999"}}, ', '条 "99999" はありません'),
        ("ほけんしゃ\n  aliases: [市", "ほけん\n  aliases: [市", ""),
        ("term: 被保険者", "term: 保険者", "で使われています"),
        (f'text: {TEXT}\n  sources: [{{law: {LAW}, article: "9"}}]\n', "text: 短い。\n  sources: []\n", "もっと長く"),
    ],
)
def test_a_fault_of_the_glossary_is_told(old: str, new: str, said: str) -> None:
    assert old in GLOSSARY

    found = faults(with_lists(glossary=GLOSSARY.replace(old, new)))

    assert not said or any(said in fault for fault in found), found


def test_the_lists_are_loaded_with_the_bank_and_the_sources_said(db: Session) -> None:
    now = clock.now()
    read = read_bank(with_lists()).bank
    assert read is not None

    report = load_bank(read, organisation=home_organisation(now), by=None, now=now)
    again = load_bank(read, organisation=home_organisation(now), by=None, now=now)

    said = {row.term: row.reading for row in db.scalars(select(Reading))}
    entry = db.scalars(select(GlossaryEntry).where(GlossaryEntry.term == "保険者")).one()
    assert said == {"保険者": "ほけんしゃ", "被保険者": "ひほけんしゃ", "口腔": "こうくう", "看取り": "みとり"}
    assert [source["label"] for source in entry.sources] == [
        "介護保険法 第9条",
        "専門職に共通する知識（二名の独立確認済み）",
    ]
    assert {"言葉の読み  追加 4  更新 0  変更なし 0", "用語  追加 2  更新 0  変更なし 0"} <= set(report.lines())
    assert again.changed == 0


def test_another_organisation_s_bank_does_not_change_the_site_s_lists(db: Session) -> None:
    now = clock.now()
    home_organisation(now)
    read = read_bank(with_lists()).bank
    assert read is not None

    load_bank(read, organisation=OrganisationFactory(), by=None, now=now)

    assert db.scalars(select(Reading)).all() == []
    assert db.scalars(select(GlossaryEntry)).all() == []
