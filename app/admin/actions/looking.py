"""Look at the site through somebody's eyes: announced, recorded, for an hour, changing nothing."""

from __future__ import annotations

from datetime import datetime

from app import audit
from app.accounts import queries
from app.accounts.actions import end_session, open_session
from app.accounts.models import AccountSession, Person
from app.accounts.rules import Role
from app.admin.rules import LOOKING, LOOKING_LASTS
from app.errors import Conflict, Forbidden
from app.notices import actions as notices
from app.notices.rules import NoticeKind

NO_ACCOUNT = "この人にはアカウントがありません。"
NOT_AN_ADMINISTRATOR = "管理者の画面は、代理で見られません。"
TOLD = "管理者があなたの画面を見ました"


def look_as(person: Person, *, reason: str, by: Person, now: datetime) -> AccountSession:
    """Open a session of this person that only looks, tell them why, and record it; refuses an administrator's."""
    account = queries.account_of(person.id)
    if account is None or account.erased_at is not None:
        raise Conflict(NO_ACCOUNT)
    if person.id == by.id or any(one.role is Role.ADMINISTRATOR for one in person.memberships):
        raise Forbidden(NOT_AN_ADMINISTRATOR)
    session = open_session(account.id, account.auth_version, device=LOOKING, now=now)
    session.behind_id, session.expires_at = by.id, now + LOOKING_LASTS
    audit.record("account.look", f"account:{account.id}", by=by.id, after={"session": session.id})
    body = f"お問い合わせへの対応などのため、管理者があなたの画面を確認しました（何も変えていません）。\n理由：{reason}"
    notices.notify(person.id, kind=NoticeKind.ACCOUNT, title=TOLD, body=body, link="/account", now=now)
    return session


def stop_looking(session: AccountSession, *, now: datetime) -> None:
    """End it, and record when."""
    end_session(session, now=now)
    audit.record("account.look_end", f"account:{session.account_id}", by=session.behind_id)
