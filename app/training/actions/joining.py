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
from app.training.queries import running

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
    """Put oneself in the place of the person of a list that bears one's own confirmed address.

    All that was recorded hangs on the enrolment and comes with it. Raises NotFound when there is none,
    Conflict when one learns in that class already.
    """
    waiting = find.waiting_for(by.id)
    if not waiting:
        raise NotFound(NO_PLACE)
    own = {each.cohort_id for each in running.own_enrolments(by.id)}
    if any(each.cohort_id in own for each in waiting):
        raise Conflict(THERE_ALREADY)
    here = {membership.organisation_id for membership in by.memberships if membership.role is Role.LEARNER}
    for enrolment in waiting:
        _hand_over(enrolment, by, now)
        owner = enrolment.cohort.run.organisation_id
        if owner not in here:
            here.add(owner)
            db.session.add(Membership(person_id=by.id, organisation_id=owner, role=Role.LEARNER, created_at=now))
        place = f"enrolment:{enrolment.id}"
        audit.record("enrolment.take_over", place, by=by.id, organisation=owner)
    return len(waiting)


def _hand_over(enrolment: Enrolment, by: Person, now: datetime) -> None:
    """The person of the list has been a stand-in: what it was told comes along, itself becomes nobody."""
    stand_in = enrolment.person
    by.born_on = by.born_on or stand_in.born_on
    by.registration_number = by.registration_number or stand_in.registration_number
    db.session.execute(update(Notice).where(Notice.person_id == stand_in.id).values(person_id=by.id))
    db.session.execute(delete(Membership).where(Membership.person_id == stand_in.id))
    enrolment.person, enrolment.invited_email = by, None
    stand_in.name, stand_in.kana, stand_in.born_on, stand_in.registration_number = TAKEN_OVER, "", None, None
    stand_in.pseudonymised_at, stand_in.merged_into_id = now, by.id
