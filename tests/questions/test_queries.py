from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions.organisations import home_organisation
from app.accounts.models import Organisation
from app.questions.actions import load_bank
from app.questions.models import Question, QuestionVersion
from app.questions.queries import (
    newest_versions,
    published_versions,
    sources,
    stock_files,
    syllabus,
    topics,
    versions_with_sources,
)
from app.questions.rules.reading import read_bank
from app.questions.rules.words import QuestionStatus
from tests.questions.samples import INSURED, LAW, Files, mock_bank

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def home(db: Session) -> Organisation:
    organisation = home_organisation(NOW)
    load(organisation, mock_bank())
    return organisation


def load(home: Organisation, files: Files) -> None:
    bank = read_bank(files).bank
    assert bank is not None
    load_bank(bank, organisation=home, by=None, now=NOW)


def test_versions_come_with_everything_in_few_queries(db: Session, home: Organisation, queries: list[str]) -> None:
    ids = list(db.scalars(select(QuestionVersion.id)))
    counts = []

    for number in (1, 60):
        db.commit()
        db.expunge_all()
        queries.clear()
        found = versions_with_sources(ids[:number])
        said = [c.source.title for v in found.values() for s in v.statements for c in s.citations]
        said += [version.topic.title for version in found.values()]
        said += [version.case_stem.text for version in found.values() if version.case_stem]
        counts.append(len(queries))

    assert counts == [3, 3]
    assert len(found) == 60


def test_published_versions_are_the_newest_in_the_order_of_the_syllabus(db: Session, home: Organisation) -> None:
    files = mock_bank()
    files[INSURED] = files[INSURED].replace(b"difficulty: 2", b"difficulty: 3", 1)
    load(home, files)
    retired = db.scalars(select(Question).where(Question.external_id == "KS-HIHO-002")).one()
    retired.status = QuestionStatus.RETIRED
    db.flush()

    found = published_versions(home.id, NOW.date())

    assert len(found) == 59
    assert [(version.question.external_id, version.number) for version in found[:2]] == [
        ("KS-HIHO-001", 2), ("KS-HIHO-003", 1),
    ]  # fmt: skip
    assert found[-1].question.external_id == "FU-GYAK-003"


def test_the_newest_version_is_found_by_the_id_of_the_file(db: Session, home: Organisation) -> None:
    files = mock_bank()
    files[INSURED] = files[INSURED].replace(b"difficulty: 2", b"difficulty: 3", 1)
    load(home, files)

    found = newest_versions(home.id, ["KS-HIHO-001", "KS-HIHO-002", "KS-HIHO-999"])

    assert {id: version.number for id, version in found.items()} == {"KS-HIHO-001": 2, "KS-HIHO-002": 1}


def test_the_syllabus_and_the_sources_are_the_organisation_s_own(db: Session, home: Organisation) -> None:
    assert [topic.code for topic in topics(home.id)][:2] == ["care-support.insured", "care-support.cases"]
    assert [source.key for source in sources(home.id)] == [LAW, "expert-knowledge"]
    assert (topics(home.id + 1), sources(home.id + 1)) == ([], [])


def test_the_files_of_a_bank_are_those_that_it_may_hold(tmp_path: Path) -> None:
    for name in ("papers/a.yaml", "laws.json", "images/a.png", ".git/a.yaml", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())

    assert stock_files(tmp_path) == {name: name.encode() for name in ("images/a.png", "laws.json", "papers/a.yaml")}


def test_the_syllabus_is_a_tree_with_the_questions_of_each_branch(db: Session, home: Organisation) -> None:
    care, health_welfare = syllabus(home.id)

    assert (care.code, care.title, care.questions) == ("care-support", "介護支援分野", 25)
    assert [(section.code, section.questions) for section in health_welfare.sections] == [
        ("health", 20),
        ("welfare", 15),
    ]
    assert [(group.title, group.questions) for group in health_welfare.sections[1].groups] == [
        ("面接・ソーシャルワーク", 4), ("福祉サービス", 8), ("他制度", 3),
    ]  # fmt: skip
    assert [(one.topic.code, one.questions) for one in care.sections[0].groups[0].topics] == [
        ("care-support.insured", 22), ("care-support.cases", 3),
    ]  # fmt: skip
    assert syllabus(home.id + 1) == []
