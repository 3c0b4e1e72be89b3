from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.actions.organisations import home_organisation
from app.accounts.models import Organisation, Person
from app.audit import AuditEntry
from app.questions import actions
from app.questions.models import Amendment, CaseStem, Question, QuestionVersion, Source, Topic
from app.questions.queries import newest_versions
from app.questions.rules.loading import LoadReport
from app.questions.rules.reading import read_bank
from app.questions.rules.stock import Bank
from app.questions.rules.words import QuestionStatus
from tests.questions.samples import CASES, LAW, QUESTION, Files, bank, mock_bank, question, spoilt

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture
def home(db: Session) -> Organisation:
    return home_organisation(NOW)


def read(files: Files) -> Bank:
    reading = read_bank(files)
    assert reading.bank is not None, reading.problems
    return reading.bank


def load(home: Organisation, files: Files, *, by: Person | None = None, now: datetime = NOW) -> LoadReport:
    return actions.load_bank(read(files), organisation=home, by=by, now=now)


def edited(db: Session, by: Person, *, stem: str) -> QuestionVersion:
    """What an instructor leaves behind who mends the stem on the site."""
    before = newest_versions(db.scalars(select(Organisation.id)).one(), ["KS-HIHO-001"])["KS-HIHO-001"]
    version = QuestionVersion(
        question=before.question,
        number=before.number + 1,
        topic_id=before.topic_id,
        stem=stem,
        choose=before.choose,
        accepted_keys=before.accepted_keys,
        as_of=before.as_of,
        difficulty=before.difficulty,
        tags=before.tags,
        rights=before.rights,
        content_hash="f" * 64,
        written_by_id=by.id,
        created_at=LATER,
    )
    db.add(version)
    db.flush()
    return version


@pytest.fixture
def instructor(db: Session) -> Person:
    person = Person(name="講師", kana="こうし", created_at=NOW)
    db.add(person)
    db.flush()
    return person


def versions(db: Session, external_id: str = "KS-HIHO-001") -> list[QuestionVersion]:
    return list(
        db.scalars(
            select(QuestionVersion)
            .join(QuestionVersion.question)
            .where(Question.external_id == external_id)
            .order_by(QuestionVersion.number)
        )
    )


def test_a_bank_is_loaded_with_all_that_its_files_say(db: Session, home: Organisation) -> None:
    report = load(home, bank())

    assert report.lines() == [
        "出題項目  追加 6  更新 0  変更なし 0",
        "根拠  追加 2  更新 0  変更なし 0",
        "問題  追加 1  更新 0  変更なし 0",
    ]
    [version] = versions(db)
    assert (version.number, version.choose, version.accepted_keys, version.topic.title) == (
        1,
        3,
        [[1, 3, 5]],
        "被保険者",
    )
    assert (version.question.status, version.written_by_id) == (QuestionStatus.PUBLISHED, None)
    assert [(statement.position, statement.identity, statement.correct) for statement in version.statements] == [
        (1, 1, True), (2, 2, False), (3, 3, True), (4, 4, False), (5, 5, True),
    ]  # fmt: skip
    [citation] = version.statements[1].citations
    assert (citation.source.title, citation.article, citation.paragraph, citation.item) == (
        "介護保険法",
        "10-2",
        1,
        "3",
    )
    assert version.statements[3].citations[0].suppl == "附則第2条"


def test_the_same_files_again_change_nothing(db: Session, home: Organisation) -> None:
    load(home, mock_bank())
    audited = db.scalar(select(func.count(AuditEntry.id)))

    report = load(home, mock_bank(), now=LATER)

    assert report.changed == 0
    assert report.lines()[:4] == [
        "出題項目  追加 0  更新 0  変更なし 6",
        "根拠  追加 0  更新 0  変更なし 2",
        "事例  追加 0  更新 0  変更なし 1",
        "問題  追加 0  更新 0  変更なし 60",
    ]
    assert db.scalar(select(func.count(QuestionVersion.id))) == 60
    assert db.scalar(select(func.count(AuditEntry.id))) == audited


def test_only_what_changed_gets_a_new_version_and_statements_keep_their_identity(
    db: Session, home: Organisation
) -> None:
    second = question("KS-HIHO-002", "care-support.insured", choose=2).encode()
    load(home, bank(question=QUESTION.encode() + second))
    changed = spoilt("なることができない。", "なることができないとされている。")

    report = load(home, bank(question=changed + second), now=LATER)

    assert report.lines()[-1] == "問題  追加 0  更新 1  変更なし 1"
    old, new = versions(db)
    assert (old.number, new.number, new.created_at) == (1, 2, LATER)
    assert [statement.identity for statement in new.statements] == [1, 2, 3, 4, 5]
    assert old.statements[1].text != new.statements[1].text
    assert len(versions(db, "KS-HIHO-002")) == 1


def test_a_statement_that_moves_takes_its_identity_along(db: Session, home: Organisation) -> None:
    load(home, bank())
    head, *statements = QUESTION.split("    - text: ")
    moved = head + "".join(f"    - text: {statements[n]}" for n in (4, 0, 1, 2, 3))

    load(home, bank(question=moved.encode()), now=LATER)

    assert [statement.identity for statement in versions(db)[-1].statements] == [5, 1, 2, 3, 4]


