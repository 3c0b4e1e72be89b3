"""Learners who have finished what was asked of them, and an organisation that words its certificates."""

from __future__ import annotations

from datetime import date
from typing import Any

from app import clock
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.training.actions import certificates, running
from app.training.actions import minutes as ledger
from app.training.actions.certificates import Days, Wording
from app.training.models.certificates import CertificateTemplate
from app.training.models.curricula import Module
from app.training.models.running import Cohort, Enrolment
from app.training.rules.certificates import USUAL_BODY, USUAL_PATTERN, USUAL_TITLE
from tests.factories import member
from tests.training.factories import EnrolmentFactory, ModuleFactory

WORDS = Wording(
    title=USUAL_TITLE,
    body=USUAL_BODY,
    issuer="第一研修センター",
    signer="会長　山田 太郎",
    number_pattern=USUAL_PATTERN,
    japanese_era=True,
    shows_birth=True,
    shows_number=True,
    seal_mark=True,
)


def assigned(cohort: Cohort, by: Person, **about: Any) -> Module:
    """A module of an hour that the whole cohort has to do."""
    module: Module = ModuleFactory(curriculum=cohort.run.curriculum, **about)
    running.assign(cohort, [module], due_on=None, only=None, by=by, now=clock.now())
    return module


def finisher(cohort: Cohort, module: Module, by: Person, *, number: int | None = None, **about: Any) -> Enrolment:
    """A learner who has the minutes of the module."""
    place = {} if number is None else {"number": number}
    enrolment: Enrolment = EnrolmentFactory(cohort=cohort, person=member(Role.LEARNER, **about), **place)
    ledger.add_by_hand(enrolment, module, minutes=module.minutes or 1, reason="引継ぎ", by=by, now=clock.now())
    return enrolment


def worded(organisation: Organisation, by: Person) -> CertificateTemplate:
    return certificates.word(organisation, WORDS, by=by, now=clock.now())


def days(cohort: Cohort) -> Days:
    return Days(cohort.run.starts_on, clock.today())


def of(day: date) -> Days:
    return Days(day, day)
