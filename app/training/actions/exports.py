"""Ask for a list as a file; the worker writes it, and the audit trail knows who took it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.accounts.models import Organisation, Person
from app.training.actions import jobs
from app.training.models.jobs import TrainingJob
from app.training.models.running import Cohort
from app.training.rules.jobs import JobKind
from app.training.rules.sheets import Layout, ListKind

WRITE = "training.write_list"
NO_LIST = "この一覧は見つかりません。画面のボタンから選んでください。"


def of_cohort(cohort: Cohort, kind: ListKind, layout: Layout, *, by: Person, now: datetime) -> TrainingJob:
    """修了者名簿 or the progress of a cohort."""
    said = {"list": kind.value, "layout": layout.value}
    return _ask(cohort.run.organisation_id, cohort.id, said, by, now)


def of_register(
    organisation: Organisation, fiscal_year: int | None, layout: Layout, *, by: Person, now: datetime
) -> TrainingJob:
    """台帳 of an organisation, of one 年度 or whole."""
    said = {"list": ListKind.REGISTER.value, "layout": layout.value, "year": fiscal_year}
    return _ask(organisation.id, None, said, by, now)


def of_licences(organisation: Organisation, layout: Layout, *, by: Person, now: datetime) -> TrainingJob:
    """The licences that learners show to an organisation."""
    return _ask(organisation.id, None, {"list": ListKind.LICENCES.value, "layout": layout.value}, by, now)


def _ask(
    organisation_id: int, cohort_id: int | None, said: Mapping[str, str | int | None], by: Person, now: datetime
) -> TrainingJob:
    return jobs.ask(
        WRITE, JobKind.EXPORT, organisation_id=organisation_id, cohort_id=cohort_id, total=1, by=by, now=now, said=said
    )
