"""Make 演習班 and put learners into them: by hand, or all at once and evenly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app import audit
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, Refusal
from app.training.models.running import Cohort, CohortGroup
from app.training.queries import groups as find
from app.training.queries.groups import Placed
from app.training.queries.imports import groups_in_use
from app.training.rules import groups as rules
from app.training.rules.groups import Member, Mixed

TAKEN = "「{title}」という班は、すでにあります。ほかの名前にしてください。"
IN_USE = "この班には人か日程があります。ほかの班に移してから消してください。"
TOO_MANY = f"演習班は{rules.MOST_GROUPS}班までです。"
NOBODY = "班を決める受講者がいません。先に、受講者を入れてください。"


def add(cohort: Cohort, title: str, *, by: Person) -> CohortGroup:
    """A new group without anybody; refuses a title that another one bears."""
    present = find.groups(cohort.id)
    if len(present) >= rules.MOST_GROUPS:
        raise Refusal(TOO_MANY)
    _check_title(present, title, None)
    made = CohortGroup(cohort_id=cohort.id, title=title)
    db.session.add(made)
    _record("group.add", cohort, by, {"title": title})
    return made


def change(group: CohortGroup, cohort: Cohort, title: str, lecturer_id: int | None, *, by: Person) -> None:
    """Call it otherwise, or let somebody else of the organisation teach it; who teaches it now may stay."""
    _check_title(find.groups(cohort.id), title, group)
    known = {each.id for each in find.lecturers(cohort.run.organisation_id)} | {group.lecturer_id}
    group.title = title
    group.lecturer_id = lecturer_id if lecturer_id in known else None
    _record("group.change", cohort, by, {"title": title, "person": group.lecturer_id})


def remove(group: CohortGroup, cohort: Cohort, *, by: Person) -> None:
    """Take away a group; Conflict while somebody is in it or it has a date."""
    if groups_in_use([group.id]):
        raise Conflict(IN_USE)
    _record("group.remove", cohort, by, {"title": group.title})
    db.session.delete(group)


def place(cohort: Cohort, wanted: Mapping[int, int | None], *, by: Person) -> int:
    """Put these enrolments into these groups, or into none; says how many have moved."""
    known = {each.id for each in find.groups(cohort.id)}
    moved = 0
    for each in find.placed(cohort):
        enrolment = each.enrolment
        group_id = wanted.get(enrolment.id, enrolment.group_id)
        if group_id != enrolment.group_id and (group_id is None or group_id in known):
            enrolment.group_id = group_id
            moved += 1
    _record("group.place", cohort, by, {"people": moved})
    return moved


def share_out(cohort: Cohort, count: int, mixed: Sequence[Mixed], *, anew: bool, by: Person) -> int:
    """Share the learners out over so many groups, evenly and mixed; says how many have been put into one.

    `anew` begins from the first, otherwise those who are in a group stay there. Groups that are lacking are made.
    """
    people = find.placed(cohort)
    if not people:
        raise Refusal(NOBODY)
    present = list(find.groups(cohort.id))
    for title in rules.fresh_titles([each.title for each in present], max(0, count - len(present))):
        made = CohortGroup(cohort_id=cohort.id, title=title)
        db.session.add(made)
        present.append(made)
    db.session.flush()  # the enrolments name their ids
    used = present[:count]
    coming = [each for each in people if anew or each.enrolment.group_id is None]
    staying = [each for each in people if not anew and each.enrolment.group_id is not None]
    filled = [[_member(each, mixed) for each in staying if each.enrolment.group_id == group.id] for group in used]
    found = rules.shared_out([_member(each, mixed) for each in coming], filled)
    for each in coming:
        each.enrolment.group_id = used[found[each.enrolment.id]].id
    _record("group.share_out", cohort, by, {"people": len(coming), "groups": count})
    return len(coming)


def _member(each: Placed, mixed: Sequence[Mixed]) -> Member:
    marks = {Mixed.OFFICE: each.office, Mixed.PROFESSION: each.enrolment.profession}
    return Member(each.enrolment.id, tuple(marks[one] for one in mixed))


def _check_title(present: Sequence[CohortGroup], title: str, own: CohortGroup | None) -> None:
    if any(each.title == title and each is not own for each in present):
        raise Refusal(TAKEN.format(title=title))


def _record(action: str, cohort: Cohort, by: Person, after: dict[str, Any]) -> None:
    audit.record(action, f"cohort:{cohort.id}", by=by.id, organisation=cohort.run.organisation_id, after=after)
