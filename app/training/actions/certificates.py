"""Issue certificates, issue one again, revoke one; say how they are worded."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app import audit
from app.accounts.models import Organisation, Person
from app.db import db
from app.errors import Conflict, Refusal
from app.notices.actions import notify, notify_all
from app.notices.rules import NoticeKind
from app.training.actions import jobs
from app.training.models.certificates import Certificate, CertificateTemplate
from app.training.models.jobs import TrainingJob
from app.training.models.running import Cohort, Enrolment
from app.training.queries import certificates as find
from app.training.queries.boards import Row
from app.training.rules import certificates as rules
from app.training.rules.certificates import CertificateState
from app.training.rules.jobs import JobKind

DRAW = "training.draw_certificates"
NOT_COMPLETE = "まだ修了していない人がいます：{names}。残りの科目を確かめるか、選ばずに発行してください。"
NOBODY = "発行する人を選んでください。"
ISSUED_MEANWHILE = "{names}さんには、すでに発行しています。画面を開き直してください。"
HOURS_UNKNOWN = (
    "研修の時間が決まっていません。課程で、時間のない科目と「未確認」の科目の時間を要項で確かめて保存するか、"
    "様式から {時間} を外してください。"
)
HOURS_NOT_PRINTED = "前の証明書には研修の時間がありません。様式から {時間} を外してから、再交付してください。"
COMPLETED_OUTSIDE = "修了日は、研修の始まりの日（{first}）から発行日までの日にしてください。"
NOT_VALID = "この修了証明書は、すでに取り消されたか、再交付されています。画面を開き直してください。"
REPLACED = "再交付した修了証明書は、新しいほうで手続きしてください。"
NO_TEMPLATE = "先に、修了証明書の様式を決めてください。"
LINK = "/training"


@dataclass(frozen=True, slots=True)
class Wording:
    """What an organiser says of the organisation's certificates."""

    title: str
    body: str
    issuer: str
    signer: str
    number_pattern: str
    japanese_era: bool
    shows_birth: bool
    shows_number: bool
    seal_mark: bool


@dataclass(frozen=True, slots=True)
class Days:
    """When the training was completed, and the day that the certificate bears."""

    completed_on: date
    issued_on: date


def word(organisation: Organisation, wording: Wording, *, by: Person, now: datetime) -> CertificateTemplate:
    """Say how the organisation's certificates are worded; those that are issued already stay as they are."""
    found = find.template_of(organisation.id, lock=True)
    template = found or CertificateTemplate(organisation_id=organisation.id)
    names = Wording.__slots__
    before = {name: getattr(found, name) for name in names} if found else {}
    for name in names:
        setattr(template, name, getattr(wording, name))
    template.changed_at = now
    db.session.add(template)
    after = {name: getattr(wording, name) for name in names}
    place = f"organisation:{organisation.id}"
    audit.record("certificate.word", place, by=by.id, organisation=organisation.id, before=before, after=after)
    return template


def issue(cohort: Cohort, rows: Sequence[Row], days: Days, *, by: Person, now: datetime) -> list[TrainingJob]:
    """Give these learners the next numbers of the register in the order of their own, and have the papers drawn.

    All or none: refuses whoever is not complete, raises Conflict for whoever has one. Gives the jobs, of
    which each draws as many as one print file holds.
    """
    template = _check(cohort, rows, days)
    taken = find.newest_by_enrolment(row.enrolment.id for row in rows)
    if taken:
        names = "、".join(row.enrolment.person.name for row in rows if row.enrolment.id in taken)
        raise Conflict(ISSUED_MEANWHILE.format(names=names))
    year, dress = rules.fiscal_year(days.issued_on), find.dress(cohort.run.organisation_id)
    serial = find.highest_serial(cohort.run.organisation_id, rules.counted_in(template.number_pattern, year))
    made = []
    for start in range(0, len(rows), rules.MOST_AT_ONCE):
        part = rows[start : start + rules.MOST_AT_ONCE]
        job = _job(cohort, len(part), by, now)
        for row in part:
            serial += 1
            paper = _paper(template, row.enrolment, cohort, hours(row), days) | dress
            _new(job, row.enrolment, paper, template, (year, serial, 1), days, by, now)
        made.append(job)
    after = {"count": len(rows), "year": year, "last": serial}
    place = f"cohort:{cohort.id}"
    audit.record("certificate.issue", place, by=by.id, organisation=cohort.run.organisation_id, after=after)
    return made


def _check(cohort: Cohort, rows: Sequence[Row], days: Days) -> CertificateTemplate:
    """The template, kept from others until we are done, so that numbers are given one after the other."""
    template = find.template_of(cohort.run.organisation_id, lock=True)
    if template is None:
        raise Refusal(NO_TEMPLATE)
    if not rows:
        raise Refusal(NOBODY)
    if lacking := [row.enrolment.person.name for row in rows if not row.complete]:
        raise Refusal(NOT_COMPLETE.format(names="、".join(lacking)))
    _check_days(cohort, days)
    if rules.HOURS_MARK in template.body and any(hours(row) is None for row in rows):
        raise Refusal(HOURS_UNKNOWN)
    return template


def _check_days(cohort: Cohort, days: Days) -> None:
    if not cohort.run.starts_on <= days.completed_on <= days.issued_on:
        raise Refusal(COMPLETED_OUTSIDE.format(first=cohort.run.starts_on))


def hours(row: Row) -> int | None:
    """The minutes of what was assigned; None when a module's figure is not known, or not confirmed."""
    minutes = [None if stand.wanted.unconfirmed else stand.wanted.minutes for stand in row.stands]
    return sum(each or 0 for each in minutes) if minutes and None not in minutes else None


