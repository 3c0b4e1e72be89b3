"""What offices know and rooms below ask for: whose 研修記録シート a manager may fill in, and who that is."""

from __future__ import annotations

from app.accounts.models import Person
from app.offices import actions, queries
from app.offices.rules import Subject
from app.training.queries import records


@records.register_consent
def shown_to(manager: Person, person_id: int) -> bool:
    """Does the person work where this one manages, and show the sheets there? Asking in vain stands in the trail."""
    places = queries.colleagues_who_are(person_id, manager)
    if any(Subject.RECORDS in one.shared() for one in places):
        return True
    for one in places:
        actions.require_shared(one, Subject.RECORDS, by=manager)
    return False


@records.register_managers
def managers_of(person_ids: set[int]) -> dict[int, set[int]]:
    """The managers of the offices to which these people show the sheets."""
    return queries.managers_shown(person_ids, Subject.RECORDS)
