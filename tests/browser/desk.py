"""The pages of the desk, of offices, of applications and of the ways in, and what each has to show."""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex
from typing import NamedTuple

from app import clock
from app.accounts.actions.applications import Asked, apply
from app.accounts.models import Office, Organisation, Person
from app.accounts.rules import Role
from app.accounts.rules.applications import Wanted
from app.admin.actions.invitations import invite
from app.admin.rules import Guest
from app.db import db
from app.offices.actions import join, open_office
from app.offices.rules import Subject
from app.training.actions.practicum import begin, write_day
from app.training.actions.recommendations import recommend
from tests.admin.factories import OutboxFactory
from tests.training.factories import CohortFactory, CourseRunFactory, EnrolmentFactory, ModuleFactory

VISITOR, CANDIDATE, ADMINISTRATOR = None, Role.CANDIDATE, Role.ADMINISTRATOR


class Place(NamedTuple):
    """A page: its path with holes for what the scene holds, and as whom it is looked at."""

    path: str
    who: Role | None = CANDIDATE


PAGES = {
    "accounts.ask_link": Place("/login/link", VISITOR),
    "accounts.link_sent": Place("/login/link/sent", VISITOR),
    "accounts.link_sign_in": Place("/login/link/{sign_in}", VISITOR),
    "accounts.choose_provider": Place("/login/organisation", VISITOR),
    "accounts.back_from_provider": Place("/login/back?state=x&code=y", VISITOR),
    "accounts.factors": Place("/account/factors"),
    "accounts.new_app": Place("/account/factors/app"),
    "accounts.own_accommodation": Place("/account/accommodation"),
    "accounts.applications": Place("/accommodations", ADMINISTRATOR),
    "accounts.application": Place("/accommodations/{application}", ADMINISTRATOR),
    "admin.desk": Place("/admin", ADMINISTRATOR),
    "admin.health": Place("/admin/health", ADMINISTRATOR),
    "admin.jobs": Place("/admin/jobs", ADMINISTRATOR),
    "admin.letters": Place("/admin/mail", ADMINISTRATOR),
    "admin.settings": Place("/admin/settings", ADMINISTRATOR),
    "admin.organisations": Place("/admin/organisations", ADMINISTRATOR),
    "admin.new_organisation": Place("/admin/organisations/new", ADMINISTRATOR),
    "admin.organisation": Place("/admin/organisations/1", ADMINISTRATOR),
    "admin.invitations": Place("/admin/invitations", ADMINISTRATOR),
    "admin.new_invitations": Place("/admin/invitations/new", ADMINISTRATOR),
    "admin.person": Place("/admin/people/{person}", ADMINISTRATOR),
    "admin.choose_other": Place("/admin/people/{person}/merging?q=a", ADMINISTRATOR),
    "admin.merge": Place("/admin/people/{person}/merging/1", ADMINISTRATOR),
    "invited.invitation": Place("/invited/{invited}", VISITOR),
    "offices.offices": Place("/offices", ADMINISTRATOR),
    "offices.new_office": Place("/offices/new", ADMINISTRATOR),
    "offices.office": Place("/offices/{office}", ADMINISTRATOR),
    "offices.own_offices": Place("/account/offices"),
    "offices.managed": Place("/office", ADMINISTRATOR),
    "offices.colleague": Place("/office/people/{colleague}", ADMINISTRATOR),
    "offices.colleague_training": Place("/office/people/{colleague}/training", ADMINISTRATOR),
    "offices.recommendation": Place("/office/people/{colleague}/recommendations", ADMINISTRATOR),
    "offices.practicum": Place("/office/practica/{hosted}", ADMINISTRATOR),
    "offices.colleague_exams": Place("/office/people/{colleague}/exams", ADMINISTRATOR),
}
NO_PAGES = {
    "accounts.second",  # reached by a password; test_entering looks at it
    "accounts.application_paper",  # a file
    "accounts.go_to_provider",  # leads away; tests/accounts/test_identities goes there
    "admin.logo",  # a file
    "admin.look",  # a style sheet
}


def make_desk(learner: Person, chief: Person, place: Organisation, now: datetime) -> dict[str, object]:
    """An invitation, an application, an office that sees everything, a job that has failed."""
    guest = Guest("佐藤 花子", "サトウ ハナコ", None)
    [(_invitation, token)] = invite([guest], organisation=place, role=Role.LEARNER, by=chief, now=now)
    asked = Asked([Wanted.TIME_150, Wanted.OTHER], "画面を読むのに時間がかかります。")
    application = apply(learner, place, asked, now=now, today=clock.today())
    office = open_office(place, "ひまわり居宅介護支援事業所", by=chief)
    colleague = join(office.code, frozenset(Subject), by=learner, now=now)
    OutboxFactory()
    return {
        "invited": token,
        "application": application.id,
        "office": office.id,
        "colleague": colleague.id,
        "hosted": _speaks_and_hosts(office, learner, chief, now),
    }


def _speaks_and_hosts(office: Office, learner: Person, chief: Person, now: datetime) -> int:
    """The office recommends the learner to a class, and is the host of a practicum that can be signed."""
    place = db.session.get_one(Organisation, office.organisation_id)
    cohort = CohortFactory(run=CourseRunFactory(organisation=place), code=token_hex(4).upper())
    recommend(cohort, learner, office, words="後輩を育てる役をお願いしています。", by=chief, now=now)
    module = ModuleFactory(curriculum=cohort.run.curriculum)
    hosted = begin(
        EnrolmentFactory(cohort=cohort), module, host="", supervisor="山田", days=1, by=chief, now=now, office=office
    )
    write_day(hosted, on=clock.today(), minutes=480, text="同行した。", now=now, today=clock.today())
    return hosted.id
