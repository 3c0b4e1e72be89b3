from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import personal_data
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.db import db as database
from app.files import StoredFile
from app.notices.models import Notice
from app.training.models.minutes import MinuteEntry
from app.training.models.reports import ReportTask, ReportWork
from app.training.models.running import Cohort
from app.training.queries import boards
from tests.client import StrictClient
from tests.factories import member
from tests.training.factories import EnrolmentFactory
from tests.training.learners import assigned, finisher
from tests.training.reported import PASSING, asked_for, written

PDF = b"%PDF-1.7 report"


def test_an_organiser_asks_for_a_report_with_a_rubric_and_what_is_wrong_is_told_at_its_field(
    client: StrictClient, db: Session, centre: Organisation, organiser: Person, cohort: Cohort
) -> None:
    module, lecturer = assigned(cohort, organiser), member(Role.INSTRUCTOR, centre)
    url = f"/cohorts/{cohort.id}/reports"
    form = {
        "module": module.id,
        "title": "事例のレポート",
        "instructions": "まとめます。",
        "criteria": "分析\n方針",
        "levels": "3 よい\n0 ない",
        "pass_points": "4",
        "credit_minutes": "30",
        "required": "y",
        "marker": lecturer.id,
    }

    empty = client.get(url).text
    odd = client.post(url, data=form | {"levels": "よい\nない", "credit_minutes": "-1"})
    high = client.post(url, data=form | {"pass_points": "7"})
    stranger = client.post(url, data=form | {"marker": member(Role.INSTRUCTOR).id})
    made = client.post(url, data=form)
    again = client.post(url, data=form)
    task = db.scalars(select(ReportTask)).one()
    shown = client.get(f"{url}/{task.id}").text
    edited = client.post(f"{url}/{task.id}", data=form | {"title": "別の題"})

    assert "レポートはまだありません" in empty
    assert (odd.status_code, "点数と言葉で書いて" in odd.text, "0から6,000まで" in odd.text) == (422, True, True)
    assert (high.status_code, "満点（6点）まで" in high.text) == (422, True)
    assert (stranger.status_code, made.status_code, again.status_code, edited.status_code) == (422, 303, 422, 303)
    assert f'<option selected value="{lecturer.id}">' in shown
    assert "別の題" in client.get(url).text


