"""Take a list of learners back, whole."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from app import audit
from app.accounts.models import Membership, Office, Person
from app.db import db, spoken_of
from app.errors import Conflict
from app.notices.models import Notice
from app.training.models.imports import RosterImport
from app.training.models.records import RecordLink, RecordReminder
from app.training.models.running import Cohort, CohortGroup, Enrolment
from app.training.queries import imports as find
from app.training.rules.imports import ImportState

NOT_APPLIED = "この取り込みは、取り消せる状態ではありません。画面を開き直してください。"
TOUCHED = "次の人はすでに記録があるため、取り消せません：{names}。一人ずつ「受講を取り消す」をお使いください。"


def undo(made: RosterImport, cohort: Cohort, *, by: Person, now: datetime) -> int:
    """Take a list back, whole: who came with it goes, and what was made for it and nobody else uses.

    Raises Conflict with the names when something was recorded for somebody since.
    """
    db.session.refresh(cohort, with_for_update=True)
    db.session.refresh(made, with_for_update=True)
    if made.state is not ImportState.APPLIED:
        raise Conflict(NOT_APPLIED)
    ids = made.made["enrolments"]
    if names := find.touched(ids):
        raise Conflict(TOUCHED.format(names="、".join(names)))
    count = len(ids)
    for table in (RecordLink, RecordReminder):
        db.session.execute(delete(table).where(table.enrolment_id.in_(ids)))
    db.session.execute(delete(Enrolment).where(Enrolment.id.in_(ids)))
    _put_back(made, cohort)
    _forget(made)
    made.state, made.undone_at = ImportState.UNDONE, now
    place, owner = f"roster_import:{made.id}", cohort.run.organisation_id
    audit.record("import.undo", place, by=by.id, organisation=owner, after={"people": count})
    return count


def _put_back(made: RosterImport, cohort: Cohort) -> None:
    """Who was here before works where they did, unless they were moved again, and is a learner no longer, unless
    something else has come of it."""
    for id_, before, given in made.made.get("moved", ()):
        place = db.session.get(Membership, id_)
        if place is not None and place.office_id == given:
            place.office_id = before if before and db.session.get(Office, before) else None
    ids = set(made.made.get("places", ()))
    ids -= spoken_of(Membership, ids) | find.places_of_learners(cohort.run.organisation_id, ids)
    db.session.execute(delete(Membership).where(Membership.id.in_(ids)))


def _forget(made: RosterImport) -> None:
    """Delete people, groups and offices that came with the list and that nobody else needs by now."""
    people = set(made.made["people"]) - find.enrolled_among(made.made["people"])
    db.session.execute(delete(Notice).where(Notice.person_id.in_(people)))
    db.session.execute(delete(Membership).where(Membership.person_id.in_(people)))
    db.session.execute(delete(Person).where(Person.id.in_(people - spoken_of(Person, people))))
    used = set(find.groups_in_use(made.made["groups"]))
    db.session.execute(delete(CohortGroup).where(CohortGroup.id.in_(set(made.made["groups"]) - used)))
    used = spoken_of(Office, made.made["offices"])
    db.session.execute(delete(Office).where(Office.id.in_(set(made.made["offices"]) - used)))
