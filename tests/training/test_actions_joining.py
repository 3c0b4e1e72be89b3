from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Office, Organisation, Person
from app.accounts.rules import Role
from app.errors import Conflict, NotFound
from app.training.actions import joining, running
from app.training.models.running import Cohort
from app.training.queries import groups
from app.training.queries import imports as find
from tests.factories import AccountFactory, MembershipFactory
from tests.training.factories import CohortFactory, EnrolmentFactory
from tests.training.listed import taken
from tests.training.sheets import person


def test_whoever_is_listed_in_two_classes_takes_both_places_over(
    db: Session, cohort: Cohort, organiser: Person
) -> None:
    other = CohortFactory(run=cohort.run, title="Bクラス")
    for place in (cohort, other):
        taken(db, place, organiser, person(1))
    invited = [len(find.invited(place.id)) for place in (cohort, other)]
    me = AccountFactory(email="learner1@example.jp").person
    db.flush()
    offered = find.waiting_for(me.id)

    count = joining.take_over(me, now=clock.now())

    db.flush()
    assert (invited, len(offered), count) == ([1, 1], 2, 2)
    assert {(each.person_id, each.invited_email) for each in offered} == {(me.id, None)}


def test_a_second_place_of_which_the_list_kept_no_address_comes_along(
    db: Session, cohort: Cohort, organiser: Person
) -> None:
    other = CohortFactory(run=cohort.run, title="Bクラス")
    for place in (cohort, other):
        taken(db, place, organiser, person(1))
    find.invited(other.id)[0].invited_email = None  # as lists were taken before
    me = AccountFactory(email="learner1@example.jp").person
    db.flush()

    assert joining.take_over(me, now=clock.now()) == 2


def test_the_place_of_somebody_with_an_account_is_nobody_elses(db: Session, cohort: Cohort, organiser: Person) -> None:
    taken(db, cohort, organiser, person(1))
    listed = find.invited(cohort.id)[0].person
    AccountFactory(email="own@example.jp", person=listed)  # two records of one person were made one
    stranger = AccountFactory(email="learner1@example.jp").person
    db.flush()

    assert find.waiting_for(stranger.id) == []


def test_the_office_of_the_list_comes_along_unless_the_own_is_known(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    rows = [person(n, office="1370000001", office_name="あおぞら") for n in (1, 2, 3)]
    taken(db, cohort, organiser, *rows)
    own = Office(organisation_id=centre.id, code="WXYZ2345", name="つばき")
    db.add(own)
    db.flush()
    people = [AccountFactory(email=f"learner{n}@example.jp").person for n in (1, 2, 3)]
    MembershipFactory(person=people[1], organisation=centre, role=Role.LEARNER)
    MembershipFactory(person=people[2], organisation=centre, role=Role.LEARNER, office_id=own.id)
    db.flush()

    for one in people:
        joining.take_over(one, now=clock.now())

    db.flush()
    assert [each.office for each in groups.placed(cohort)] == ["あおぞら", "あおぞら", "つばき"]


def test_a_place_that_was_withdrawn_is_not_offered(db: Session, cohort: Cohort, organiser: Person) -> None:
    taken(db, cohort, organiser, person(1))
    listed = find.invited(cohort.id)[0]
    running.withdraw(listed, cohort, by=organiser, now=clock.now())
    me = AccountFactory(email="learner1@example.jp").person
    db.flush()

    assert find.waiting_for(me.id) == []
    with pytest.raises(NotFound):
        joining.take_over(me, now=clock.now())


def test_a_class_in_which_one_is_already_does_not_keep_the_others_away(
    db: Session, cohort: Cohort, organiser: Person
) -> None:
    other = CohortFactory(run=cohort.run, title="Bクラス")
    for place in (cohort, other):
        taken(db, place, organiser, person(1))
    doubled, free = (find.invited(place.id)[0] for place in (cohort, other))
    stand_in, name = doubled.person, doubled.person.name
    me = AccountFactory(email="learner1@example.jp").person
    EnrolmentFactory(cohort=cohort, person=me, number=9)
    db.flush()

    count = joining.take_over(me, now=clock.now())

    db.flush()
    assert (count, free.person, doubled.person) == (1, me, stand_in)
    assert (stand_in.name, stand_in.pseudonymised_at) == (name, None)
    with pytest.raises(Conflict):
        joining.take_over(me, now=clock.now())


def test_what_the_organiser_has_replaced_stays_behind_and_bears_no_name(
    db: Session, cohort: Cohort, organiser: Person
) -> None:
    other = CohortFactory(run=cohort.run, title="Bクラス")
    for place in (cohort, other):
        taken(db, place, organiser, person(1))
    replaced, free = (find.invited(place.id)[0] for place in (cohort, other))
    running.withdraw(replaced, cohort, by=organiser, now=clock.now())
    me = AccountFactory(email="learner1@example.jp").person
    EnrolmentFactory(cohort=cohort, person=me, number=9)
    db.flush()

    count = joining.take_over(me, now=clock.now())

    db.flush()
    db.refresh(replaced)
    assert (count, free.person, replaced.person.name) == (1, me, joining.TAKEN_OVER)
    assert replaced.invited_email is None
    assert find.waiting_for(me.id) == []
