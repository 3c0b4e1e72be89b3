from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation
from app.accounts.rules import Permission, Role
from app.audit import AuditEntry
from app.errors import Conflict, NotFound, Refusal
from app.notices.models import Notice
from app.training.actions import own_curricula
from app.training.actions import running as actions
from app.training.models.curricula import Curriculum
from app.training.queries import running as find
from app.training.rules.running import EnrolmentState
from app.training.rules.words import Confidence, Form
from tests.factories import OrganisationFactory, PersonFactory, member
from tests.training.factories import CohortFactory, CurriculumFactory, EnrolmentFactory, ModuleFactory


def test_a_copy_remembers_its_originals_and_changing_it_changes_nothing_else(
    db: Session, stocked: Organisation
) -> None:
    original, centre = db.scalars(select(Curriculum)).one(), OrganisationFactory()
    by = member(Role.ORGANISER, centre)

    copy = own_curricula.copy_curriculum(original, organisation=centre, by=by, now=clock.now())
    own_curricula.set_module(
        copy.modules[1], title="難病", form=Form.LECTURE, minutes=240, lessons=[], final_check=None, by=by
    )
    own_curricula.add_module(
        copy, title="地域の連携", form=None, minutes=None, lessons=["nanbyo/01-seido.md"], final_check=None, by=by
    )
    second = own_curricula.copy_curriculum(original, organisation=centre, by=by, now=clock.now())

    assert (copy.slug, second.slug) == ("jitsumu-r6-1", "jitsumu-r6-2")
    assert [module.original_id for module in copy.modules] == [*(each.id for each in original.modules), None]
    assert (copy.modules[1].minutes, copy.modules[1].confidence) == (240, Confidence.CONFIRMED)
    assert (original.modules[1].minutes, original.modules[1].confidence) == (None, Confidence.UNCONFIRMED)


def test_a_figure_is_confirmed_by_being_saved_and_the_trail_keeps_all_that_changed(db: Session) -> None:
    centre = OrganisationFactory()
    by, copy = member(Role.ORGANISER, centre), CurriculumFactory(organisation=centre, original=CurriculumFactory())
    about = {"minutes": 120, "source": "公開の資料", "lessons": ["a.md"], "final_check": "one"}
    module, known = (
        ModuleFactory(curriculum=copy, title="難病", confidence=confidence, **about)
        for confidence in (Confidence.UNCONFIRMED, Confidence.SEED)
    )
    db.flush()
    said: dict[str, Any] = {"form": Form.LECTURE, "minutes": 120, "lessons": ["b.md"], "final_check": "two"}

    own_curricula.set_module(module, title="難病の支援", **said, by=by)
    own_curricula.set_module(known, title="難病の支援", **said, by=by)
    for each in (module, known):
        own_curricula.set_module(each, title="難病の支援", **said, by=by)
    db.flush()

    assert (module.confidence, module.source) == (Confidence.CONFIRMED, own_curricula.OWN_SOURCE)
    assert (known.confidence, known.source) == (Confidence.SEED, "公開の資料")
    first, second = db.scalars(select(AuditEntry).where(AuditEntry.action == "module.set").order_by(AuditEntry.id))
    assert second.subject == f"module:{known.id}"
    assert first.before == {
        "title": "難病",
        "form": "lecture",
        "minutes": 120,
        "confidence": "unconfirmed",
        "lessons": ["a.md"],
        "final_check": "one",
    }
    assert first.after == {**said, "title": "難病の支援", "confidence": "confirmed"}


def test_a_training_cannot_end_before_it_begins(db: Session) -> None:
    day = clock.today()
    plan = actions.Plan("第1期", "A", day, day - timedelta(days=1), 10)

    with pytest.raises(Refusal, match="終わりの日"):
        actions.open_cohort(plan, CurriculumFactory(), by=PersonFactory(), now=clock.now())


def test_those_without_a_seat_wait_and_the_first_of_them_gets_the_next(db: Session) -> None:
    cohort, by = CohortFactory(capacity=2), PersonFactory()
    people = [PersonFactory() for _ in range(4)]

    made = actions.enrol(cohort, people, by=by, now=clock.now())
    again = actions.enrol(cohort, people[:1], by=by, now=clock.now())
    actions.withdraw(made[0], cohort, by=by, now=clock.now())
    db.flush()

    assert [each.state for each in made] == [
        EnrolmentState.WITHDRAWN,
        EnrolmentState.ENROLLED,
        EnrolmentState.ENROLLED,
        EnrolmentState.WAITING,
    ]
    assert ([each.number for each in made], again) == ([1, 2, 3, None], [])
    assert people[1].may(Permission.LEARN)
    assert {notice.person_id for notice in db.scalars(select(Notice))} == {person.id for person in people[:3]}


