"""Two records of one person become one: what the other did moves over, what cannot stays under a pseudonym."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, delete, select, update
from sqlalchemy.exc import IntegrityError

from app import audit
from app.accounts import queries
from app.accounts.actions import end_accommodation, end_all_sessions
from app.accounts.models import Account, Credential, FormerName, LinkToken, Membership, PermissionGrant, Person
from app.clock import jst
from app.db import Base, db
from app.errors import Conflict, Refusal

MERGED = "統合済み"
SAME = "同じ人どうしは統合できません。もう一人を選んでください。"
GONE = "どちらかは、すでに統合されたか退会しています。"
ONLY_ADMINISTRATOR = "ただ一人の管理者を、ほかの人へ統合することはできません。"
# What a trigger keeps for good, and what is dealt with by itself.
NEVER_MOVED = frozenset({"minute_entry", "account", "person"})
NUMBERS = ("born_on", "registration_number", "exam_number")


def merge(gone: Person, kept: Person, *, by: Person, now: datetime) -> dict[str, int]:
    """Let everything that `gone` has be `kept`'s, and close its account; says how many rows moved, by table.

    A row that `kept` has already (the same card, the same wish) stays with the other, who becomes a
    pseudonym: nothing that anybody did is lost or overwritten. It cannot be taken back.
    """
    _check(gone, kept)
    if queries.accommodation_in_force(gone.id) and queries.accommodation_in_force(kept.id):
        end_accommodation(gone, by=by, now=now, tells=False)  # what `kept` was granted goes on
    _same_grants(gone, kept)
    moved: dict[str, int] = {}
    for table, column in _columns_of_people():
        count = _move(table, column, gone.id, kept.id)
        if count:
            moved[table.name] = moved.get(table.name, 0) + count
    _leave_nothing_open(gone, now)
    _complete(gone, kept, now)
    after = {"into": kept.id, "moved": moved}
    audit.record("person.merge", f"person:{gone.id}", by=by.id, after=after)
    db.session.flush()  # the rows were moved behind the session's back
    db.session.expire_all()
    return moved


def _check(gone: Person, kept: Person) -> None:
    if gone.id == kept.id:
        raise Refusal(SAME)
    if gone.pseudonymised_at is not None or kept.pseudonymised_at is not None:
        raise Conflict(GONE)
    if queries.is_only_administrator(gone):
        raise Conflict(ONLY_ADMINISTRATOR)


def _columns_of_people() -> list[tuple[Table, Column[Any]]]:
    """Every column that names a person, but for those that nobody may change."""
    person = Person.__table__.c.id
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        if table.name not in NEVER_MOVED
        for column in table.columns
        if any(key.column is person for key in column.foreign_keys)
    ]


def _move(table: Table, column: Column[Any], gone: int, kept: int) -> int:
    """All rows at once; where one of them collides, each by itself, and those that collide stay."""
    count = _try(update(table).where(column == gone).values({column.name: kept}))
    if count is not None:
        return count
    keys = list(table.primary_key.columns)
    rows = db.session.execute(select(*keys).where(column == gone)).all()
    done = 0
    for row in rows:
        this = update(table).where(*(key == value for key, value in zip(keys, row, strict=True)))
        done += _try(this.values({column.name: kept})) or 0
    return done


def _try(statement: Any) -> int | None:
    try:
        with db.session.begin_nested():
            return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]  # of an UPDATE there is one
    except IntegrityError:
        return None


def _same_grants(gone: Person, kept: Person) -> None:
    """A role that both hold keeps what was granted beside either."""
    held = {(one.organisation_id, one.role): one for one in kept.memberships}
    for other in gone.memberships:
        mine = held.get((other.organisation_id, other.role))
        if mine is not None:
            new = {one.permission for one in other.grants} - {one.permission for one in mine.grants}
            mine.grants.extend(PermissionGrant(permission=permission) for permission in sorted(new))
    db.session.flush()  # before the rows are moved


def _leave_nothing_open(gone: Person, now: datetime) -> None:
    rest = select(Membership.id).where(Membership.person_id == gone.id)
    db.session.execute(delete(PermissionGrant).where(PermissionGrant.membership_id.in_(rest)))
    db.session.execute(delete(Membership).where(Membership.person_id == gone.id))
    account = queries.account_of(gone.id)
    if account is not None:
        end_all_sessions(account, now=now)
        db.session.execute(delete(Credential).where(Credential.account_id == account.id))
        db.session.execute(delete(LinkToken).where(LinkToken.account_id == account.id))
        _close(account, now)


def _close(account: Account, now: datetime) -> None:
    account.email, account.email_confirmed_at, account.erased_at = None, None, now


def _complete(gone: Person, kept: Person, now: datetime) -> None:
    """Numbers that only the other had; its name is remembered where it was another."""
    for number in NUMBERS:
        if getattr(kept, number) is None:
            setattr(kept, number, getattr(gone, number))
        setattr(gone, number, None)
    if gone.name != kept.name:
        until_on = jst(now).date()
        db.session.add(FormerName(person_id=kept.id, name=gone.name, kana=gone.kana, until_on=until_on))
    gone.name, gone.kana = f"{MERGED}{gone.id}", ""
    gone.pseudonymised_at, gone.merged_into_id = now, kept.id
