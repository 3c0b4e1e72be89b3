"""The audit trail, searched: which rows, by whom, of which organisation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, false, func, select

from app import clock
from app.accounts import queries as accounts
from app.accounts.models import Account, Organisation, Person
from app.accounts.rules import normal_email, normal_kana
from app.audit import AuditEntry
from app.db import db
from app.errors import Refusal
from app.operation.rules.done import ACTIONS
from app.operation.rules.trail import Wanted

A_PAGE = 50
MOST_EXPORTED = 20_000
TOO_MANY = (
    "{:,}件あります。画面からは{:,}件まで書き出せます。期間や団体で絞ってください。"
    "すべてを書き出すときは、コマンド flask --app app audit export をお使いください。"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row as people read it: with who did it, and for which organisation."""

    entry: AuditEntry
    person: str | None
    organisation: str | None


@dataclass(frozen=True, slots=True)
class Trail:
    """One page of the rows that were asked for, the newest first."""

    lines: list[Line]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // A_PAGE))


def trail(wanted: Wanted, *, page: int) -> Trail:
    """A page of the trail."""
    total = _count(wanted)
    rows = db.session.execute(_rows(wanted).limit(A_PAGE).offset((page - 1) * A_PAGE))
    return Trail([Line(*row) for row in rows], total, page)


def exported(wanted: Wanted) -> list[Line]:
    """All rows that were asked for; refuses more than a web process should hold."""
    total = _count(wanted)
    if total > MOST_EXPORTED:
        raise Refusal(TOO_MANY.format(total, MOST_EXPORTED))
    return [Line(*row) for row in db.session.execute(_rows(wanted))]


def every(wanted: Wanted) -> Iterator[Line]:
    """All rows, however many: for a command, which need not hold them."""
    for row in db.session.execute(_rows(wanted).execution_options(yield_per=1_000)):
        yield Line(*row)


def organisations() -> Sequence[Organisation]:
    """Those by which the trail can be filtered."""
    return db.session.scalars(select(Organisation).order_by(Organisation.name, Organisation.id)).all()


def organisation_id(slug: str) -> int:
    """The id of an organisation; refuses a slug that there is not."""
    found = accounts.organisation(slug)
    if found is None:
        raise Refusal(f"識別名が {slug} の団体はありません。")
    return found.id


def _count(wanted: Wanted) -> int:
    counted = select(func.count()).select_from(AuditEntry).where(*_conditions(wanted))
    return db.session.scalar(counted) or 0


def _rows(wanted: Wanted) -> Select[AuditEntry, str | None, str | None]:
    return (
        select(AuditEntry, Person.name, Organisation.name)
        .outerjoin(Person, Person.id == AuditEntry.person_id)
        .outerjoin(Organisation, Organisation.id == AuditEntry.organisation_id)
        .where(*_conditions(wanted))
        .order_by(AuditEntry.id.desc())
    )


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.organisation_id is not None:
        yield AuditEntry.organisation_id == wanted.organisation_id
    if wanted.domain:
        yield AuditEntry.action.startswith(f"{wanted.domain}.", autoescape=True)
    # Midnight in Japan of the first day that there is lies before it, and the day after the last is none.
    if wanted.from_on and wanted.from_on > date.min:
        yield AuditEntry.at >= _midnight(wanted.from_on)
    if wanted.until_on and wanted.until_on < date.max:
        yield AuditEntry.at < _midnight(wanted.until_on + timedelta(days=1))
    if wanted.search:
        yield _found(wanted.search)


def _found(search: str) -> ColumnElement[bool]:
    """By a person's name, reading or address, by what was done, or by what it was done to ("attempt:12")."""
    people = (
        select(Person.id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Person.name.contains(search, autoescape=True)
            | Person.kana.contains(normal_kana(search), autoescape=True)
            | Account.email.contains(normal_email(search), autoescape=True)
        )
    )
    actions = [action for action, label in ACTIONS.items() if search in label]
    done = AuditEntry.action.in_(actions) if actions else false()
    return AuditEntry.person_id.in_(people) | done | (AuditEntry.subject == search)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.JST)