def reissue(
    certificate: Certificate,
    cohort: Cohort,
    *,
    former_name: str | None,
    reason: str,
    on: date,
    by: Person,
    now: datetime,
) -> Certificate:
    """Issue it again under the same number, with the name as it is now; the old one holds no longer."""
    template = find.template_of(cohort.run.organisation_id, lock=True)
    if template is None:
        raise Refusal(NO_TEMPLATE)
    db.session.refresh(certificate)
    if certificate.replaced_by is not None:
        raise Conflict(REPLACED)
    if rules.HOURS_MARK in template.body and certificate.printed["minutes"] is None:
        raise Refusal(HOURS_NOT_PRINTED)
    enrolment = certificate.enrolment
    enrolment.former_name = former_name
    days = Days(certificate.completed_on, on)
    paper = _paper(template, enrolment, cohort, certificate.printed["minutes"], days)
    paper |= find.dress(cohort.run.organisation_id) | {"reissued": True}
    place = (certificate.fiscal_year, certificate.serial, certificate.edition + 1)
    made = _new(_job(cohort, 1, by, now), enrolment, paper, template, place, days, by, now)
    made.number, made.replaces, made.reason = certificate.number, certificate, reason
    made.printed = paper | {"number": certificate.number}
    db.session.flush()  # the audit row names its id
    after = {"replaces": certificate.id, "edition": made.edition}
    _record("certificate.reissue", made, by, after)
    return made


def revoke(certificate: Certificate, *, reason: str, by: Person, now: datetime) -> None:
    """Take it back: whoever asks is told so from now on; the paper's bytes and its number stay in the register."""
    db.session.refresh(certificate)
    if certificate.state is not CertificateState.VALID:
        raise Conflict(NOT_VALID)
    certificate.revoked_at, certificate.revoked_reason, certificate.revoked_by_id = now, reason, by.id
    _record("certificate.revoke", certificate, by, {})
    title, body = (
        "修了証明書が取り消されました",
        "主催者が修了証明書を取り消しました。理由は主催者にお問い合わせください。",
    )
    person_id = certificate.enrolment.person_id
    notify(person_id, kind=NoticeKind.TRAINING, title=title, body=body, link=LINK, now=now)


def tell_ready(certificates: Sequence[Certificate], now: datetime) -> None:
    """Tell those whose papers are drawn."""
    title, body = "修了証明書ができました", "「研修」の画面から、修了証明書を受け取れます。"
    ready = [each.enrolment.person_id for each in certificates if each.file_id is not None]
    notify_all(ready, kind=NoticeKind.TRAINING, title=title, body=body, link=LINK, now=now)


def wish_former_name(enrolment: Enrolment, former_name: str | None) -> None:
    """Which former name stands beside the name on the certificate that is still to come; none takes it away."""
    enrolment.former_name = former_name or None


def ask_for_sample(organisation: Organisation, *, by: Person, now: datetime) -> TrainingJob:
    """Have a sample of the organisation's certificate drawn, with an invented learner."""
    if find.template_of(organisation.id) is None:
        raise Refusal(NO_TEMPLATE)
    return jobs.ask(
        "training.draw_sample",
        JobKind.SAMPLE,
        organisation_id=organisation.id,
        cohort_id=None,
        total=1,
        by=by,
        now=now,
    )


def _job(cohort: Cohort, total: int, by: Person, now: datetime) -> TrainingJob:
    owner = cohort.run.organisation_id
    kind = JobKind.CERTIFICATES
    return jobs.ask(DRAW, kind, organisation_id=owner, cohort_id=cohort.id, total=total, by=by, now=now)


def _paper(
    template: CertificateTemplate, enrolment: Enrolment, cohort: Cohort, minutes: int | None, days: Days
) -> dict[str, Any]:
    """All that stands on the paper, as it is known today."""
    person, run = enrolment.person, cohort.run
    return {
        "title": template.title,
        "body": template.body,
        "issuer": template.issuer,
        "signer": template.signer,
        "japanese_era": template.japanese_era,
        "seal_mark": template.seal_mark,
        "name": person.name,
        "kana": person.kana,
        "former_name": rules.shown_former_name(person.name, enrolment.former_name),
        "born_on": person.born_on.isoformat() if template.shows_birth and person.born_on else None,
        "learner_number": enrolment.number if template.shows_number else None,
        "course": run.curriculum.title,
        "edition": run.curriculum.edition_title,
        "run": run.title,
        "minutes": minutes,
        "starts_on": run.starts_on.isoformat(),
        "ends_on": run.ends_on.isoformat(),
        "completed_on": days.completed_on.isoformat(),
        "issued_on": days.issued_on.isoformat(),
        "reissued": False,
    }


def _new(
    job: TrainingJob,
    enrolment: Enrolment,
    paper: dict[str, Any],
    template: CertificateTemplate,
    place: tuple[int, int, int],
    days: Days,
    by: Person,
    now: datetime,
) -> Certificate:
    year, serial, edition = place
    number = rules.number(template.number_pattern, year, serial)
    made = Certificate(
        organisation_id=template.organisation_id,
        enrolment=enrolment,
        job_id=job.id,
        fiscal_year=year,
        serial=serial,
        edition=edition,
        number=number,
        code="".join(secrets.choice(rules.CODE_LETTERS) for _ in range(rules.CODE_LENGTH)),
        printed=paper | {"number": number},
        completed_on=days.completed_on,
        issued_on=days.issued_on,
        issued_by_id=by.id,
        issued_at=now,
    )
    db.session.add(made)
    return made


def _record(action: str, certificate: Certificate, by: Person, after: dict[str, Any]) -> None:
    place, owner = f"certificate:{certificate.id}", certificate.organisation_id
    audit.record(action, place, by=by.id, organisation=owner, after=after)