def test_the_wording_before_comes_back_as_a_version_of_its_own(db: Session, home: Organisation) -> None:
    load(home, bank())
    load(home, bank(question=spoilt("difficulty: 2", "difficulty: 3")))

    report = load(home, bank(), now=LATER)

    assert report.lines()[-1] == "問題  追加 0  更新 1  変更なし 0"
    assert [version.difficulty for version in versions(db)] == [2, 3, 2]


def test_a_new_wording_of_a_case_makes_new_versions_of_its_questions(db: Session, home: Organisation) -> None:
    load(home, mock_bank())
    files = {**mock_bank(), "cases.yaml": spoilt("82歳", "83歳", text=CASES)}

    report = load(home, files, now=LATER)

    assert report.lines()[2:4] == ["事例  追加 0  更新 1  変更なし 0", "問題  追加 0  更新 3  変更なし 57"]
    assert [case.number for case in db.scalars(select(CaseStem).order_by(CaseStem.number))] == [1, 2]
    old, new = versions(db, "KS-JIRE-001")
    assert old.case_stem is not None
    assert new.case_stem is not None
    assert (old.case_stem.number, new.case_stem.number) == (1, 2)


def test_sources_and_topics_are_brought_up_to_date_in_their_place(db: Session, home: Organisation) -> None:
    load(home, bank())
    files = bank()
    files["sources.yaml"] = files["sources.yaml"].replace(b"2026-02-08", b"2026-10-01")
    files["syllabus.yaml"] = files["syllabus.yaml"].replace("第1号被保険者".encode(), "1号".encode())

    report = load(home, files, now=LATER)

    assert report.lines() == [
        "出題項目  追加 0  更新 1  変更なし 5",
        "根拠  追加 0  更新 1  変更なし 1",
        "問題  追加 0  更新 0  変更なし 1",
    ]
    assert db.scalar(select(Source.edition).where(Source.key == LAW)) == "2026-10-01"
    assert db.scalar(select(Topic.aliases).where(Topic.code == "care-support.insured")) == ["1号"]
    assert db.scalars(select(Amendment)).all() == []


def test_a_newer_edition_of_a_source_sends_what_the_site_has_written_to_be_looked_at(
    db: Session, home: Organisation, instructor: Person
) -> None:
    load(home, mock_bank())
    edited(db, instructor, stem="被保険者について正しいものはどれか。")
    files = mock_bank()
    files["sources.yaml"] = files["sources.yaml"].replace(b"2026-02-08", b"2026-10-01")

    load(home, files, now=LATER)

    amendment = db.scalars(select(Amendment)).one()
    assert (amendment.source.key, amendment.articles, amendment.in_force_on) == (LAW, [], date(2026, 10, 1))
    doubted = select(Question.external_id).where(Question.status == QuestionStatus.DOUBTED)
    assert db.scalars(doubted).all() == ["KS-HIHO-001"]
    assert {task.question_id for task in amendment.tasks} == {versions(db)[0].question_id}


def test_an_edit_on_the_site_outlives_the_same_files(db: Session, home: Organisation, instructor: Person) -> None:
    load(home, bank())
    edited(db, instructor, stem="被保険者について正しいものはどれか。")

    report = load(home, bank(), now=LATER)

    assert report.changed == 0
    assert [version.number for version in versions(db)] == [1, 2]


def test_a_changed_file_comes_after_an_edit_on_the_site(db: Session, home: Organisation, instructor: Person) -> None:
    load(home, bank())
    edited(db, instructor, stem="被保険者について正しいものはどれか。")

    load(home, bank(question=spoilt("difficulty: 2", "difficulty: 3")), now=LATER)

    assert [(version.number, version.difficulty) for version in versions(db)] == [(1, 2), (2, 2), (3, 3)]


def test_an_import_by_a_person_is_compared_with_what_is_there_now(
    db: Session, home: Organisation, instructor: Person
) -> None:
    load(home, bank())
    edited(db, instructor, stem="被保険者について正しいものはどれか。")

    report = load(home, bank(), by=instructor, now=LATER)

    assert report.lines()[-1] == "問題  追加 0  更新 1  変更なし 0"
    assert versions(db)[-1].written_by_id == instructor.id


def test_two_organisations_hold_the_same_bank_apart(db: Session, home: Organisation) -> None:
    other = Organisation(slug="other", name="よその団体", created_at=NOW)
    db.add(other)
    db.flush()
    load(home, bank())

    report = load(other, bank())

    assert report.lines()[-1] == "問題  追加 1  更新 0  変更なし 0"
    found = [newest_versions(place.id, ["KS-HIHO-001"])["KS-HIHO-001"].id for place in (home, other)]
    assert len(set(found)) == 2


def test_an_image_is_stored_and_belongs_to_the_version(db: Session, home: Organisation) -> None:
    image = b"image: {file: images/a.png, alt: \xe5\x9b\xb3}"
    files = {**bank(question=QUESTION.encode().replace(b"image: null", image)), "images/a.png": b"first"}
    load(home, files)

    load(home, {**files, "images/a.png": b"second"}, now=LATER)

    first, second = versions(db)
    assert first.image_id is not None
    assert first.image_id != second.image_id
    assert second.image_alt == "図"


def test_a_load_that_changes_something_is_audited(db: Session, home: Organisation) -> None:
    load(home, bank())

    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "questions.load")).one()
    assert (entry.subject, entry.organisation_id) == (f"organisation:{home.id}", home.id)
    assert entry.after["問題"] == {"added": 1}
