"""What the worker would have made by now in the world of the matrix, and what people keep for themselves."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, files
from app.accounts.models import Account, AccountSession, Office, Organisation, Person
from app.exams.models import PaperEdition
from app.exams.models.on_paper import PaperPrint
from app.exams.rules.printing import Print, PrintState
from app.offices.queries import members_of
from app.practice.models import PushDevice
from app.privacy.actions.asking import ask
from app.privacy.models import Disclosure
from app.privacy.rules.asking import RequestKind
from app.privacy.rules.retention import Subject
from app.questions.actions.exchanges import keep_piece
from app.questions.models import ExchangeJob
from app.questions.rules.exchange.package import Format
from app.questions.rules.exchanges import Direction, JobState
from app.statistics.models import ReportFile
from app.statistics.rules import Basis
from app.statistics.rules.columns import FileKind
from app.training.actions import jobs
from app.training.actions.licences import record
from app.training.actions.practicum import begin, write_day
from app.training.actions.recommendations import recommend
from app.training.models.certificates import Certificate
from app.training.models.curricula import Module
from app.training.models.jobs import TrainingJob
from app.training.models.running import Cohort, Enrolment
from app.training.rules.licences import LicenceKind
from app.training.rules.sheets import ListKind
from tests.factories import AccountFactory, ConsentFactory
from tests.training.factories import CohortFactory, EnrolmentFactory

Holes = dict[str, object]
PDF = b"%PDF-1.7"


def ready(session: Session, here: Organisation, owner: Person, chief: Person, training: dict[str, object]) -> Holes:
    """Everything that waits to be fetched, each of it here and, where it can be somebody's, the owner's."""
    return (
        _certified(session, owner, training)
        | _printed(session, here, chief)
        | _exchanged(session, here, chief)
        | _handed_out(session, owner)
        | _carried(session, owner)
        | {"cohorts.kind": ListKind.COMPLETERS.value, "cohorts.import_id": training["import"]}
        | {"filled_id": training["filled"]}
        | {f"statistics.{page}.slug": here.slug for page in ("organisation", "organisation_csv")}
    )


def _certified(session: Session, owner: Person, training: dict[str, object]) -> Holes:
    """The owner's certificate is drawn, and so is the file for the printer."""
    own = session.get_one(Certificate, training["certificate"])
    assert own.enrolment.person_id == owner.id
    own.file = files.store(PDF, type="application/pdf", organisation_id=own.organisation_id)
    _listed(session, own.enrolment)
    job = session.get_one(TrainingJob, training["job"])
    jobs.finish(job, jobs.Made(PDF, "application/pdf", "修了証明書.pdf"), now=clock.now())
    job.archive = files.store(b"PK\5\6", type="application/zip", organisation_id=own.organisation_id)
    return {"certificate_id": own.id, "code": own.code, "cohorts.job_id": job.id}


def _listed(session: Session, enrolment: Enrolment) -> None:
    """The owner's address stands on the list of another class, which is for them alone to take over."""
    email = session.scalars(select(Account.email).where(Account.person_id == enrolment.person_id)).one()
    EnrolmentFactory(cohort=CohortFactory(run=enrolment.cohort.run), invited_email=email)


def _printed(session: Session, here: Organisation, chief: Person) -> Holes:
    """The paper as a booklet, and a file of its statistics."""
    edition = session.scalars(select(PaperEdition).where(PaperEdition.paper.has(organisation_id=here.id))).one()
    now, booklet = clock.now(), files.store(PDF, type="application/pdf", organisation_id=here.id)
    tables = files.store(b"PK", type="application/zip", organisation_id=here.id)
    session.add(
        PaperPrint(
            edition=edition,
            kind=Print.BOOKLET,
            state=PrintState.DONE,
            file=booklet,
            asked_by_id=chief.id,
            asked_at=now,
        )
    )
    report = ReportFile(edition=edition, basis=Basis.FIRST, kind=FileKind.CSV, asked_at=now, made_at=now, file=tables)
    session.add(report)
    session.flush()
    return {"running.kind": Print.BOOKLET.value, "statistics.file_id": report.id}


def _exchanged(session: Session, here: Organisation, chief: Person) -> Holes:
    """Questions that were written into a file."""
    now, data = clock.now(), b"<quiz/>"
    job = ExchangeJob(
        organisation_id=here.id,
        by_id=chief.id,
        direction=Direction.OUT,
        form=Format.MOODLE_XML,
        state=JobState.DONE,
        file_name="questions.xml",
        size=len(data),
        done=0,
        total=0,
        report={},
        asked_at=now,
        changed_at=now,
    )
    session.add(job)
    session.flush()
    keep_piece(job.id, 0, data)
    return {"questions.job_id": job.id}


def _handed_out(session: Session, owner: Person) -> Holes:
    """All that is known of the owner, ready to be fetched, and a wish of theirs that waits for an answer."""
    now = clock.now()
    disclosure = Disclosure(person_id=owner.id, asked_at=now, ready_at=now, archive=b"PK")
    session.add(disclosure)
    wish = ask(owner, RequestKind.CORRECT, about="氏名", wish="直してください。", now=now)
    agreed = ConsentFactory(person_id=owner.id)
    return {
        "privacy.key": f"consent-{agreed.id}",
        "disclosure_id": disclosure.id,
        "request_id": wish.id,
        "subject": Subject.NOTICE.value,
    }


def _carried(session: Session, owner: Person) -> Holes:
    """The device on which the owner is told, and the card that they carry."""
    now, today = clock.now(), clock.today()
    days = (today - timedelta(days=30), today + timedelta(days=30))
    licence = record(LicenceKind.CARE_MANAGER, "1", *days, by=owner, now=now)
    signed_in = select(AccountSession).join(AccountSession.account).where(Account.person_id == owner.id)
    device = PushDevice(
        person_id=owner.id,
        session_id=session.scalars(signed_in).one().id,
        endpoint="https://push.example/1",
        public_key="x",
        secret="y",
        made_at=now,
    )
    session.add(device)
    session.flush()
    return {"licence_id": licence.id, "device_id": device.id}


def at_the_office(
    session: Session, office: Office, owner: Person, cohort: Cohort, training: dict[str, object]
) -> Holes:
    """What an office says for somebody who works there, and for the owner; a practicum of which it is the host."""
    now, by = clock.now(), AccountFactory().person
    [colleague] = members_of(office.id)
    said = recommend(cohort, colleague.person, office, words="ひとこと", by=by, now=now)
    for_owner = recommend(cohort, owner, office, words="ひとこと", by=by, now=now)
    module = session.get_one(Module, training["module"])
    enrolled = EnrolmentFactory(cohort=session.get_one(Cohort, training["cohort"]))
    hosted = begin(enrolled, module, host="", supervisor="山田", days=1, by=by, now=now, office=office)
    write_day(hosted, on=clock.today(), minutes=60, text="同行した。", now=now, today=clock.today())
    return {
        "offices.recommendation_id": said.id,
        "training.recommendation_id": for_owner.id,
        "offices.practicum_id": hosted.id,
    }