def test_a_learner_hands_in_a_text_and_a_file_and_bad_files_are_refused_in_words(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    task, mine = asked_for(cohort, organiser), EnrolmentFactory(cohort=cohort)
    url = f"/training/reports/{mine.id}/{task.id}"
    client.sign_in(mine.person)

    listed = client.get("/training").text
    nothing = client.post(url, data={"do": "hand_in"})
    exe = client.post(url, data={"do": "hand_in", "text": "ほんぶん", "file": (io.BytesIO(b"MZ"), "a.exe")})
    draft = client.post(url, data={"do": "draft", "text": "下書き", "file": (io.BytesIO(PDF), "事例.pdf")})
    handed = client.post(url, data={"do": "hand_in", "text": "一回目"})
    waits = client.post(url, data={"do": "draft", "text": "あとから"})

    assert "事例のレポート" in listed
    assert (nothing.status_code, "本文を書くか、ファイルを選んで" in nothing.text) == (422, True)
    assert (exe.status_code, "受け取れるファイルは" in exe.text, "ほんぶん" in exe.text) == (422, True, True)
    assert [each.status_code for each in (draft, handed, waits)] == [303, 303, 409]
    work = db.scalars(select(ReportWork)).one()
    assert (work.text, work.file_name, work.state) == ("一回目", "事例.pdf", "handed_in")


def test_a_report_is_marked_by_the_rubric_and_what_cannot_be_is_told(
    client: StrictClient, db: Session, centre: Organisation, organiser: Person, cohort: Cohort
) -> None:
    lecturer = member(Role.INSTRUCTOR, centre)
    task = asked_for(cohort, organiser, marker=lecturer)
    work = written(task, EnrolmentFactory(cohort=cohort), data=PDF)
    database.session.flush()
    place = f"/reports/{task.id}/works/{work.id}"
    client.sign_in(lecturer)

    desk = client.get("/reports").text
    file = client.get(f"{place}/file")
    partly = client.post(place, data={"mark_0": "0", "do": "pass"})
    low = client.post(place, data=PASSING | {"mark_0": "2"})
    silent = client.post(place, data=PASSING | {"do": "return", "comment": " "})
    passed = client.post(place, data=PASSING)
    twice = client.post(place, data=PASSING)

    assert ("事例のレポート" in desk, file.data) == (True, PDF)
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert [each.status_code for each in (partly, low, silent, passed, twice)] == [422, 422, 422, 303, 409]
    assert ("届いていません" in low.text, "どこを直すとよいか" in silent.text) == (True, True)


def test_a_report_is_given_back_reworked_and_passes_into_the_ledger_once(
    client: StrictClient, db: Session, centre: Organisation, organiser: Person, cohort: Cohort
) -> None:
    task, mine = asked_for(cohort, organiser, marker=member(Role.INSTRUCTOR, centre)), EnrolmentFactory(cohort=cohort)
    first = written(task, mine)
    database.session.flush()
    url, works = f"/training/reports/{mine.id}/{task.id}", f"/reports/{task.id}/works"
    client.post(f"{works}/{first.id}", data=PASSING | {"do": "return", "comment": "方針を具体的に。"})
    client.sign_in(mine.person)
    told = client.get(url).text
    client.post(url, data={"do": "hand_in", "text": "二回目"})
    second = db.scalars(select(ReportWork.id).order_by(ReportWork.id.desc())).first()
    client.sign_in(organiser)
    passed = client.post(f"{works}/{second}", data=PASSING)
    client.sign_in(mine.person)
    after = client.post(url, data={"do": "hand_in", "text": "三回目"})

    assert ("方針を具体的に。" in told, "書き直す" in told) == (True, True)
    assert (passed.status_code, after.status_code) == (303, 409)
    [entry] = db.scalars(select(MinuteEntry))
    assert (entry.minutes, entry.reference, entry.enrolment_id) == (30, f"report:{task.id}", mine.id)
    handed_in = "レポートが提出されました"
    titles = [notice.title for notice in db.scalars(select(Notice).order_by(Notice.id))]
    assert titles == [handed_in, "レポートが差し戻されました", handed_in, "レポートに合格しました"]


def test_a_module_that_needs_its_report_is_complete_when_that_has_passed(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    module = assigned(cohort, organiser)
    task, mine = asked_for(cohort, organiser, module=module), finisher(cohort, module, organiser)
    work = written(task, mine)
    database.session.flush()
    before = boards.board(cohort, clock.today()).rows[0]
    client.sign_in(mine.person)
    page = client.get("/training").text

    client.sign_in(organiser)
    client.post(f"/reports/{task.id}/works/{work.id}", data=PASSING)

    after = boards.board(cohort, clock.today()).rows[0]
    assert [(row.complete, row.stands[0].lacks_report) for row in (before, after)] == [(False, True), (True, False)]
    assert "レポートへ" in page


def test_nobody_else_sees_a_report(
    client: StrictClient, db: Session, centre: Organisation, organiser: Person, cohort: Cohort
) -> None:
    task, mine = asked_for(cohort, organiser, marker=member(Role.INSTRUCTOR, centre)), EnrolmentFactory(cohort=cohort)
    work = written(task, mine, data=PDF)
    database.session.flush()
    own, marks = f"/training/reports/works/{work.id}/file", f"/reports/{task.id}/works/{work.id}"
    classmate = EnrolmentFactory(cohort=cohort).person
    others = (classmate, member(Role.INSTRUCTOR, centre), member(Role.ORGANISER))
    met = []
    for person in others:
        client.sign_in(person)
        met.append([client.get(path).status_code for path in (own, marks, f"{marks}/file", f"/reports/{task.id}")])
    client.sign_in(mine.person)

    assert met == [[404, 403, 403, 403], [404] * 4, [404] * 4]
    assert client.get(own).data == PDF


def test_a_draft_is_its_writer_s_own_and_nothing_is_taken_after_the_training(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort, freeze: Callable[[datetime], None]
) -> None:
    task, mine = asked_for(cohort, organiser), EnrolmentFactory(cohort=cohort)
    url, now = f"/training/reports/{mine.id}/{task.id}", clock.now()
    device = client.sign_in(mine.person)
    device.expires_at = now + timedelta(days=99)
    client.post(url, data={"do": "draft", "text": "まだ途中"})
    work = db.scalars(select(ReportWork)).one()
    client.sign_in(organiser)
    hidden = client.get(f"/reports/{task.id}/works/{work.id}")
    device = client.sign_in(mine.person)
    device.expires_at = now + timedelta(days=99)

    freeze(now + timedelta(days=30))
    late = client.post(url, data={"do": "hand_in", "text": "まだ途中"})

    assert (hidden.status_code, late.status_code) == (404, 409)
    assert "主催者にお問い合わせください" in late.text


def test_the_rubric_stays_once_something_was_marked(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    task, mine = asked_for(cohort, organiser), EnrolmentFactory(cohort=cohort)
    work = written(task, mine)
    database.session.flush()
    client.post(f"/reports/{task.id}/works/{work.id}", data=PASSING)
    url = f"/cohorts/{cohort.id}/reports/{task.id}"
    form = {"module": task.module_id, "title": "題", "instructions": "説明", "marker": "0", "credit_minutes": "0"}

    refused = client.post(url, data=form | {"criteria": "一", "levels": "3 よい\n0 ない", "pass_points": "3"})

    assert (refused.status_code, "採点が始まっているため" in refused.text) == (422, True)


def test_the_lists_ask_the_same_number_of_queries_for_one_and_for_three(
    client: StrictClient, organiser: Person, cohort: Cohort, queries: list[str]
) -> None:
    task = asked_for(cohort, organiser)
    written(task, EnrolmentFactory(cohort=cohort))
    pages = (f"/reports/{task.id}", f"/cohorts/{cohort.id}/reports", "/reports")
    for page in pages:
        client.get(page)
    queries.clear()
    for page in pages:
        client.get(page)
    of_one = len(queries)
    for _ in range(2):
        written(task, EnrolmentFactory(cohort=cohort))
        asked_for(cohort, organiser)
    database.session.commit()
    queries.clear()

    for page in pages:
        client.get(page)

    assert len(queries) == of_one


def test_text_and_file_go_with_the_account_and_the_pass_stays(db: Session, organiser: Person, cohort: Cohort) -> None:
    task, mine, other = asked_for(cohort, organiser), EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    written(task, mine, data=PDF)
    written(task, other, data=PDF)
    db.flush()
    handed_out = personal_data.export(mine.person_id)["レポート"]

    personal_data.erase(mine.person_id, clock.now())
    shared = db.scalar(select(func.count()).select_from(StoredFile))
    personal_data.erase(other.person_id, clock.now())
    db.expire_all()

    assert handed_out[0]["本文"] == "本文です。"
    assert (shared, db.scalar(select(func.count()).select_from(StoredFile))) == (1, 0)
    assert [(work.text, work.file_id) for work in db.scalars(select(ReportWork))] == [("", None)] * 2


def test_a_file_that_was_replaced_or_taken_off_goes_unless_another_report_has_it(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    task = asked_for(cohort, organiser)
    mine, theirs = EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    written(task, theirs, data=PDF)
    url = f"/training/reports/{mine.id}/{task.id}"
    client.sign_in(mine.person)
    kept = []

    for data in (PDF, PDF + b" 2", PDF + b" 3", PDF + b" 3", b""):
        sent = {"file": (io.BytesIO(data), "a.pdf")} if data else {"drops_file": "y"}
        client.post(url, data={"text": "本文", "do": "draft"} | sent)
        kept.append(sorted(db.scalars(select(StoredFile.size))))

    one, two = len(PDF), len(PDF) + 2
    assert kept == [[one], [one, two], [one, two], [one, two], [one]]
