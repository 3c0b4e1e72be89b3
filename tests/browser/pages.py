"""Every page of the site, who may see it, and a scene in which each has something to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from app import clock
from app.accounts.actions.links import issue
from app.accounts.models import Account, Person
from app.accounts.rules import LinkPurpose, Role
from app.exams.actions import attempts as actions
from app.exams.queries.papers import offer
from tests.browser import stock
from tests.browser.sitting import PAPER, Candidate, somebody
from tests.browser.training import make_training
from tests.exams.factories import closed_attempt, late_answer
from tests.factories import NoticeFactory
from tests.servers.site import Site

LINKS = (LinkPurpose.CONFIRM_EMAIL, LinkPurpose.RESET_PASSWORD, LinkPurpose.CHANGE_EMAIL)
NEW_ADDRESS = {"email": "new@example.jp"}
VISITOR, CANDIDATE, ADMINISTRATOR = None, Role.CANDIDATE, Role.ADMINISTRATOR


class Place(NamedTuple):
    """A page: its path with holes for what the scene holds, and as whom it is looked at."""

    path: str
    who: Role | None = CANDIDATE


PAGES = {
    "home.start": Place("/"),
    "home.trial": Place("/trial", VISITOR),
    "home.trial_question": Place("/trial/1", VISITOR),
    "accounts.sign_up": Place("/signup", VISITOR),
    "accounts.letter_sent": Place("/signup/sent", VISITOR),
    "accounts.confirm_email": Place("/confirm-email/{confirm_email}", VISITOR),
    "accounts.sign_in": Place("/login", VISITOR),
    "accounts.forgotten_password": Place("/password/forgotten", VISITOR),
    "accounts.reset_letter_sent": Place("/password/sent", VISITOR),
    "accounts.reset_password": Place("/password/reset/{reset_password}", VISITOR),
    "accounts.terms": Place("/terms", VISITOR),
    "accounts.privacy": Place("/privacy", VISITOR),
    "accounts.account": Place("/account"),
    "accounts.rename": Place("/account/name"),
    "accounts.change_email": Place("/account/email"),
    "accounts.new_email_letter_sent": Place("/account/email/sent"),
    "accounts.confirm_new_email": Place("/account/email/confirm/{change_email}"),
    "accounts.change_password": Place("/account/password"),
    "accounts.erase": Place("/account/delete"),
    "notices.index": Place("/notices"),
    "notices.preferences": Place("/notices/preferences"),
    "exams.index": Place("/exams"),
    "exams.paper": Place("/exams/mock-1"),
    "exams.history": Place("/attempts"),
    "sittings.show": Place("/attempts/{open}?number=24"),
    "sittings.sheet": Place("/attempts/{open}/sheet"),
    "sittings.before_submit": Place("/attempts/{open}/submit"),
    "sittings.result": Place("/attempts/{closed}/result"),
    "running.index": Place("/running", ADMINISTRATOR),
    "running.board": Place("/exams/mock-1/board", ADMINISTRATOR),
    "running.sitting": Place("/exams/mock-1/board/attempts/{open}", ADMINISTRATOR),
    "running.rulings": Place("/exams/mock-1/rulings", ADMINISTRATOR),
    "running.ruling": Place("/exams/mock-1/rulings/1", ADMINISTRATOR),
    "running.preview": Place("/exams/mock-1/rulings/1/preview?kind=void_correct&reason=x", ADMINISTRATOR),
    "curricula.index": Place("/curricula"),
    "curricula.curriculum": Place("/curricula/{copy}", ADMINISTRATOR),
    "curricula.beside": Place("/curricula/{stock}/beside/{older}"),
    "curricula.before_copy": Place("/curricula/{stock}/copies/new", ADMINISTRATOR),
    "curricula.new_module": Place("/curricula/{copy}/modules/new", ADMINISTRATOR),
    "curricula.module": Place("/curricula/{copy}/modules/{module}", ADMINISTRATOR),
    "lessons.index": Place("/lessons"),
    "lessons.lesson": Place("/lessons/{lesson}"),
    "training.mine": Place("/training"),
    "training.journal": Place("/training/practica/{practicum}"),
    "training.sign_page": Place("/practicum/{host}", VISITOR),
    "cohorts.index": Place("/cohorts", ADMINISTRATOR),
    "cohorts.new": Place("/cohorts/new", ADMINISTRATOR),
    "cohorts.board": Place("/cohorts/{cohort}", ADMINISTRATOR),
    "cohorts.people": Place("/cohorts/{cohort}/people", ADMINISTRATOR),
    "cohorts.assignments": Place("/cohorts/{cohort}/assignments", ADMINISTRATOR),
    "cohorts.new_session": Place("/cohorts/{cohort}/sessions/new", ADMINISTRATOR),
    "cohorts.session": Place("/cohorts/{cohort}/sessions/{session}", ADMINISTRATOR),
    "cohorts.room": Place("/cohorts/{cohort}/sessions/{session}/code", ADMINISTRATOR),
    "cohorts.learner": Place("/cohorts/{cohort}/people/{enrolment}", ADMINISTRATOR),
    "cohorts.entry": Place("/cohorts/{cohort}/people/{enrolment}/minutes/{entry}", ADMINISTRATOR),
    "accounts.people": Place("/people", ADMINISTRATOR),
    "accounts.person": Place("/people/{person}", ADMINISTRATOR),
}
# The same pages in another state, and what no address leads to.
STATES = {
    "the start page of a visitor": Place("/", VISITOR),
    "the start page of an administrator": Place("/", ADMINISTRATOR),
    "an empty history": Place("/attempts", ADMINISTRATOR),
    "a paper not begun": Place("/exams/mock-1", ADMINISTRATOR),
    "a result before handing in": Place("/attempts/{open}/result"),
    "a learner without a training": Place("/training", ADMINISTRATOR),
    "no such page": Place("/nowhere", VISITOR),
    "no right to see it": Place("/people"),
    "sign in first": Place("/account", VISITOR),
}
NO_PAGES = {
    "accounts.own_data_archive",  # a file
    "home.trial_result",  # reached by answering, in test_pages
    "training.arrive",  # its code lasts a minute; tests/training looks at it
    "home.alive",
    "home.figures",
    "home.ready",
    "home.robots",
    "ui.static",
    "ui.styleguide",  # tests/ui looks at it
}


@dataclass(frozen=True)
class Scene:
    """Who there is and where they are: a paper sat and judged, one begun, a notice, links in letters."""

    people: dict[Role, Candidate]
    holes: dict[str, object]

    def path(self, place: Place) -> str:
        return place.path.format(**self.holes)


def make_scene(site: Site) -> Scene:
    people = {role: somebody(site, role) for role in (CANDIDATE, ADMINISTRATOR)}
    with site.session() as session:
        account = session.scalars(select(Account).where(Account.email == people[CANDIDATE].email)).one()
        now = clock.now()
        mock = offer(PAPER, account.person, now)
        half = {q.number: q.marks(right=q.number % 3 > 0) for q in stock.questions(PAPER)[:50]}
        closed = closed_attempt(mock.edition, person=account.person, answers=half)
        late_answer(closed, number=60)
        NoticeFactory(person_id=account.person_id, title="採点の訂正により、結果が変わりました")
        begun = actions.start(mock, by=account.person, now=now)
        links = {purpose.value: issue(account, purpose, now=now, payload=NEW_ADDRESS) for purpose in LINKS}
        chief = session.get_one(Person, people[ADMINISTRATOR].person_id)
        training = make_training(session, account.person, chief)
        holes = {"open": begun.id, "closed": closed.id, "person": account.person_id, **links, **training}
    return Scene(people, holes)
