"""Find notices, and who wants them as letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from app.accounts.models import Consent
from app.accounts.rules import LETTERS
from app.db import db
from app.errors import NotFound
from app.notices.models import Notice, NoticePreference
from app.notices.rules import NoticeKind

NOTICES_A_PAGE = 30
NO_SUCH_NOTICE = "このお知らせは見つかりませんでした。一覧からお選びください。"


@dataclass(frozen=True, slots=True)
class Notices:
    """One page of a person's notices."""

    found: Sequence[Notice]
    total: int
    unread: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // NOTICES_A_PAGE))


def notices(person_id: int, *, page: int) -> Notices:
    """What the person was told, newest first."""
    mine = Notice.person_id == person_id
    total, read = db.session.execute(select(func.count(), func.count(Notice.read_at)).where(mine)).one()
    found = db.session.scalars(
        select(Notice).where(mine).order_by(Notice.id.desc()).limit(NOTICES_A_PAGE).offset((page - 1) * NOTICES_A_PAGE)
    ).all()
    return Notices(found, total, total - read, page)


UNREAD = select(func.count()).where(Notice.person_id == bindparam("person_id"), Notice.read_at.is_(None))


def unread(person_id: int) -> int:
    """How many the person has not read."""
    return db.session.scalar(UNREAD, {"person_id": person_id}) or 0


def own_notice(notice_id: int, person_id: int) -> Notice:
    """The person's own notice; anybody else's is not found."""
    found = db.session.get(Notice, notice_id)
    if found is None or found.person_id != person_id:
        raise NotFound(NO_SUCH_NOTICE)
    return found


def preferences(person_id: int) -> Sequence[NoticePreference]:
    """What the person has said about letters, kind by kind."""
    return db.session.scalars(select(NoticePreference).where(NoticePreference.person_id == person_id)).all()


def wants_by_mail(person_id: int) -> dict[NoticeKind, bool]:
    """For each kind whether it comes as a letter too; yes where nothing was said."""
    said = {row.kind: row.by_mail for row in preferences(person_id)}
    return {kind: said.get(kind, True) for kind in NoticeKind}


def without_letters(person_ids: Sequence[int], kind: NoticeKind) -> frozenset[int]:
    """Those of the persons who do not want this kind as a letter."""
    return frozenset(
        db.session.scalars(
            select(NoticePreference.person_id).where(
                NoticePreference.person_id.in_(person_ids),
                NoticePreference.kind == kind,
                NoticePreference.by_mail.is_(False),
            )
        )
    )


def consent_to_letters(person_id: int) -> Consent | None:
    """The last word on letters, given or taken back; None while nothing was said since the account was made."""
    said = select(Consent).where(Consent.person_id == person_id, Consent.purpose == LETTERS)
    return db.session.scalars(said.order_by(Consent.id.desc()).limit(1)).first()
