from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from io import BytesIO
from urllib.parse import unquote, urlsplit

import pandas
import pypdfium2
import pytest
import zxingcpp
from flask import current_app
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, files, tasks
from app.accounts.models import Organisation, Person
from app.accounts.models.site import OrganisationLook
from app.notices.models import Notice
from app.training import drawing
from app.training import tasks as work
from app.training.actions import certificates, exports
from app.training.models.jobs import TrainingJob
from app.training.models.running import Cohort
from app.training.queries import boards
from app.training.queries import certificates as find
from app.training.rules.jobs import JobState
from app.training.rules.sheets import Layout, ListKind
from tests.client import StrictClient
from tests.training.learners import assigned, days, finisher, worded

NAMES = ("𠮷田 花子", "髙橋 﨑子", "鈴木 一郎")


@pytest.fixture
def issued(db: Session, centre: Organisation, cohort: Cohort, organiser: Person) -> TrainingJob:
    """Three certificates that the worker has drawn."""
    worded(centre, organiser)
    module = assigned(cohort, organiser)
    for number, name in enumerate(NAMES, 1):
        finisher(cohort, module, organiser, name=name, number=number)
    rows = boards.board(cohort, clock.today()).rows
    job = certificates.issue(cohort, rows, days(cohort), by=organiser, now=clock.now())[0]
    db.commit()
    tasks.run_due()
    return job


def text_of(data: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages]


def fonts_inside(data: bytes) -> set[str]:
    """The kinds of font files that the document carries, by their keys; a font that is not inside is named."""
    found = [
        (kind["/FontDescriptor"], name)
        for page in PdfReader(BytesIO(data)).pages
        for name, font in page["/Resources"]["/Font"].items()
        for kind in font.get_object()["/DescendantFonts"]
    ]
    return {next((key for key in ("/FontFile2", "/FontFile3") if key in of), name) for of, name in found}


def test_papers_are_drawn_in_the_order_of_the_numbers_with_their_fonts_inside(db: Session, issued: TrainingJob) -> None:
    drawn = find.of_job(issued.id)

    assert [each.number for each in drawn] == [f"第{clock.today().year}-0000{n}号" for n in (1, 2, 3)]
    singles = [text_of(each.file.bytes)[0] for each in drawn if each.file]
    assert [NAMES[n].replace(" ", "") in text for n, text in enumerate(singles)] == [True] * 3
    assert "令和" in singles[0]
    assert "修了証明書" in singles[0]
    db.refresh(issued)
    assert issued.result is not None
    assert text_of(issued.result.bytes) == singles
    assert fonts_inside(issued.result.bytes) == {"/FontFile2"}


def test_every_paper_is_packed_singly_in_the_order_of_the_numbers(
    client: StrictClient, db: Session, issued: TrainingJob
) -> None:
    drawn, again = find.of_job(issued.id), io.BytesIO()
    work._pack(issued.id, again)
    answer = client.get(f"/cohorts/jobs/{issued.id}/archive")

    with zipfile.ZipFile(BytesIO(answer.data)) as packed:
        names = packed.namelist()
        inside = [packed.read(name) for name in names]

    assert names == [f"000{n} {NAMES[n - 1]} 第{clock.today().year}-0000{n}号.pdf" for n in (1, 2, 3)]
    assert inside == [each.file.bytes for each in drawn if each.file]
    db.refresh(issued)
    assert issued.archive is not None
    assert (
        issued.archive.sha256 == hashlib.sha256(answer.data).hexdigest() == hashlib.sha256(again.getvalue()).hexdigest()
    )
    assert unquote(answer.headers["Content-Disposition"]).endswith("00003号.zip")


def test_many_papers_are_bound_in_order_into_one_archivable_file() -> None:
    days = dict.fromkeys(("starts_on", "ends_on", "completed_on", "issued_on"), clock.today().isoformat())
    words = {"title": "修了証明書", "body": "証明します。", "issuer": "協会", "signer": "", "seal_mark": False}
    about = {**work.SAMPLE, **days, **words, "japanese_era": True, "born_on": None}
    numbers = [f"第{n}号" for n in range(drawing.VOLUME * 2 + 1)]
    with drawing.press(None) as press:
        bound = press.bind([drawing.worded({**about, "number": n}, "http://example.jp") for n in numbers])

    assert [number in text for text, number in zip(text_of(bound), numbers, strict=True)] == [True] * 21
    assert fonts_inside(bound) == {"/FontFile2"}
    catalog = PdfReader(BytesIO(bound)).root_object
    assert (b"<pdfaid:part>2<" in catalog["/Metadata"].get_data(), len(catalog["/OutputIntents"])) == (True, 1)


def test_the_code_on_the_paper_leads_to_the_page_that_confirms_it(
    client: StrictClient, db: Session, issued: TrainingJob
) -> None:
    first = find.of_job(issued.id)[0]
    assert first.file is not None
    with pypdfium2.PdfDocument(first.file.bytes) as paper:
        picture = paper[0].render(scale=2).to_numpy()

    codes = [each.text for each in zxingcpp.read_barcodes(picture)]

    address = f"{current_app.config['PUBLIC_URL'].rstrip('/')}/certificates/{first.code}"
    assert codes == [address]
    client.sign_out()
    page = client.get(urlsplit(codes[0]).path).text
    assert (first.number in page, "有効" in page, "吉田" in page or "𠮷田" in page) == (True, True, False)


def test_progress_is_kept_and_the_learners_are_told(db: Session, issued: TrainingJob) -> None:
    db.refresh(issued)

    assert (issued.state, issued.done, issued.percent) == (JobState.DONE, 3, 100)
    assert len(db.scalars(select(Notice).where(Notice.title == "修了証明書ができました")).all()) == 3


