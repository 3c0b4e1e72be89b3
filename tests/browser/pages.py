"""Every page of the site, who may see it, and a scene in which each has something to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actions.links import issue
from app.accounts.models import Account, Person
from app.accounts.rules import LinkPurpose, Role
from app.exams.actions import attempts as actions
from app.exams.queries.papers import offer
from app.guide import actions as guide
from app.guide.actions import Said
from app.practice.actions import answers, notes, sets, wishes
from app.practice.actions.answers import Sent
from app.practice.actions.wishes import Wishes
from app.practice.queries import sets as find_set
from app.practice.rules.words import Confidence, Drill, SetKind
from app.questions.actions.amendments import amend
from app.questions.actions.reports import report
from app.questions.actions.writing import start_editing
from app.questions.models import QuestionVersion, Source
from app.questions.rules.reports import ReportKind
from tests.browser import desk, stock
from tests.browser.desk import ADMINISTRATOR, CANDIDATE, VISITOR, Place
from tests.browser.sitting import PAPER, Candidate, somebody
from tests.browser.training import make_training
from tests.exams.factories import closed_attempt, late_answer
from tests.factories import NoticeFactory
from tests.servers.site import Site

LINKS = (LinkPurpose.CONFIRM_EMAIL, LinkPurpose.RESET_PASSWORD, LinkPurpose.CHANGE_EMAIL, LinkPurpose.SIGN_IN)
NEW_ADDRESS = {"email": "new@example.jp"}


PAGES = {
    **desk.PAGES,
    "home.start": Place("/"),
    "home.trial": Place("/trial", VISITOR),
    "home.trial_question": Place("/trial/1", VISITOR),
    "reading.glossary": Place("/glossary", VISITOR),
    "reading.entry": Place("/glossary/1"),
    "reading.readings": Place("/readings", ADMINISTRATOR),
    "reading.reading": Place("/readings/1", ADMINISTRATOR),
    "reading.new_reading": Place("/readings/new", ADMINISTRATOR),
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
    "questions.syllabus": Place("/syllabus", VISITOR),
    "questions.sources": Place("/sources", VISITOR),
    "questions.source": Place("/sources/409AC0000000123", VISITOR),
    "exams.index": Place("/exams"),
    "exams.paper": Place("/exams/mock-1"),
    "exams.history": Place("/attempts"),
    "sittings.show": Place("/attempts/{open}?number=24"),
    "sittings.sheet": Place("/attempts/{open}/sheet"),
    "sittings.before_submit": Place("/attempts/{open}/submit"),
    "sittings.result": Place("/attempts/{closed}/result"),
    "guide.index": Place("/guide", VISITOR),
    "guide.eligibility": Place("/guide/eligibility", VISITOR),
    "guide.dates": Place("/guide/dates", ADMINISTRATOR),
    "guide.new_date": Place("/guide/dates/new", ADMINISTRATOR),
    "guide.date": Place("/guide/dates/{exam_date}", ADMINISTRATOR),
    "practice.index": Place("/practice"),
    "practice.topics": Place("/practice/topics"),
    "practice.sources": Place("/practice/sources"),
    "practice.drill": Place("/practice/sets/{practice}"),
    "practice.answered": Place("/practice/answers/{answered}"),
    "practice.lucky": Place("/practice/lucky"),
    "practice.overconfident": Place("/practice/overconfident"),
    "practice.notes": Place("/practice/notes"),
    "practice.question": Place("/practice/questions/{question}"),
    "practice.search": Place("/practice/search?q=保険"),
    "practice.plan": Place("/practice/plan"),
    "practice.progress": Place("/practice/progress"),
    "practice.settings": Place("/practice/settings"),
    "practice.days": Place("/practice/days"),
    "running.index": Place("/running", ADMINISTRATOR),
    "running.board": Place("/exams/mock-1/board", ADMINISTRATOR),
    "running.sitting": Place("/exams/mock-1/board/attempts/{open}", ADMINISTRATOR),
    "running.rulings": Place("/exams/mock-1/rulings", ADMINISTRATOR),
    "running.ruling": Place("/exams/mock-1/rulings/1", ADMINISTRATOR),
    "running.preview": Place("/exams/mock-1/rulings/1/preview?kind=void_correct&reason=x", ADMINISTRATOR),
    "questions.index": Place("/questions", ADMINISTRATOR),
    "questions.new": Place("/questions/new", ADMINISTRATOR),
    "questions.edit": Place("/questions/{question}/edit", ADMINISTRATOR),
    "questions.show": Place("/questions/{question}", ADMINISTRATOR),
    "questions.version": Place("/questions/{question}/versions/1", ADMINISTRATOR),
    "questions.report": Place("/questions/versions/{version}/report"),
    "questions.reports": Place("/questions/reports", ADMINISTRATOR),
    "questions.triage": Place("/questions/reports/{report}", ADMINISTRATOR),
    "questions.corrections": Place("/corrections"),
    "questions.amendments": Place("/questions/amendments", ADMINISTRATOR),
    "questions.amendment": Place("/questions/amendments/{amendment}", ADMINISTRATOR),
    "questions.duties": Place("/questions/duties", ADMINISTRATOR),
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
    "a source as a writer reads it": Place("/sources/409AC0000000123", ADMINISTRATOR),
    "bookmarks before there are any": Place("/practice/notes", ADMINISTRATOR),
    "a search that finds nothing": Place("/practice/search?q=zzz"),
    "practice before anything was answered": Place("/practice", ADMINISTRATOR),
    "the end of a set": Place("/practice/sets/{ended}"),
    "a whole question": Place("/practice/sets/{whole}", ADMINISTRATOR),
    "an empty history": Place("/attempts", ADMINISTRATOR),
    "a paper not begun": Place("/exams/mock-1", ADMINISTRATOR),
    "a result before handing in": Place("/attempts/{open}/result"),
    "a search of the glossary that finds nothing": Place("/glossary?q=zzz", VISITOR),
    "a learner without a training": Place("/training", ADMINISTRATOR),
    "no such page": Place("/nowhere", VISITOR),
    "no right to see it": Place("/people"),
    "sign in first": Place("/account", VISITOR),
}
NO_PAGES = {
    *desk.NO_PAGES,
    "accounts.own_data_archive",  # a file
    "practice.calendar",  # read by calendar programs
    "home.trial_answered",  # reached by answering, in test_pages
    "home.trial_result",  # the same
    "training.arrive",  # its code lasts a minute; tests/training looks at it
    "home.alive",
    "home.figures",
    "home.ready",
    "home.robots",
    "questions.image",  # a file
    "questions.find_sources",  # a part of a page, for a script
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


def practise(person: Person, other: Person, now: datetime) -> dict[str, object]:
    """Some cards answered, a set that has ended, one that is open; and whole questions for somebody else."""
    given = str(uuid4())
    ended = sets.start(person, SetKind.UNSEEN, None, drill=Drill.CARD, minutes=3, now=now)
    for place, sure in enumerate((Confidence.SURE, Confidence.GUESS, Confidence.SURE, Confidence.GUESS)):
        asked = find_set.card(ended.items[ended.position], person)
        assert asked is not None
        sent = Sent(ended.position, sure, given if not place else str(uuid4()))
        answers.answer_card(ended, asked.id, said_correct=place % 2 == 0, sent=sent, now=now)
    sets.end(ended, now=now)
    question_id, identity = ended.items[0]
    notes.star(person, question_id, identity, on=True, now=now)
    notes.write(person, question_id, identity, "2号の但し書きを読み直す。\n例外に注意。", now=now)
    notes.write(person, question_id, 0, "事例と合わせて覚える。", now=now)
    wishes.save_settings(person, Wishes(now.date() + timedelta(days=200), 15, [], None, 0, 0), now=now)
    begun = sets.start(person, SetKind.TODAY, None, drill=Drill.CARD, minutes=15, now=now)
    whole = sets.start(other, SetKind.WEAK, None, drill=Drill.QUESTION, minutes=15, now=now)
    return {"practice": begun.id, "answered": given, "ended": ended.id, "whole": whole.id, "question": question_id}


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
        practised = practise(account.person, session.get_one(Person, people[ADMINISTRATOR].person_id), now)
        begun = actions.start(mock, by=account.person, now=now)
        links = {purpose.value: issue(account, purpose, now=now, payload=NEW_ADDRESS) for purpose in LINKS}
        chief = session.get_one(Person, people[ADMINISTRATOR].person_id)
        training = make_training(session, account.person, chief)
        exam_on = now.date() + timedelta(days=200)
        said = Said(30, "試験日", exam_on, None, "受験要項")
        holes_of_guide = {"exam_date": guide.add(said, by=chief, now=now).id}
        holes = {
            "open": begun.id,
            "closed": closed.id,
            "person": account.person_id,
            **practised,
            **links,
            **training,
            **holes_of_guide,
        }
        holes |= _question(session, account.person, now)
        holes |= desk.make_desk(account.person, chief, mock.paper.organisation, now)
    return Scene(people, holes)


def _question(session: Session, reader: Person, now: datetime) -> dict[str, object]:
    """A question that is being rewritten, a report on it, and an amendment that nothing rests on."""
    version = session.scalars(select(QuestionVersion).order_by(QuestionVersion.id)).first()
    assert version is not None
    start_editing(version.question, by=reader, now=now)
    reported = report(version, 2, ReportKind.KEY, "肢2は誤りでは。", by=reader, now=now, today=clock.today())
    source = session.scalars(select(Source).where(Source.law_id.is_not(None))).first()
    assert source is not None
    amended = amend(source, ["9999"], in_force_on=clock.today(), summary="見直し。", by=None, now=now)
    session.flush()
    return {
        "question": version.question_id,
        "version": version.id,
        "report": reported.id,
        "amendment": amended.id,
    }
