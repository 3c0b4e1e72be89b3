"""A training in which each of its pages has something to show."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actions.organisations import home_organisation
from app.accounts.models import Organisation, Person
from app.training import roster_files
from app.training.actions import (
    applying,
    attendance,
    attendance_sheets,
    certificates,
    imports,
    licences,
    practicum,
    records,
)
from app.training.actions import minutes as ledger
from app.training.actions import running as actions
from app.training.models.curricula import Module
from app.training.models.lessons import LessonVersion
from app.training.models.running import Cohort, CohortGroup, Enrolment
from app.training.queries import applying as find
from app.training.queries import boards
from app.training.queries import certificates as papers
from app.training.rules import attendance_sheets as filled_in
from app.training.rules import roster
from app.training.rules.licences import LicenceKind
from app.training.rules.records import Moment
from tests.training.factories import (
    CohortFactory,
    CohortSessionFactory,
    CourseRunFactory,
    CurriculumFactory,
    EnrolmentFactory,
    LessonFactory,
    LessonVersionFactory,
    ModuleFactory,
)
from tests.training.learners import days, finisher, worded
from tests.training.recorded import handed_in, opened
from tests.training.reported import asked_for, written
from tests.training.sheets import person, workbook

BODY = """\
## はじめに

この教材の**はじめ**です。

> **実践のヒント** まず聞きます。

| 表 | 中身 |
|---|---|
| 一 | 二 |

## 図

```figure
kind: steps
title: 申請から助成まで
items:
  - {label: 申請, text: 書類を出します。}
  - {label: 認定, text: 認められます。}
```

```figure
kind: bars
title: 大きさ
items:
  - {label: 甲, value: 10, unit: 人}
  - {label: 乙, value: 5, unit: 人}
```

