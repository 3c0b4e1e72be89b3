from __future__ import annotations

import csv
import io
import zipfile

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts.models import AccommodationGround, Person
from app.accounts.rules import Role
from app.audit import AuditEntry
from app.exams.models import PaperEdition
from app.files import StoredFile
from app.statistics.models import ReportFile
from tests.client import StrictClient
from tests.factories import ConsentFactory, OrganisationFactory, member
from tests.statistics.sittings import crowd

REPORT = "/statistics/papers/mock-x"
FILES = f"{REPORT}/files"
CSV = {"kind": "csv", "basis": "first", "edition": "1"}


def made(db: Session, client: StrictClient, words: dict[str, str] = CSV) -> bytes:
    """Ask for a file, let the worker make it, and fetch it."""
    assert client.post(FILES, data=words).status_code == 303
    tasks.run_due()
    db.expire_all()
    row = db.scalars(select(ReportFile).order_by(ReportFile.id.desc())).first()
    assert row is not None
    answer = client.get(f"/statistics/files/{row.id}")
    assert answer.status_code == 200
    return answer.data


def lines(archive: bytes, ending: str) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        [name] = [name for name in files.namelist() if name.endswith(ending)]
        return list(csv.reader(io.StringIO(files.read(name).decode("utf-8-sig"))))


def test_all_tables_and_the_matrix_are_in_the_archive_and_no_name(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    people = crowd(db, edition, 3, edition.paper.organisation)
    client.sign_in(instructor)

    archive = made(db, client)

    assert lines(archive, "解答の行列（得点）.csv") == [
        ["受験", "問1", "問2", "問3", "問4"],
        ["1", "1", "1", "1", "1"],
        ["2", "1", "0", "0", "0"],
        ["3", "1", "0", "0", "0"],
    ]
    assert lines(archive, "解答の行列（選んだ肢）.csv")[1:3] == [
        ["1", "1・3", "2・4", "1・2・3", "4・5"],
        ["2", "1・3", "1・2", "", ""],
    ]
    assert len(lines(archive, "-問題.csv")) == 5
    assert len(lines(archive, "-肢.csv")) == 21
    assert len(lines(archive, "選ばれた組.csv")) == 41
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        assert all(people[0].name not in files.read(name).decode() for name in files.namelist())


def test_a_workbook_is_made_too(db: Session, client: StrictClient, edition: PaperEdition, instructor: Person) -> None:
    crowd(db, edition, 2, edition.paper.organisation)
    client.sign_in(instructor)

    with zipfile.ZipFile(io.BytesIO(made(db, client, {**CSV, "kind": "xlsx"}))) as book:
        assert "解答の行列（得点）" in book.read("xl/workbook.xml").decode()


@pytest.mark.parametrize("basis", ["last", "highest", "all"])
def test_other_bases_have_files_of_their_own(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person, basis: str
) -> None:
    crowd(db, edition, 2, edition.paper.organisation)
    client.sign_in(instructor)

    assert len(lines(made(db, client, {**CSV, "basis": basis}), "（得点）.csv")) == 3


def test_the_page_says_that_a_file_is_being_made_and_asking_twice_makes_it_once(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    crowd(db, edition, 2, edition.paper.organisation)
    client.sign_in(instructor)
    for _ in range(2):
        client.post(FILES, data=CSV)

    page = client.get(REPORT).text
    row = db.scalars(select(ReportFile)).one()

    assert "作っています。" in page
    assert client.get(f"/statistics/files/{row.id}").status_code == 409
    assert db.scalar(select(func.count()).select_from(tasks.Outbox).where(tasks.Outbox.task.like("statistics.%"))) == 1


def test_a_new_file_takes_the_place_of_the_old_and_is_on_record(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    crowd(db, edition, 2, edition.paper.organisation)
    client.sign_in(instructor)
    first = made(db, client)
    crowd(db, edition, 2, edition.paper.organisation)

    second = made(db, client)

    assert (len(lines(first, "（得点）.csv")), len(lines(second, "（得点）.csv"))) == (3, 5)
    assert db.scalar(select(func.count()).select_from(StoredFile)) == 1
    asked = select(AuditEntry.person_id).where(AuditEntry.action == "statistics.exported")
    assert list(db.scalars(asked)) == [instructor.id] * 2


def test_the_same_bytes_for_two_bases_stay_until_both_are_gone(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    crowd(db, edition, 2, edition.paper.organisation)
    client.sign_in(instructor)
    made(db, client)
    same = made(db, client, {**CSV, "basis": "all"})
    crowd(db, edition, 1, edition.paper.organisation)
    made(db, client)

    other = db.scalars(select(ReportFile).where(ReportFile.basis == "all")).one()

    assert client.get(f"/statistics/files/{other.id}").data == same


def test_a_new_file_takes_no_bytes_away_that_another_room_needs(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    crowd(db, edition, 2, edition.paper.organisation)
    client.sign_in(instructor)
    made(db, client)
    handed_in = db.scalars(select(StoredFile.id)).one()
    consent = ConsentFactory(person_id=instructor.id)
    about = {"person_id": instructor.id, "consent_id": consent.id, "created_at": clock.now()}
    db.add(AccommodationGround(**about, reason="", file_id=handed_in, delete_on=clock.today()))
    crowd(db, edition, 1, edition.paper.organisation)

    made(db, client)

    assert db.scalar(select(func.count()).select_from(StoredFile)) == 2


def test_a_file_of_a_paper_that_nobody_sat_is_empty_and_no_fault(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    db.commit()
    client.sign_in(instructor)

    assert lines(made(db, client), "（得点）.csv") == [["受験", "問1", "問2", "問3", "問4"]]


@pytest.mark.parametrize("words", [{**CSV, "kind": "pdf"}, {**CSV, "basis": "some"}, {}])
def test_a_strange_wish_is_refused(
    client: StrictClient, edition: PaperEdition, instructor: Person, words: dict[str, str]
) -> None:
    client.sign_in(instructor)

    assert client.post(FILES, data=words).status_code == 422


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ORGANISER])
def test_another_organisation_s_file_is_not_found(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person, role: Role
) -> None:
    crowd(db, edition, 1, edition.paper.organisation)
    client.sign_in(instructor)
    made(db, client)
    row = db.scalars(select(ReportFile)).one()
    client.sign_in(member(role, OrganisationFactory()))

    assert client.get(f"/statistics/files/{row.id}").status_code == 404
    assert client.post(FILES, data=CSV).status_code == 404
    assert client.get("/statistics/files/999999").status_code == 404


def test_a_candidate_has_no_files(client: StrictClient, edition: PaperEdition) -> None:
    client.sign_in(member())

    assert client.get("/statistics/files/1").status_code == 403
    assert client.post(FILES, data=CSV).status_code == 403