def test_the_same_work_a_second_time_draws_nothing_anew(db: Session, issued: TrainingJob) -> None:
    before = [each.file_id for each in find.of_job(issued.id)]

    work.draw_certificates(job_id=issued.id)

    assert [each.file_id for each in find.of_job(issued.id)] == before
    assert len(db.scalars(select(Notice).where(Notice.title == "修了証明書ができました")).all()) == 3


def test_a_sign_without_a_shape_spoils_one_paper_and_not_the_others(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    worded(centre, organiser)
    module = assigned(cohort, organiser)
    finisher(cohort, module, organiser, name="𠀋 \U000f0000子")
    finisher(cohort, module, organiser, name="鈴木 一郎")
    rows = boards.board(cohort, clock.today()).rows
    job = certificates.issue(cohort, rows, days(cohort), by=organiser, now=clock.now())[0]
    db.commit()

    tasks.run_due()

    db.refresh(job)
    assert job.message == "1人の証明書は作れませんでした。一覧で理由を確かめてください。"
    assert [each.file_id is None for each in find.of_job(job.id)] == [True, False]


def test_the_sample_is_the_organisations_own_and_says_that_it_is_one(
    db: Session, centre: Organisation, organiser: Person
) -> None:
    worded(centre, organiser)
    job = certificates.ask_for_sample(centre, by=organiser, now=clock.now())
    db.commit()

    tasks.run_due()

    db.refresh(job)
    assert job.result is not None
    text = text_of(job.result.bytes)[0]
    assert ("見本" in text, "第一研修センター" in text) == (True, True)


@pytest.mark.parametrize("layout", list(Layout))
def test_the_register_opens_again_in_a_table_program(
    db: Session, issued: TrainingJob, centre: Organisation, organiser: Person, layout: Layout
) -> None:
    third = find.of_job(issued.id)[2]
    third.printed = third.printed | {"name": "=HYPERLINK(1)"}
    db.flush()
    certificates.revoke(third, reason="+誤発行", by=organiser, now=clock.now())
    job = exports.of_register(centre, None, layout, by=organiser, now=clock.now())
    db.commit()

    tasks.run_due()

    db.refresh(job)
    assert job.result is not None
    table = opened(job.result.bytes, layout)
    first = "〓田 花子" if layout is Layout.CSV_CP932 else "𠮷田 花子"
    safe = "=HYPERLINK(1)" if layout is Layout.XLSX else "'=HYPERLINK(1)"
    assert list(table["氏名"]) == [first, "髙橋 﨑子", safe]
    assert list(table["状態"]) == ["有効", "有効", "取消し"]
    assert list(table["枝番"].astype(int)) == [1, 1, 1]


def opened(data: bytes, layout: Layout) -> pandas.DataFrame:
    if layout is Layout.XLSX:
        return pandas.read_excel(io.BytesIO(data), engine="openpyxl", dtype=str)
    encoding = "utf-8-sig" if layout is Layout.CSV_UTF8 else "cp932"
    return pandas.read_csv(io.BytesIO(data), dtype=str, encoding=encoding)


@pytest.mark.parametrize(("kind", "title"), [(ListKind.COMPLETERS, "修了者名簿"), (ListKind.PROGRESS, "進み具合")])
def test_lists_of_a_cohort_can_be_fetched_by_its_organiser_alone(
    client: StrictClient,
    db: Session,
    issued: TrainingJob,
    cohort: Cohort,
    kind: ListKind,
    title: str,
) -> None:
    answer = client.post(f"/cohorts/{cohort.id}/lists/{kind}", data={"layout": "xlsx"})
    page = answer.headers["Location"]
    waiting = client.get(page).text
    tasks.run_due()

    done = client.get(page, headers={"X-Fragment": "1"}).text
    fetched = client.get(f"{page}/file")

    assert ("作っています" in waiting, "できあがりました" in done) == (True, True)
    assert title in unquote(fetched.headers["Content-Disposition"])
    table = pandas.read_excel(io.BytesIO(fetched.data), engine="openpyxl", dtype=str)
    assert list(table["氏名"]) == list(NAMES)


def picture() -> bytes:
    """A red PNG of 4 by 2."""
    rows = zlib.compress(b"".join(b"\0" + bytes([200, 30, 30]) * 4 for _ in range(2)))
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 4, 2, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    whole = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(whole)


@pytest.mark.parametrize(("logo", "pictures"), [(picture(), 1), (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, 0)])
def test_a_certificate_bears_the_colour_and_the_logo_of_its_day(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person, logo: bytes, pictures: int
) -> None:
    """A picture that cannot be drawn is left out."""
    kept = files.store(logo, type="image/png", organisation_id=centre.id)
    db.flush()
    db.add(OrganisationLook(organisation_id=centre.id, colour="#7a1f1f", logo_id=kept.id, contact=""))
    worded(centre, organiser)
    finisher(cohort, assigned(cohort, organiser), organiser, name="髙橋 一郎")
    rows = boards.board(cohort, clock.today()).rows
    job = certificates.issue(cohort, rows, days(cohort), by=organiser, now=clock.now())[0]
    db.commit()

    tasks.run_due()

    made = find.of_job(job.id)[0]
    assert made.file is not None
    assert (made.printed["colour"], made.printed["logo"]) == ("#7a1f1f", kept.id)
    [page] = PdfReader(BytesIO(made.file.bytes)).pages
    assert len(page.images) == pictures
