"""People of a list who have no account yet: invite them, let them take their place over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update

from app import audit
from app.accounts.models import Membership, Person
from app.accounts.rules import Role
from app.db import db
from app.errors import Conflict, NotFound
from app.notices.models import Notice
from app.training import letters
from app.training.models.running import Cohort, Enrolment
from app.training.queries import imports as find

NO_PLACE = "あなたのメールアドレスで届いている名簿はありません。主催者にお問い合わせください。"
THERE_ALREADY = "このクラスには、すでにあなたの受講があります。主催者にお申し出ください。"
TAKEN_OVER = "（本人の登録に引き継ぎました）"


def invite(cohort: Cohort, *, by: Person, now: datetime) -> int:
    """Write to those of the lists who have no account yet: how to sign up and take their place over."""
    waiting = find.invited(cohort.id)
    for enrolment in waiting:
        letters.invitation(enrolment.invited_email or "", enrolment.person.name, cohort.run.title, cohort.title)
    place, owner = f"cohort:{cohort.id}", cohort.run.organisation_id
    audit.record("cohort.invite", place, by=by.id, organisation=owner, after={"people": len(waiting)})
    return len(waiting)


def take_over(by: Person, *, now: datetime) -> int:
    """Put oneself in the place of the people of lists that bear one's own confirmed address; says how many places.

    All that was recorded hangs on the enrolment and comes with it. A class in which one is by oneself already is
    passed over. Raises NotFound when there is none, Conflict when one is in all of those classes.
    """
    waiting = find.waiting_for(by.id)
    if not waiting:
        raise NotFound(NO_PLACE)
    there = {each.cohort_id for each in find.all_of([by.id])}
    if all(each.cohort_id in there for each in waiting):
        raise Conflict(THERE_ALREADY)
    stand_ins = {each.person_id: each.person for each in waiting}
    everything = find.all_of(stand_ins)
    takes = [each for each in everything if each.cohort_id not in there]
    stay = {each.person_id for each in everything if each.cohort_id in there and each.state in find.LISTED}
    for enrolment in takes:
        _hand_over(enrolment, by, now)
    for stand_in in stand_ins.values():
        _tell_on(stand_in, by)
        if stand_in.id not in stay:
            _become_nobody(stand_in, by, now)
    return sum(each in takes for each in waiting)


def _hand_over(enrolment: Enrolment, by: Person, now: datetime) -> None:
    _belong(enrolment, by, now)
    enrolment.person, enrolment.invited_email = by, None
    place, owner = f"enrolment:{enrolment.id}", enrolment.cohort.run.organisation_id
    audit.record("enrolment.take_over", place, by=by.id, organisation=owner)


def _belong(enrolment: Enrolment, by: Person, now: datetime) -> None:
    """A learner of the organisation, at the office that the list gave unless one's own is known there."""
    owner = enrolment.cohort.run.organisation_id
    own, given = _learns_at(by, owner), _learns_at(enrolment.person, owner)
    if own is None:
        own = Membership(organisation_id=owner, role=Role.LEARNER, created_at=now)
        by.memberships.append(own)
    if own.office_id is None and given is not None:
        own.office_id = given.office_id


def _learns_at(person: Person, organisation_id: int) -> Membership | None:
    here = (each for each in person.memberships if each.organisation_id == organisation_id)
    return next((each for each in here if each.role is Role.LEARNER), None)


def _tell_on(stand_in: Person, by: Person) -> None:
    """What is known of the person of the list, and what it was told, comes along."""
    by.born_on = by.born_on or stand_in.born_on
    by.registration_number = by.registration_number or stand_in.registration_number
    db.session.execute(update(Notice).where(Notice.person_id == stand_in.id).values(person_id=by.id))


def _become_nobody(stand_in: Person, by: Person, now: datetime) -> None:
    """What stays behind came to nothing in a class in which the person is by themselves: it bears no name."""
    left = Enrolment.person_id == stand_in.id
    db.session.execute(update(Enrolment).where(left).values(invited_email=None, former_name=None))
    db.session.execute(delete(Membership).where(Membership.person_id == stand_in.id))
    stand_in.name, stand_in.kana, stand_in.born_on, stand_in.registration_number = TAKEN_OVER, "", None, None
    stand_in.pseudonymised_at, stand_in.merged_into_id = now, by.id
