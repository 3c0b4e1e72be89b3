from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import personal_data
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.db import db as database
from app.mail import Mail
from app.notices.models import Notice
from app.training.models.records import RecordReturn, RecordSheet
from app.training.models.running import Cohort
from app.training.queries import records as find
from app.training.rules.records import Moment, Rater
from tests.client import StrictClient
from tests.factories import member
from tests.training.factories import EnrolmentFactory, LessonFactory, LessonVersionFactory
from tests.training.learners import assigned
from tests.training.recorded import days_from, handed_in, opened, sent

LINK = re.compile(r"/records/[\w-]+")


def test_an_organiser_opens_the_sheets_with_the_goals_that_curriculum_and_lessons_have(
    client: StrictClient, home: Organisation, organiser: Person, cohort: Cohort
) -> None:
    lesson = LessonFactory(organisation_id=home.id)
    LessonVersionFactory(lesson=lesson, goals=["申請の流れを言える。"])
    taught = assigned(cohort, organiser, lessons=[lesson.path])
    bare = assigned(cohort, organiser, title="連携")
    url = f"/cohorts/{cohort.id}/records"
    days = asdict(days_from(clock.today()))

    first = client.get(url).text
    back = client.post(f"{url}/days", data=days | {"closes_on": clock.today()})
    saved = client.post(f"{url}/days", data=days)
    proposed = client.get(saved.location).text
    goals = {f"module_{taught.id}": "申請の流れを言える。\n窓口を選べる。", f"module_{bare.id}": "連絡できる。"}
    empty = client.post(f"{url}/goals", data=goals | {f"module_{bare.id}": " "})
    kept = client.post(f"{url}/goals", data=goals)

    assert "研修記録シートを始める" in first
    assert (back.status_code, "受付を終える日は、3か月後の期限か" in back.text) == (422, True)
    assert ("申請の流れを言える。" in proposed, "連携の内容を説明できる。" in proposed) == (True, True)
    assert (empty.status_code, "目標を一つ以上" in empty.text, "窓口を選べる。" in empty.text) == (422, True, True)
    assert (kept.status_code, len(find.goals(cohort.id))) == (303, 3)


