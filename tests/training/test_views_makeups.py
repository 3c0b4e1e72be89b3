from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.notices.models import Notice
from app.training.actions import attendance
from app.training.actions import minutes as ledger
from app.training.actions.attendance import Mark
from app.training.models.minutes import Attendance
from app.training.models.running import Cohort, CohortSession, Enrolment
from app.training.queries import makeups as find
from tests.client import StrictClient
from tests.training.factories import CohortSessionFactory, EnrolmentFactory, ModuleFactory


def held(cohort: Cohort, by: Person, *late: int | None, **about: object) -> tuple[CohortSession, list[Enrolment]]:
    """Two hours of three days ago; each learner so many minutes late, or absent."""
    module = ModuleFactory(curriculum=cohort.run.curriculum, minutes=240)
    dated = CohortSessionFactory(cohort=cohort, module=module, starts_at=clock.now() - timedelta(days=3), **about)
    people = [EnrolmentFactory(cohort=cohort) for _ in late]
    marks = {
        each.id: Mark(None if n is None else dated.starts_at + timedelta(minutes=n), None, 0)
        for each, n in zip(people, late, strict=True)
    }
    attendance.mark_list(dated, marks, people, reason="", by=by, now=clock.now())
    return dated, people


def owed(cohort: Cohort) -> list[tuple[int, int]]:
    return [(each.owed.enrolment_id, each.owed.minutes) for each in find.of_cohort(cohort, clock.now())]


def test_what_was_missed_is_owed_until_it_is_made_up(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person
) -> None:
    dated, (there, late, away) = held(cohort, organiser, 0, 20, None)
    again = CohortSessionFactory(cohort=cohort, module=dated.module, makes_up_id=dated.id, place="補講の部屋")
    db.commit()
    before = owed(cohort)
    page = client.get(f"/cohorts/{cohort.id}/make-ups").text
    marks = {each.id: Mark(again.starts_at, None, 0) for each in (late, away)}
    attendance.mark_list(again, marks, [late, away], reason="", by=organiser, now=clock.now())
    db.flush()

    assert before == [(late.id, 20), (away.id, 120)]
    assert [each.person.name in page for each in (there, late, away)] == [False, True, True]
    assert f"/cohorts/{cohort.id}/sessions/{again.id}" in page
    assert owed(cohort) == []


def test_a_module_whose_minutes_are_full_owes_nothing(db: Session, cohort: Cohort, organiser: Person) -> None:
    dated, (away,) = held(cohort, organiser, None)
    ledger.add_by_hand(away, dated.module, minutes=240, reason="他県で受講", by=organiser, now=clock.now())
    db.flush()

    assert owed(cohort) == []


def test_the_rule_is_set_said_in_words_and_leaves_what_was_marked(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person
) -> None:
    dated, (late,) = held(cohort, organiser, 20)
    db.commit()
    url = f"/cohorts/{cohort.id}/make-ups"
    wrong = client.post(f"{url}/rule", data={"grace_minutes": "61", "limit_minutes": "x", "makeup_days": "0"})
    said = {"grace_minutes": "10", "limit_minutes": "60", "missed": "forgiven", "makeup_days": "14"}
    set_ = client.post(f"{url}/rule", data=said)
    page = client.get(url).text
    other = EnrolmentFactory(cohort=cohort)
    db.refresh(dated)
    mark = Mark(dated.starts_at + timedelta(minutes=20), None, 0)
    attendance.mark_list(dated, {other.id: mark}, [other], reason="", by=organiser, now=clock.now())
    db.flush()

    assert (wrong.status_code, set_.status_code) == (422, 303)
    assert "0から60までの数で入力してください。" in wrong.text
    assert "数字で入力してください。" in wrong.text
    plain = page.replace("<wbr>", "")
    assert "開始から10分までの到着は出席とします。遅刻・早退は、時間を引きません。" in plain
    assert "その日程から14日以内に受けます" in plain
    rows = db.execute(select(Attendance.enrolment_id, Attendance.minutes, Attendance.state)).all()
    assert sorted(rows) == [(late.id, 100, "late"), (other.id, 120, "late")]


def test_learners_see_what_they_owe_and_are_told(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person
) -> None:
    cohort.makeup_days = 2
    dated, (away, _there) = held(cohort, organiser, None, 0)
    db.commit()
    client.post(f"/cohorts/{cohort.id}/make-ups/notices")
    client.sign_in(away.person)

    page = client.get("/training").text

    assert ("補講の要るもの" in page, "2時間" in page, "期限切れ" in page) == (True, True, True)
    assert db.scalars(select(Notice.person_id).where(Notice.body.contains("補講"))).all() == [away.person_id]
    assert dated.module.title in page


def test_the_page_asks_as_often_for_three_as_for_one_and_leads_to_a_new_date(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person, queries: list[str]
) -> None:
    url, counts = f"/cohorts/{cohort.id}/make-ups", []
    for absent in ((None,), (None, None)):
        dated, _people = held(cohort, organiser, *absent)
        db.commit()
        client.get(url)
        queries.clear()
        page = client.get(url).text
        counts.append(len(queries))

    address = f"/cohorts/{cohort.id}/sessions/new?makes_up={dated.id}"
    form = client.get(address).text

    assert counts[0] == counts[1]
    assert address in page
    assert f'<option selected value="{dated.id}">' in form
