"""A world in which every route has something of somebody to ask for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import clock
from app.accounts import queries
from app.accounts.actions.applications import Asked, apply
from app.accounts.actions.identities import set_provider
from app.accounts.actions.links import issue
from app.accounts.models import Credential, Office, Organisation, Person
from app.accounts.rules import CredentialKind, LinkPurpose, Role
from app.accounts.rules.applications import Wanted
from app.admin.actions.invitations import invite
from app.admin.rules import Guest
from app.offices.actions import join, open_office
from app.offices.rules import Subject
from app.questions.actions.amendments import amend
from app.questions.actions.reports import report
from app.questions.actions.writing import start_editing
from app.questions.models import StatementComment
from app.questions.rules.reports import ReportKind
from app.questions.rules.words import PaperKind, QuestionStatus
from app.reading.models import Reading
from app.training.models.running import Cohort
from tests.admin.factories import OutboxFactory
from tests.browser.training import make_training
from tests.exams.factories import AttemptFactory, SourceFactory, closed_attempt, exam, late_answer
from tests.factories import AccountFactory, AccountSessionFactory, NoticeFactory, OrganisationFactory, member
from tests.guide.factories import exam_date
from tests.house.ready import Holes, at_the_office, ready
from tests.practice.factories import note, practice_set, questions
from tests.questions.conftest import in_state, instructor
from tests.reading.factories import some_glossary
from tests.statistics.sittings import worker
from tests.training.factories import CohortFactory

TOKENS = {
    "accounts.confirm_email": LinkPurpose.CONFIRM_EMAIL,
    "accounts.confirm_new_email": LinkPurpose.CHANGE_EMAIL,
    "accounts.reset_password": LinkPurpose.RESET_PASSWORD,
    "accounts.link_sign_in": LinkPurpose.SIGN_IN,
}
UUID = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class World:
    """An organisation and another, the person to whom everything belongs, and what stands in the addresses."""

    here: Organisation
    there: Organisation
    owner: Person
    office: Office  # of which somebody is the manager; the owner works in another
    other_class: Cohort  # of the same training as the owner's
    holes: Holes  # by "blueprint.part" or "part" of the address


def make_world(session: Session) -> World:
    here, there = OrganisationFactory(slug="here"), OrganisationFactory(slug="there")
    owner = AccountFactory(person=member(Role.LEARNER, here, name="持ち主")).person
    chief = AccountFactory(person=member(Role.ADMINISTRATOR, OrganisationFactory())).person
    holes = _own(session, owner) | _sat(owner, here) | _written(session, here, owner) | _kept(session, here, chief)
    own_office = join(open_office(here, "つばき居宅", by=chief).code, frozenset(), by=owner, now=clock.now())
    training = make_training(session, owner, chief, here)
    other_class = CohortFactory(run=session.get_one(Cohort, training["cohort"]).run, code="QQQQQQQQ")
    holes |= _trained(training) | {
        "admin.other_id": chief.id,
        "admin.membership_id": owner.memberships[0].id,
        "person_id": owner.id,
        "offices.share.member_id": own_office.id,
        "offices.leave_office.member_id": own_office.id,
    }
    holes |= ready(session, here, owner, chief, training)
    office = session.get_one(Office, holes["office_id"])
    holes |= at_the_office(session, office, owner, other_class, training)
    session.commit()
    worker(session)
    return World(here, there, owner, office, other_class, holes)


def _trained(training: Holes) -> Holes:
    """What the scene of a training has, by the names that addresses give it."""
    return {
        "cohort_id": training["cohort"],
        "enrolment_id": training["enrolment"],
        "cohorts.session_id": training["session"],
        "entry_id": training["entry"],
        "practicum_id": training["practicum"],
        "group_id": training["group"],
        "training.application.code": training["class_code"],
        "training.apply_with_answers.code": training["class_code"],
        "cohorts.question_id": training["question"],
        "rule_id": training["rule"],
        "prerequisite_id": training["order"],
        "extension_id": training["extension"],
        "curriculum_id": training["copy"],
        "other_id": training["older"],
        "module_id": training["module"],
        "lessons.slug": training["lesson"],
        "training_api.slug": training["lesson"],
        "training.sign_page.token": training["host"],
        "training.sign.token": training["host"],
        "training.manager_sheet.token": training["manager"],
        "training.save_manager_sheet.token": training["manager"],
        "moment": "before",
        "rater": "self",
        "task_id": training["task"],
        "work_id": training["work"],
    }


def _own(session: Session, owner: Person) -> Holes:
    mine = queries.account_of(owner.id)
    assert mine is not None
    device = AccountSessionFactory(account=mine)
    passkey = Credential(
        account_id=mine.id,
        kind=CredentialKind.PASSKEY,
        secret='{"id":"AAAA","key":"AAAA","count":0}',
        created_at=clock.now(),
    )
    session.add(passkey)
    tokens = {
        f"{name}{now}.token": issue(mine, purpose, now=clock.now(), payload={"email": "new@example.jp"})
        for name, purpose in TOKENS.items()
        for now in ("", "_now")
    }
    versions = questions(2)
    practised = practice_set(owner)
    kept = note(owner, versions[0], text="ひかえ")
    session.flush()
    return {
        **tokens,
        "accounts.session_id": device.id,
        "credential_id": passkey.id,
        "notice_id": NoticeFactory(person_id=owner.id).id,
        "set_id": practised.id,
        "note_id": kept.id,
        "practice.question_id": versions[0].question_id,
        "identity": 1,
        "client_id": UUID,
        "practice.token": "nobody-s",
        "digest": "0" * 64,
        "training.token": "old",
    }


def _sat(owner: Person, here: Organisation) -> Holes:
    edition = exam({"care-support": [(1, 3)]}, organisation=here, kind=PaperKind.MOCK)
    closed = closed_attempt(edition, person=owner, answers={1: [1, 3]})
    opened = AttemptFactory(edition=edition, person=owner)
    return {
        "slug": edition.paper.slug,
        "attempt_id": opened.id,
        "sittings.result.attempt_id": closed.id,
        "exams_api.result.attempt_id": closed.id,
        "late_id": late_answer(closed).id,
        "number": 1,
    }


def _written(session: Session, here: Organisation, owner: Person) -> Holes:
    author = instructor(here)
    question = in_state(QuestionStatus.PUBLISHED, here, by=author)
    start_editing(question, by=author, now=clock.now())
    version = question.versions[0]
    today, now = clock.today(), clock.now()
    reported = report(version, 2, ReportKind.KEY, "肢2は誤りでは。", by=owner, now=now, today=today)
    source = SourceFactory(organisation_id=here.id)
    amended = amend(source, ["9"], in_force_on=today, summary="見直し。", by=None, now=now)
    comment = StatementComment(version_id=version.id, position=1, text="確かめて。", by_id=author.id, at=now)
    session.add(comment)
    session.flush()
    return {
        "question_id": question.id,
        "version_id": version.id,
        "report_id": reported.id,
        "amendment_id": amended.id,
        "comment_id": comment.id,
        "key": source.key,
        "questions.membership_id": author.memberships[0].id,
        "organisation_id": here.id,
        "name": "hand-in",
    }


def _kept(session: Session, here: Organisation, chief: Person) -> Holes:
    """What the site itself keeps, and what the desk does."""
    some_glossary()
    now, applicant = clock.now(), AccountFactory(person=member(Role.LEARNER, here)).person
    [(invitation, token)] = invite(
        [Guest("佐藤 花子", "サトウ ハナコ", None)], organisation=here, role=Role.LEARNER, by=chief, now=now
    )
    asked = Asked([Wanted.OTHER], "理由", b"%PDF-1.7")
    application = apply(applicant, here, asked, now=now, today=clock.today())
    office = open_office(here, "ひまわり居宅", by=chief)
    colleague = join(office.code, frozenset(Subject), by=applicant, now=now)
    manager = member(Role.MANAGER, here)
    manager.memberships[0].office_id = office.id
    about = {"name": "団体", "issuer": "http://127.0.0.1:9", "client_id": "x", "secret": "y"}
    set_provider(here, **about, by=chief, now=now)
    word = Reading(term="被保険者", reading="ひほけんしゃ", changed_at=now)
    session.add(word)
    session.flush()
    return {
        "reading.entry_id": 1,
        "reading_id": word.id,
        "date_id": exam_date(session, clock.today()).id,
        "job_id": OutboxFactory().id,
        "invitation_id": invitation.id,
        "invited.token": token,
        "application_id": application.id,
        "provider_id": 1,
        "office_id": office.id,
        "member_id": colleague.id,
        "offices.end_manager.person_id": manager.id,
    }