def test_a_learner_saves_a_draft_hands_in_and_changes_nothing_after(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    goals = opened(cohort, organiser)
    fixed = f"/cohorts/{cohort.id}/records/goals"
    before = client.get(fixed).text
    mine, other = EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    client.sign_in(mine.person)
    url = f"/training/records/{mine.id}/before"

    listed = client.get("/training").text
    assert "目標を保存する" in before
    drafted = client.post(url, data=sent(goals, 2, do="draft"))
    draft = client.get(url).text
    incomplete = client.post(url, data=sent(goals, 3))
    odd = client.post(url, data=sent(goals, 3, 5))
    handed = client.post(url, data=sent(goals, 3, 4, comment="基礎から学びます。"))
    again = client.post(url, data=sent(goals, 1, 1))
    early = client.get(f"/training/records/{mine.id}/after")
    theirs = client.get(f"/training/records/{other.id}")

    assert "研修記録シートを開く" in listed
    assert (drafted.status_code, 'value="2" checked' in draft or "checked" in draft) == (303, True)
    assert (incomplete.status_code, "段階を一つ選んでください。" in incomplete.text) == (422, True)
    assert (odd.status_code, "1から4までの中から" in odd.text) == (422, True)
    assert (handed.status_code, again.status_code, early.status_code, theirs.status_code) == (303, 409, 409, 404)
    assert "から記入できます" in early.text
    sheet = db.scalars(select(RecordSheet)).one()
    assert (list(sheet.levels().values()), sheet.comment) == ([3, 4], "基礎から学びます。")
    assert "基礎から学びます。" in client.get(f"/training/records/{mine.id}").text
    client.sign_in(organiser)
    assert "目標を保存する" not in client.get(fixed).text


def test_a_manager_fills_in_by_the_letter_s_link_once(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    goals = opened(cohort, organiser)
    mine = EnrolmentFactory(cohort=cohort)
    client.sign_in(mine.person)
    url = f"/training/records/{mine.id}/before/manager"
    odd = client.post(url, data={"before-name": "山田 花子", "before-email": "山田"})
    client.post(url, data={"before-name": "山田 花子", "before-email": "Kanri@example.jp"})
    first = db.scalars(select(Mail).order_by(Mail.id)).one()
    client.post(url, data={"before-name": "山田 花子", "before-email": "kanri@example.jp"})
    letters = db.scalars(select(Mail).order_by(Mail.id)).all()
    older, link = (LINK.findall(letter.body)[0] for letter in letters)
    client.sign_out()

    page = client.get(link)
    replaced = client.get(older)
    drafted = client.post(link, data=sent(goals, 2, do="draft"))
    unsigned = client.post(link, data=sent(goals, 2, 3))
    signed = client.post(link, data=sent(goals, 2, 3, name="山田 花子"))
    again = client.get(link)
    unknown = client.get("/records/nobody-s")

    assert (odd.status_code, "メールアドレスの形で" in odd.text, first.recipient) == (422, True, "kanri@example.jp")
    assert ("自己評価は、ここには出しません" in page.text, page.status_code) == (True, 200)
    assert (replaced.status_code, "新しいリンク" in replaced.text) == (409, True)
    assert [drafted.status_code, unsigned.status_code, signed.status_code] == [303, 422, 200]
    assert (again.status_code, "すでに提出されています" in again.text, unknown.status_code) == (409, True, 404)
    assert [notice.person_id for notice in db.scalars(select(Notice))] == [mine.person_id]
    assert db.scalars(select(RecordSheet)).one().signed_name == "山田 花子"


def test_a_link_that_is_too_old_says_so_and_a_closed_sheet_the_day(
    client: StrictClient, organiser: Person, cohort: Cohort, freeze: Callable[[datetime], None]
) -> None:
    goals = opened(cohort, organiser)
    mine = EnrolmentFactory(cohort=cohort)
    url = f"/cohorts/{cohort.id}/records/people/{mine.id}"
    nameless = client.post(f"{url}/before/link", data={})
    made = client.post(f"{url}/before/link", data={"before-name": "山田 花子"}).text
    link, now = LINK.findall(made)[0], clock.now()
    device = client.sign_in(mine.person)
    device.expires_at = now + timedelta(days=400)
    database.session.commit()

    freeze(now + timedelta(days=12))
    closed = client.get(link)
    too_late = client.post(f"/training/records/{mine.id}/before", data=sent(goals, 1, 1))
    freeze(now + timedelta(days=31))
    expired = client.get(link)
    freeze(now + timedelta(days=200))
    over = client.get(f"/training/records/{mine.id}/later")

    assert (nameless.status_code, "管理者の氏名を入力してください。" in nameless.text) == (422, True)
    assert [each.status_code for each in (closed, too_late, expired, over)] == [409, 409, 409, 409]
    assert "受付は、" in closed.text
    assert "期限（30日）が切れました" in expired.text
    assert "に終わりました" in over.text


def test_the_organiser_sees_who_is_missing_reminds_them_and_what_has_changed(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    opened(cohort, organiser)
    done, missing = EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    handed_in(done, [1, 2])
    handed_in(done, [3, 3], moment=Moment.AFTER, later=12)
    handed_in(missing, [4, 4], moment=Moment.AFTER, rater=Rater.MANAGER, later=12)

    url = f"/cohorts/{cohort.id}/records"
    page = client.get(url).text
    one = client.get(f"{url}/people/{done.id}").text
    reminded = client.post(f"{url}/reminders", data={"moment": "before"})
    odd = client.post(f"{url}/reminders", data={"moment": "never"})
    early = client.post(f"{url}/reminders", data={"moment": "later"})

    assert ("まだの1人に連絡する" in page, "受講直後の変化：+1.50（1人）" in page) == (True, True)
    assert "人に教えられる" not in one
    assert "ひとりでできる" in one
    assert [each.status_code for each in (reminded, odd, early)] == [303, 422, 409]
    asked = [notice.person_id for notice in db.scalars(select(Notice)) if "お願い" in notice.title]
    assert asked == [missing.person_id]


def test_the_page_asks_the_same_number_of_queries_for_one_learner_and_for_three(
    client: StrictClient, organiser: Person, cohort: Cohort, queries: list[str]
) -> None:
    opened(cohort, organiser)
    handed_in(EnrolmentFactory(cohort=cohort), [1, 2])
    url = f"/cohorts/{cohort.id}/records"
    client.get(url)
    queries.clear()
    client.get(url)
    of_one = len(queries)
    for _ in range(2):
        handed_in(EnrolmentFactory(cohort=cohort), [1, 2])
    database.session.commit()
    queries.clear()

    client.get(url)

    assert len(queries) == of_one
    assert of_one <= 16


def test_another_organisation_s_organiser_finds_nothing(
    client: StrictClient, organiser: Person, cohort: Cohort
) -> None:
    opened(cohort, organiser)
    mine = EnrolmentFactory(cohort=cohort)
    client.sign_in(member(Role.ORGANISER))
    url = f"/cohorts/{cohort.id}/records"

    answers = [client.get(path).status_code for path in (url, f"{url}/days", f"{url}/goals", f"{url}/people/{mine.id}")]

    assert answers == [404] * 4


def test_an_organiser_gives_a_sheet_back_and_what_it_said_stays(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    goals = opened(cohort, organiser)
    mine = EnrolmentFactory(cohort=cohort)
    client.sign_in(mine.person)
    sheet = f"/training/records/{mine.id}/before"
    client.post(sheet, data=sent(goals, 3, 4, comment="はじめの言葉。"))
    client.sign_in(organiser)
    url = f"/cohorts/{cohort.id}/records/people/{mine.id}"

    offered = client.get(url).text
    empty = client.post(f"{url}/before/self/return", data={"before-self-reason": ""})
    back = client.post(f"{url}/before/self/return", data={"before-self-reason": "目標を読み違えたため"})
    twice = client.post(f"{url}/before/self/return", data={"before-self-reason": "もう一度"})
    never = client.post(f"{url}/after/self/return", data={"after-self-reason": "まだ"})
    client.sign_in(mine.person)
    again = client.post(sheet, data=sent(goals, 1, 1, comment="二度目の言葉。"))
    client.sign_in(organiser)
    shown = client.get(url).text

    assert "本人のシートを差し戻す（受講前）" in offered
    assert [each.status_code for each in (empty, back, twice, never, again)] == [422, 303, 409, 409, 303]
    assert [word in shown for word in ("はじめの言葉。", "二度目の言葉。", "目標を読み違えたため")] == [True] * 3
    kept = db.scalars(select(RecordReturn)).one()
    assert (list(kept.levels.values()), kept.comment) == ([3, 4], "はじめの言葉。")
    told = db.scalars(select(Notice).where(Notice.person_id == mine.person_id)).one()
    assert "目標を読み違えたため" in told.body
    own = personal_data.export(mine.person_id)["研修記録シート"]
    assert "目標を読み違えたため" in str(own)