def test_a_code_lets_one_apply_once_and_the_organiser_decides(db: Session) -> None:
    cohort, by, learner = CohortFactory(), PersonFactory(), PersonFactory()
    code = actions.new_code(cohort, by=by)
    db.flush()

    applied = actions.apply_by_code(code, by=learner, now=clock.now())
    db.flush()
    with pytest.raises(Conflict):
        actions.apply_by_code(code, by=learner, now=clock.now())
    with pytest.raises(NotFound):
        actions.apply_by_code("AAAAAAAA", by=learner, now=clock.now())
    actions.decide(applied, cohort, accept=True, by=by, now=clock.now())
    db.flush()

    assert (applied.state, applied.number, applied.decided_by_id) == (EnrolmentState.ENROLLED, 1, by.id)
    with pytest.raises(Conflict):
        actions.decide(applied, cohort, accept=False, by=by, now=clock.now())


def test_an_application_can_be_declined(db: Session) -> None:
    cohort, by = CohortFactory(), PersonFactory()
    applied = EnrolmentFactory(cohort=cohort, state=EnrolmentState.APPLIED, decided_at=None, number=None)

    actions.decide(applied, cohort, accept=False, by=by, now=clock.now())

    assert (applied.state, applied.number) == (EnrolmentState.DECLINED, None)


def test_who_is_out_comes_back_with_the_old_number_and_waits_behind_the_others(db: Session) -> None:
    cohort, by = CohortFactory(capacity=1), PersonFactory()
    people, now = [PersonFactory() for _ in range(3)], clock.now()
    first, second, third = actions.enrol(cohort, people, by=by, now=now)

    actions.withdraw(first, cohort, by=by, now=now)  # the seat is the second's
    db.flush()
    actions.enrol(cohort, [people[0]], by=by, now=now + timedelta(hours=1))
    waits = first.state
    actions.withdraw(second, cohort, by=by, now=now)  # the third has waited longer
    db.flush()
    after = [first.state, second.state, third.state]
    actions.withdraw(third, cohort, by=by, now=now)
    db.flush()

    assert (waits, after) == (
        EnrolmentState.WAITING,
        [EnrolmentState.WAITING, EnrolmentState.WITHDRAWN, EnrolmentState.ENROLLED],
    )
    assert [(each.state.value, each.number) for each in (first, second, third)] == [
        ("enrolled", 1),
        ("withdrawn", 2),
        ("withdrawn", 3),
    ]


def test_whoever_was_declined_is_accepted_after_all_but_does_not_apply_again(db: Session) -> None:
    cohort, by, now = CohortFactory(code="ABCDEFGH"), PersonFactory(), clock.now()
    declined = EnrolmentFactory(cohort=cohort, state=EnrolmentState.DECLINED, decided_at=now, number=None)

    with pytest.raises(Conflict, match="主催者にお申し出"):
        actions.apply(cohort, by=declined.person, now=now)
    with pytest.raises(Conflict):
        actions.decide(declined, cohort, accept=False, by=by, now=now)
    actions.decide(declined, cohort, accept=True, by=by, now=now)

    assert (declined.state, declined.number, declined.decided_by_id) == (EnrolmentState.ENROLLED, 1, by.id)


def test_a_module_assigned_again_gets_the_new_day_and_one_learner_may_have_another(db: Session) -> None:
    enrolment, by = EnrolmentFactory(), PersonFactory()
    cohort, day = enrolment.cohort, clock.today()
    module = ModuleFactory(curriculum=cohort.run.curriculum)
    for due_on, only in ((day, None), (day + timedelta(days=1), None), (day + timedelta(days=5), enrolment)):
        actions.assign(cohort, [module], due_on=due_on, only=only, by=by, now=clock.now())
        db.flush()

    assigned = find.assignments(cohort.id)

    assert [wanted.due_on for wanted in find.wanted_by(assigned, enrolment.id)] == [day + timedelta(days=5)]
    assert [wanted.due_on for wanted in find.wanted_by(assigned, 0)] == [day + timedelta(days=1)]
    with pytest.raises(Refusal, match="期間"):
        actions.assign(cohort, [module], due_on=day - timedelta(days=99), only=None, by=by, now=clock.now())
