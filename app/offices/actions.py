"""Make offices, join them by their code, decide what they see."""

from __future__ import annotations

from datetime import datetime

from app import audit
from app.accounts.actions import add_membership, take_role
from app.accounts.models import Membership, Office, Organisation, Person
from app.accounts.rules import Role
from app.accounts.rules.offices import new_code
from app.db import beside, db
from app.errors import Conflict, NotFound, Refusal, Way
from app.offices import queries, rules
from app.offices.models import OfficeMember, OfficeShare
from app.offices.rules import Subject
from app.training.actions import recommendations

NO_NAME = "事業所の名前を、80文字までで入力してください。"
MANAGES_ANOTHER = (
    "{name}さんは「{other}」の管理者です。一人が管理できる事業所は、団体の中で一つです。"
    "先に「{other}」の画面で、管理者から外してください。"
)
HERE_ALREADY = "この事業所には、もう加わっています。"


def open_office(organisation: Organisation, name: str, *, by: Person) -> Office:
    """Add an office to the organisation, with a code of its own."""
    if not name or len(name) > rules.LONGEST_NAME:
        raise Refusal(NO_NAME)
    office = Office(organisation_id=organisation.id, name=name, code=new_code())
    db.session.add(office)
    db.session.flush()  # the audit row names its id
    audit.record("office.open", f"office:{office.id}", by=by.id, organisation=organisation.id)
    return office


def rename_office(office: Office, name: str, *, by: Person) -> None:
    """Give it another name."""
    if not name or len(name) > rules.LONGEST_NAME:
        raise Refusal(NO_NAME)
    office.name = name
    audit.record("office.rename", f"office:{office.id}", by=by.id, organisation=office.organisation_id)


def renew_code(office: Office, *, by: Person) -> None:
    """A new code: the old one lets nobody in any more; who is there stays."""
    office.code = new_code()
    audit.record("office.code", f"office:{office.id}", by=by.id, organisation=office.organisation_id)


def join(code: str, shares: frozenset[Subject], *, by: Person, now: datetime) -> OfficeMember:
    """Work in the office of this code from now on, showing it what was chosen and nothing else."""
    office = queries.office_by_code(rules.normal_code(code))
    if any(one.office_id == office.id for one in queries.own_offices(by.id)):
        raise Conflict(HERE_ALREADY)
    member = OfficeMember(office=office, person=by, joined_at=now)
    db.session.add(member)
    db.session.flush()  # the shares and the audit row name its id
    audit.record("office.join", f"office:{office.id}", by=by.id, organisation=office.organisation_id)
    share(member, shares, by=by, now=now)
    return member


def share(member: OfficeMember, wanted: frozenset[Subject], *, by: Person, now: datetime) -> None:
    """From now on the office sees exactly these; what is taken back stays in the books with its times."""
    held = member.shared()
    for one in member.shares:
        if one.withdrawn_at is None and one.subject not in wanted:
            one.withdrawn_at = now
    if Subject.RECOMMENDATION in held - wanted:
        recommendations.end_all(member.office, member.person, by=by, now=now)
    for subject in Subject:
        if subject in wanted and subject not in held:
            member.shares.append(OfficeShare(subject=subject, version=rules.SHARE_VERSION, given_at=now))
    if held != wanted:
        place = member.office.organisation_id
        before, after = ({"shared": sorted(some)} for some in (held, wanted))
        subject_row = f"office_member:{member.id}"
        audit.record("office.share", subject_row, by=by.id, organisation=place, before=before, after=after)


def leave(member: OfficeMember, *, by: Person, now: datetime) -> None:
    """Work there no longer: it sees nothing from this moment on, and who managed it sees nobody any more."""
    share(member, frozenset(), by=by, now=now)
    member.left_at = now
    if managed := queries.management(member.office_id, member.person_id):
        end_manager(member.office, managed, by=by, now=now)
    place = member.office.organisation_id
    audit.record("office.leave", f"office_member:{member.id}", by=by.id, organisation=place)


def make_manager(office: Office, member: OfficeMember, *, by: Person, now: datetime) -> None:
    """Let somebody who works there manage the office; Conflict while they manage another of the organisation."""
    place = db.session.get_one(Organisation, office.organisation_id)
    membership = add_membership(member.person, place, Role.MANAGER, now=now)
    if membership.office_id not in (None, office.id):
        other = db.session.get_one(Office, membership.office_id)
        way = Way(f"「{other.name}」を開く", "offices.office", {"office_id": other.id})
        raise Conflict(MANAGES_ANOTHER.format(name=member.person.name, other=other.name), way=way)
    membership.office_id = office.id
    after = {"person": member.person_id}
    audit.record("office.manager", f"office:{office.id}", by=by.id, organisation=place.id, after=after)


def end_manager(office: Office, managed: Membership, *, by: Person, now: datetime) -> None:
    """Let somebody manage the office no longer, whether they still work there or not."""
    before = {"person": managed.person_id}
    place = office.organisation_id
    audit.record("office.manager_end", f"office:{office.id}", by=by.id, organisation=place, before=before)
    take_role(managed, by=by, now=now)


def require_shared(member: OfficeMember, subject: Subject, *, by: Person) -> None:
    """NotFound unless the person shows this to the office now; the asking stands in the audit trail."""
    if subject in member.shared():
        return
    row, place = f"office_member:{member.id}", member.office.organisation_id
    after = {"subject": subject.value, "withdrawn": queries.once_shared(member, subject)}
    asked_by = by.id
    beside(lambda: audit.record("office.refused", row, by=asked_by, organisation=place, after=after))
    raise NotFound(queries.NOT_SHARED)