```figure
kind: matrix
title: くらべる
columns: [障害, 介護]
items:
  - {row: 理念, cells: [自立, 尊厳]}
```
"""


def make_training(
    session: Session, learner: Person, organiser: Person, place: Organisation | None = None
) -> dict[str, object]:
    """A lesson, two editions and a copy, a cohort with a learner who is late, a date, minutes, a practicum."""
    now, home = clock.now(), place or home_organisation(clock.now())
    lesson = LessonVersionFactory(lesson=LessonFactory(organisation_id=home.id), title="難病の教材", body=BODY)
    stock = {name: CurriculumFactory(organisation=home, course="course", edition=name) for name in ("r5", "r6")}
    for curriculum in stock.values():
        ModuleFactory(curriculum=curriculum, title="難病", minutes=None, form=None, confidence="unconfirmed")
    run = CourseRunFactory(curriculum=CurriculumFactory(organisation=home, original=stock["r6"]), organisation=home)
    module = ModuleFactory(curriculum=run.curriculum, title="難病", lessons=[lesson.lesson.path])
    cohort = CohortFactory(run=run)
    enrolment = EnrolmentFactory(cohort=cohort, person=learner)
    EnrolmentFactory(cohort=cohort, state="applied", decided_at=None, number=None)
    yesterday = clock.today() - timedelta(days=1)
    actions.assign(cohort, [module], due_on=yesterday, only=None, by=organiser, now=now)
    session.flush()
    drawn = (
        _been_there(enrolment, module, organiser, now)
        | _around(session, enrolment, module, organiser, now)
        | _handed_in(cohort, enrolment, module, organiser)
        | _papers(session, cohort, module, organiser, now)
    )
    return {
        "stock": stock["r6"].id,
        "older": stock["r5"].id,
        "copy": run.curriculum_id,
        "module": module.id,
        "lesson": session.scalars(select(LessonVersion).where(LessonVersion.id == lesson.id)).one().lesson.slug,
        "cohort": cohort.id,
        "enrolment": enrolment.id,
        **drawn,
    }


def _been_there(enrolment: Enrolment, module: Module, by: Person, now: datetime) -> dict[str, object]:
    """A date at which the learner was, minutes by hand, a practicum whose host may sign."""
    dated = CohortSessionFactory(cohort=enrolment.cohort, module=module)
    attendance.arrive(dated, arrived_at=dated.starts_at, by=enrolment.person, now=now)
    entry = ledger.add_by_hand(enrolment, module, minutes=30, reason="引継ぎ", by=by, now=now)
    own = practicum.begin(enrolment, module, host="ひまわり", supervisor="山田", days=1, by=by, now=now)
    practicum.write_day(own, on=clock.today(), minutes=480, text="同行した。", now=now, today=clock.today())
    link = practicum.issue_link(own, by=by, now=now)
    line = (enrolment.number, enrolment.person.name, "欠席")
    table = workbook(line, headings=("受講番号", "氏名", "出欠"))
    filled = imports.send_in(enrolment.cohort, table, "出席の表.xlsx", session=dated, by=by, now=now)
    people, held = attendance_sheets.people_of(dated), attendance_sheets.held(dated)
    attendance_sheets.keep_read(filled, filled_in.read(roster_files.opened(table), people, held), dated)
    return {"session": dated.id, "filled": filled.id, "entry": entry.id, "practicum": own.id, "host": link}


def _handed_in(cohort: Cohort, enrolment: Enrolment, module: Module, by: Person) -> dict[str, object]:
    """Sheets that one learner alone has handed in; a report that waits, and one that is not begun."""
    tasks = [asked_for(cohort, by, module=ModuleFactory(curriculum=cohort.run.curriculum)) for _ in range(2)]
    work = written(tasks[0], enrolment, data=b"%PDF-1.7 report")
    opened(cohort, by, module=module)
    handed_in(EnrolmentFactory(cohort=cohort), [1, 2])
    asked = {"name": "山田 花子", "email": None, "by": by, "now": clock.now(), "today": clock.today()}
    manager = records.issue_link(enrolment, Moment.BEFORE, **asked)
    return {"manager": manager, "task": tasks[0].id, "unwritten": tasks[1].id, "work": work.id}


def _around(session: Session, enrolment: Enrolment, module: Module, by: Person, now: datetime) -> dict[str, object]:
    """A group with its lecturer, a date that was missed, a form and what follows from it, a wish for more time."""
    cohort = enrolment.cohort
    group = CohortGroup(cohort_id=cohort.id, title="1班", lecturer_id=by.id)
    session.add(group)
    missed = CohortSessionFactory(cohort=cohort, module=module, starts_at=now - timedelta(days=2))
    marks = {enrolment.id: attendance.Mark(None, None, 0)}
    attendance.mark_list(missed, marks, [enrolment], reason="", by=by, now=now)
    today, place = clock.today(), cohort.run.organisation
    card = (today - timedelta(days=4 * 365), today + timedelta(days=100))
    licences.record(LicenceKind.CARE_MANAGER, "1234", *card, by=enrolment.person, now=now)
    licences.share(place, by=enrolment.person, now=now)
    code = actions.new_code(cohort, by=by)
    question = applying.ask(cohort, "難病の方を担当していますか", ["はい", "いいえ"], ["はい"], by=by)
    session.flush()
    other = ModuleFactory(curriculum=cohort.run.curriculum, title="難病（応用）")
    applying.let_follow(cohort, question, "はい", other, due_on=None, by=by, now=now)
    applying.put_before(cohort, other, module, by=by)
    wish = applying.ask_for_time(enrolment, cohort, module.id, clock.today(), "夜勤が続くため。", now=now)
    session.flush()
    return {
        "group": group.id,
        "class_code": code,
        "question": question.id,
        "rule": find.rules(cohort.id)[0].id,
        "order": find.prerequisites(cohort.id)[0].id,
        "extension": wish.id,
    }


def _papers(session: Session, cohort: Cohort, module: Module, by: Person, now: datetime) -> dict[str, object]:
    """Two who have finished, one of them with a certificate that is drawn; a list that was read, and a faulty one."""
    worded(cohort.run.organisation, by)
    for name in ("𠮷田 花子", "髙橋 一郎"):
        finisher(cohort, module, by, name=name)
    rows = [row for row in boards.board(cohort, clock.today()).rows if row.complete]
    job = certificates.issue(cohort, rows[:1], days(cohort), by=by, now=now)[0]
    made = papers.of_job(job.id)[0]
    lists = []
    for table in (person(101), person(102, born_on="来年", kana="漢字")):
        sent = imports.send_in(cohort, workbook(table), "名簿.xlsx", adds_offices=False, by=by, now=now)
        imports.keep_read(sent, roster.read(roster_files.opened(workbook(table)), clock.today()))
        lists.append(sent.id)
    place = cohort.run.organisation_id
    return {
        "certificate": made.id,
        "code": made.code,
        "job": job.id,
        "place": place,
        "import": lists[0],
        "faulty_list": lists[1],
    }
