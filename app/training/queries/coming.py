"""Find who is to come to a date, which dates are somebody's, and the most minutes that a date can still earn them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from app.training.models.running import CohortSession, Enrolment
from app.training.queries import minutes, running
from app.training.rules.makeups import left
from app.training.rules.running import EnrolmentState


def expected(session: CohortSession) -> list[Enrolment]:
    """Who is to come: the cohort, or the group for which the date is; to one that makes up, those who owe."""
    return among(session, running.enrolments(session.cohort_id, EnrolmentState.ENROLLED))


def among(session: CohortSession, enrolled: Iterable[Enrolment]) -> list[Enrolment]:
    """Those of them who are to come to the date, or were marked there."""
    mine = [each for each in enrolled if session.group_id in (None, each.group_id)]
    if session.makes_up_id is None:
        return mine
    wanted = _wanted([session], mine, running.sessions(session.cohort_id))
    return [each for each in mine if (each.id, session.id) in wanted]


def dates_of(enrolment: Enrolment) -> list[CohortSession]:
    """The timetable of one learner: of the dates that make up for others, only theirs."""
    dates = running.sessions(enrolment.cohort_id)
    mine = [each for each in dates if each.group_id in (None, enrolment.group_id)]
    again = [each for each in mine if each.makes_up_id is not None]
    wanted = _wanted(again, [enrolment], dates) if again else set()
    return [each for each in mine if each.makes_up_id is None or (enrolment.id, each.id) in wanted]


def room(session: CohortSession, enrolment_ids: Collection[int]) -> dict[int, int]:
    """The most that each can earn at the date: a date and those that make up for it are worth its length together."""
    original, others = _family(session, running.sessions(session.cohort_id))
    earned = minutes.earned_at(enrolment_ids, others)
    return {id_: left(original.minutes, *(earned.get((id_, each), 0) for each in others)) for id_ in enrolment_ids}


def _family(session: CohortSession, dates: Sequence[CohortSession]) -> tuple[CohortSession, list[int]]:
    """The date that is made up for, and the ids of all that go with it but the one asked for."""
    by_id = {each.id: each for each in dates}

    def original(each: CohortSession) -> CohortSession:
        while each.makes_up_id is not None:
            each = by_id[each.makes_up_id]
        return each

    found = original(session)
    return found, [each.id for each in dates if each.id != session.id and original(each) is found]


def _wanted(
    again: Sequence[CohortSession], enrolled: Sequence[Enrolment], dates: Sequence[CohortSession]
) -> set[tuple[int, int]]:
    """Who is to come to which of the dates that make up: who owes of the original, in a module that is not full.

    Who was never marked at the original owes the whole of it: a code on the wall marks nobody absent. Whoever was
    marked at the date itself stays on its list.
    """
    ids = [each.id for each in enrolled]
    families = [(each, *_family(each, dates)) for each in again]
    earned = minutes.earned_at(ids, {id_ for _date, _original, others in families for id_ in others})
    sums = minutes.sums(ids)
    found = minutes.marked_at(ids, [each.id for each in again])
    for date, original, others in families:
        most = date.module.minutes
        for each in enrolled:
            was_asked = original.group_id in (None, each.group_id) or (each.id, original.id) in earned
            owes = was_asked and left(original.minutes, *(earned.get((each.id, one), 0) for one in others))
            if owes and (most is None or sums.of(each.id, date.module_id) < most):
                found.add((each.id, date.id))
    return found
