"""Find certificates: those of a cohort, an organisation's register, one's own, and the one of a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Organisation, Person
from app.accounts.queries import look_of, organisations_where
from app.accounts.rules import Permission
from app.db import db
from app.errors import NotFound
from app.files import StoredFile
from app.training.models.certificates import Certificate, CertificateTemplate
from app.training.models.running import Cohort, CourseRun, Enrolment

NO_CERTIFICATE = "この修了証明書は見つかりません。一覧から選んでください。"
NO_CODE = "この番号の修了証明書はありません。証明書の二次元コードを、もう一度読み取ってください。"
NO_PLACE = "この団体は見つかりません。研修の運営の画面から選んでください。"


def place(organisation_id: int, person: Person) -> Organisation:
    """An organisation in which the person runs trainings; any other is not found."""
    mine = organisations_where(person, Permission.MANAGE_COHORT)
    found = db.session.scalar(select(Organisation).where(Organisation.id == organisation_id, Organisation.id.in_(mine)))
    if found is None:
        raise NotFound(NO_PLACE)
    return found


def template_of(organisation_id: int, *, lock: bool = False) -> CertificateTemplate | None:
    """How the organisation words its certificates; None before it has said so."""
    wanted = select(CertificateTemplate).where(CertificateTemplate.organisation_id == organisation_id)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def highest_serial(organisation_id: int, fiscal_year: int | None) -> int:
    """The highest number given in that 年度, or ever."""
    given = select(func.max(Certificate.serial)).where(Certificate.organisation_id == organisation_id)
    if fiscal_year is not None:
        given = given.where(Certificate.fiscal_year == fiscal_year)
    return db.session.scalar(given) or 0


def newest_by_enrolment(enrolment_ids: Iterable[int]) -> dict[int, Certificate]:
    """The last certificate of each enrolment that has one."""
    rows = db.session.scalars(
        select(Certificate)
        .where(Certificate.enrolment_id.in_(set(enrolment_ids)))
        .order_by(Certificate.edition)
        .options(joinedload(Certificate.replaced_by))
    )
    return {row.enrolment_id: row for row in rows}


def of_cohort(cohort_id: int) -> Sequence[Certificate]:
    """All certificates of the cohort in the order of the learners' numbers, those issued again too."""
    return db.session.scalars(
        select(Certificate)
        .join(Certificate.enrolment)
        .where(Enrolment.cohort_id == cohort_id)
        .order_by(Enrolment.number, Certificate.edition)
        .options(joinedload(Certificate.replaced_by), joinedload(Certificate.enrolment).joinedload(Enrolment.person))
    ).all()


def in_cohort(cohort_id: int, certificate_id: int) -> Certificate:
    """One certificate of the cohort."""
    found = db.session.scalar(
        select(Certificate)
        .join(Certificate.enrolment)
        .where(Certificate.id == certificate_id, Enrolment.cohort_id == cohort_id)
        .options(
            joinedload(Certificate.enrolment).joinedload(Enrolment.person),
            joinedload(Certificate.replaced_by),
            joinedload(Certificate.file),
        )
    )
    if found is None:
        raise NotFound(NO_CERTIFICATE)
    return found


def history(enrolment_id: int) -> Sequence[Certificate]:
    """Every certificate of the enrolment, the newest first."""
    return db.session.scalars(
        select(Certificate)
        .where(Certificate.enrolment_id == enrolment_id)
        .order_by(Certificate.edition.desc())
        .options(joinedload(Certificate.replaced_by), joinedload(Certificate.issued_by))
    ).all()


def register(organisation_id: int, fiscal_year: int | None = None) -> Sequence[Certificate]:
    """台帳: every certificate of the organisation by number, revoked ones and those issued again too."""
    wanted = select(Certificate).where(Certificate.organisation_id == organisation_id)
    if fiscal_year is not None:
        wanted = wanted.where(Certificate.fiscal_year == fiscal_year)
    order = (Certificate.fiscal_year, Certificate.serial, Certificate.edition)
    return db.session.scalars(
        wanted.order_by(*order).options(
            joinedload(Certificate.replaced_by),
            joinedload(Certificate.file),
            joinedload(Certificate.enrolment).joinedload(Enrolment.cohort).joinedload(Cohort.run),
            joinedload(Certificate.enrolment).joinedload(Enrolment.person),
        )
    ).all()


def years(organisation_id: int) -> Sequence[int]:
    """The 年度 in which the organisation has issued something, the newest first."""
    return db.session.scalars(
        select(Certificate.fiscal_year)
        .where(Certificate.organisation_id == organisation_id)
        .distinct()
        .order_by(Certificate.fiscal_year.desc())
    ).all()


def own(person_id: int) -> Sequence[Certificate]:
    """The person's certificates, the newest first."""
    return db.session.scalars(
        select(Certificate)
        .join(Certificate.enrolment)
        .where(Enrolment.person_id == person_id)
        .order_by(Certificate.id.desc())
        .options(joinedload(Certificate.replaced_by), joinedload(Certificate.organisation))
    ).all()


def own_certificate(certificate_id: int, person_id: int) -> Certificate:
    """One of the person's own certificates; anybody else's is not found."""
    found = db.session.scalar(
        select(Certificate)
        .join(Certificate.enrolment)
        .where(Certificate.id == certificate_id, Enrolment.person_id == person_id)
        .options(joinedload(Certificate.file))
    )
    if found is None:
        raise NotFound(NO_CERTIFICATE)
    return found


def by_code(code: str) -> Certificate:
    """The certificate of the code on the paper; NotFound for a code that was never given."""
    found = db.session.scalar(
        select(Certificate)
        .where(Certificate.code == code)
        .options(
            joinedload(Certificate.organisation), joinedload(Certificate.replaced_by), joinedload(Certificate.file)
        )
    )
    if found is None:
        raise NotFound(NO_CODE)
    return found


def undrawn(job_id: int, at_most: int) -> Sequence[Certificate]:
    """The next that the worker has to draw of this job, in the order of the register."""
    return db.session.scalars(
        select(Certificate)
        .where(Certificate.job_id == job_id, Certificate.file_id.is_(None), Certificate.problem.is_(None))
        .order_by(Certificate.serial, Certificate.edition)
        .limit(at_most)
    ).all()


def of_job(job_id: int) -> Sequence[Certificate]:
    """All certificates of the job in the order of the register, which is that of the learners' numbers."""
    return db.session.scalars(
        select(Certificate)
        .where(Certificate.job_id == job_id)
        .order_by(Certificate.serial, Certificate.edition)
        .options(joinedload(Certificate.enrolment).joinedload(Enrolment.cohort).joinedload(Cohort.run))
    ).all()


def places(person: Person) -> Sequence[Organisation]:
    """The organisations in which the person runs trainings and which have a training, by name."""
    mine = organisations_where(person, Permission.MANAGE_COHORT)
    running = select(CourseRun.organisation_id)
    return db.session.scalars(
        select(Organisation).where(Organisation.id.in_(mine), Organisation.id.in_(running)).order_by(Organisation.name)
    ).all()


def dress(organisation_id: int) -> dict[str, Any]:
    """The colour and the logo that the organisation's certificates bear from now on."""
    look = look_of(organisation_id)
    return {"colour": look.colour if look else None, "logo": look.logo_id if look else None}


def logo_on(printed: Mapping[str, Any]) -> bytes | None:
    """The picture of a paper; None where it bears none."""
    kept = printed.get("logo")
    return db.session.scalar(select(StoredFile.bytes).where(StoredFile.id == kept)) if kept else None
