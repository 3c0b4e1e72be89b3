"""Applications for 合理的配慮: one's own, and those that somebody decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import AccommodationGround, Membership, Organisation, Person
from app.accounts.models.applications import AccommodationApplication as Application
from app.accounts.queries.places import organisations_of, organisations_where
from app.accounts.rules import Permission, normal_kana, roles_with
from app.accounts.rules.applications import ApplicationState
from app.db import db
from app.errors import NotFound
from app.files import StoredFile
from app.lists import Wanted, Wish

NO_SUCH_APPLICATION = "この申し込みは見つかりません。一覧から選んでください。"
NO_FILE = "この申し込みに書類はありません。期限が来て消去したものもあります。"
OPEN = Application.decided_at.is_(None) & Application.withdrawn_at.is_(None)
STATES = {
    ApplicationState.OPEN: OPEN,
    ApplicationState.GRANTED: Application.granted.is_(True),
    ApplicationState.REFUSED: Application.granted.is_(False),
    ApplicationState.WITHDRAWN: Application.withdrawn_at.is_not(None),
}


def ground_is_due(today: date, older_than: datetime | None) -> ColumnElement[bool]:
    """Has the day come that was promised with it? Or does a rule that was made since keep it no longer?"""
    promised = AccommodationGround.delete_on <= today
    return promised if older_than is None else promised | (AccommodationGround.created_at <= older_than)


def own_applications(person_id: int) -> Sequence[Application]:
    """What the person has applied for, the newest first."""
    return db.session.scalars(
        select(Application)
        .where(Application.person_id == person_id)
        .order_by(Application.id.desc())
        .options(joinedload(Application.organisation))
    ).all()


def own_application(application_id: int, person_id: int) -> Application:
    """One's own application; another's is not found."""
    found = db.session.get(Application, application_id, with_for_update={"of": Application})
    if found is None or found.person_id != person_id:
        raise NotFound(NO_SUCH_APPLICATION)
    return found


def own_places(person: Person) -> Sequence[Organisation]:
    """The organisations to which the person can apply: those where they belong."""
    return db.session.scalars(
        select(Organisation).where(Organisation.id.in_(organisations_of(person))).order_by(Organisation.name)
    ).all()


def applications_wanted(by: Person, wish: Wish) -> Wanted:
    """The applications that `by` decides, by the name of who applied; in one state where one was wished for."""
    wanted: Wanted = (
        select(Application)
        .join(Application.person)
        .where(Application.organisation_id.in_(organisations_where(by, Permission.GRANT_ACCOMMODATION)))
        .options(contains_eager(Application.person), joinedload(Application.organisation))
    )
    state = wish.narrowed.get("state")
    if state in set(ApplicationState):
        wanted = wanted.where(STATES[ApplicationState(state)])
    if wish.search:
        named = Person.name.contains(wish.search, autoescape=True)
        wanted = wanted.where(named | Person.kana.contains(normal_kana(wish.search), autoescape=True))
    return wanted


def application_where(application_id: int, by: Person, *, lock: bool = False) -> Application:
    """One application that `by` decides, never their own; any other is not found."""
    wanted = (
        select(Application)
        .where(
            Application.id == application_id,
            Application.person_id != by.id,
            Application.organisation_id.in_(organisations_where(by, Permission.GRANT_ACCOMMODATION)),
        )
        .options(joinedload(Application.person), joinedload(Application.organisation), joinedload(Application.ground))
    )
    found = db.session.scalar(wanted.with_for_update(of=Application) if lock else wanted)
    if found is None:
        raise NotFound(NO_SUCH_APPLICATION)
    return found


def paper_of(application: Application) -> StoredFile:
    """The paper that came with the grounds; NotFound when there was none, or its day has come."""
    ground = application.ground
    file = db.session.get(StoredFile, ground.file_id) if ground is not None and ground.file_id is not None else None
    if file is None:
        raise NotFound(NO_FILE)
    return file


def deciders(organisation_id: int) -> Sequence[int]:
    """The ids of those whose role in the organisation decides its applications."""
    return db.session.scalars(
        select(Membership.person_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role.in_(roles_with(Permission.GRANT_ACCOMMODATION)),
        )
        .distinct()
    ).all()
