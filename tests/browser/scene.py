"""A scene in which each page of the site has something to show."""

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
from app.db import db
from app.exams.actions import attempts as actions
from app.exams.actions import scoring
from app.exams.queries.papers import offer
from app.guide import actions as guide
from app.guide.actions import Said
from app.practice.actions import answers, notes, sets, wishes
from app.practice.actions.answers import Sent
from app.practice.actions.wishes import Wishes
from app.practice.queries import sets as find_set
from app.practice.rules.words import Confidence, Drill, SetKind
from app.privacy.actions import asking as privacy
from app.privacy.rules.asking import RequestKind
from app.questions.actions.amendments import amend
from app.questions.actions.reports import report
from app.questions.actions.writing import start_editing
from app.questions.models import QuestionVersion, Source, Statement
from app.questions.rules.reports import ReportKind
from app.statistics.tasks import refresh
from tests.browser import desk, stock
from tests.browser.desk import ADMINISTRATOR, CANDIDATE, Place
from tests.browser.exchanges import make_exchanges
from tests.browser.sitting import PAPER, Candidate, somebody
from tests.browser.training import make_training
from tests.exams.factories import closed_attempt, late_answer
from tests.factories import NoticeFactory
from tests.servers.site import Site

LINKS = (LinkPurpose.CONFIRM_EMAIL, LinkPurpose.RESET_PASSWORD, LinkPurpose.CHANGE_EMAIL, LinkPurpose.SIGN_IN)
NEW_ADDRESS = {"email": "new@example.jp"}


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
        asked = find_set.card(ended.items[ended.position], person, now)
        assert isinstance(asked, Statement)
        sent = Sent(ended.position, sure, given if not place else str(uuid4()))
        answers.answer_card(ended, asked.id, said_correct=place % 2 == 0, sent=sent, now=now)
    sets.end(ended, now=now)
    question_id, identity = ended.items[0]
    notes.star(person, question_id, identity, on=True, now=now)
    notes.write(person, question_id, identity, "2号の但し書きを読み直す。\n例外に注意。", now=now)
    notes.write(person, question_id, 0, "事例と合わせて覚える。", now=now)
    wishes.save_settings(person, Wishes(now.date() + timedelta(days=200), 15, [], None, True, 0, 0), now=now)
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
            **_privacy(account.person, now),
        }
        holes |= _question(session, account.person, now)
        holes |= make_exchanges(session, chief, now)
        holes |= desk.make_desk(account.person, chief, mock.paper.organisation, now)
    with site.session():
        reckon()
    return Scene(people, holes)


def _privacy(person: Person, now: datetime) -> dict[str, object]:
    """Somebody who has asked for their data, and for a correction."""
    privacy.ask_disclosure(person, now=now)
    asked = privacy.ask(person, RequestKind.CORRECT, about="10月5日の出席", wish="出席していました。", now=now)
    return {"privacy_request": asked.id}


def score() -> None:
    """What the worker does within a minute; inside a session of the site."""
    while ids := scoring.to_score():
        scoring.store_scores(ids)
    db.session.commit()


def reckon() -> None:
    """What the worker does within ten minutes."""
    score()
    refresh()


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
