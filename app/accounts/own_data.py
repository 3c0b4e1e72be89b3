"""What accounts know of a person, and what of it goes when the account is erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from app import files
from app.accounts import personal_data, queries, rules
from app.accounts.models import (
    Accommodation,
    AccommodationGround,
    Account,
    AccountSession,
    Consent,
    Credential,
    FormerName,
    LinkToken,
    Membership,
    PermissionGrant,
    Person,
)
from app.accounts.models.applications import AccommodationApplication
from app.accounts.personal_data import Row
from app.accounts.rules.applications import STATE_LABELS, WANTED_LABELS, Wanted
from app.db import Model, db
from app.mail import Mail


def _rows(model: type[Any], *conditions: Any) -> Sequence[Any]:
    return db.session.scalars(select(model).where(*conditions).order_by(model.id)).all()


def _person(person_id: int) -> list[Row]:
    person = db.session.get_one(Person, person_id)
    return [
        {
            "氏名": person.name,
            "フリガナ": person.kana,
            "生年月日": person.born_on,
            "登録番号": person.registration_number,
            "受講番号": person.exam_number,
            "作成日時": person.created_at,
        }
    ]


def _former_names(person_id: int) -> list[Row]:
    return [
        {"氏名": former.name, "フリガナ": former.kana, "この日まで": former.until_on}
        for former in queries.former_names(person_id)
    ]


def _memberships(person_id: int) -> list[Row]:
    rows: Sequence[Membership] = _rows(Membership, Membership.person_id == person_id)
    return [
        {
            "団体": row.organisation.name,
            "役割": rules.ROLE_LABELS[row.role],
            "追加の権限": [label for permission, label in rules.GRANT_LABELS.items() if permission in _granted(row)],
            "いつから": row.created_at,
        }
        for row in rows
    ]


def _granted(membership: Membership) -> set[rules.Permission]:
    return {grant.permission for grant in membership.grants}


def _account(person_id: int) -> list[Row]:
    account = queries.account_of(person_id)
    if account is None:
        return []
    return [
        {
            "メールアドレス": account.email,
            "確認した日時": account.email_confirmed_at,
            "登録した日時": account.created_at,
            "ふりがな": rules.FURIGANA_LABELS[account.furigana],
            "やさしい日本語": account.plain_japanese,
        }
    ]


def _ways_in(person_id: int) -> list[Row]:
    rows: Sequence[Credential] = _rows(Credential, Credential.account_id.in_(_account_ids(person_id)))
    return [
        {
            "方法": rules.CREDENTIAL_LABELS[row.kind],
            "端末・団体": row.label,
            "登録した日時": row.created_at,
            "最後に使った日時": row.last_used_at,
        }
        for row in rows
    ]


def _sessions(person_id: int) -> list[Row]:
    rows: Sequence[AccountSession] = _rows(AccountSession, AccountSession.account_id.in_(_account_ids(person_id)))
    return [
        {"端末": row.device, "サインインした日時": row.created_at, "サインアウトした日時": row.ended_at} for row in rows
    ]


def _consents(person_id: int) -> list[Row]:
    rows: Sequence[Consent] = _rows(Consent, Consent.person_id == person_id)
    return [
        {
            "同意したもの": rules.CONSENT_LABELS.get(row.purpose, row.purpose),
            "版": row.version,
            "同意した日時": row.given_at,
            "取り消した日時": row.withdrawn_at,
        }
        for row in rows
    ]


def _accommodations(person_id: int) -> list[Row]:
    rows: Sequence[Accommodation] = _rows(Accommodation, Accommodation.person_id == person_id)
    return [
        {
            "内容": rules.Help(row.factor, frozenset(rules.Aid(aid) for aid in row.aids)).words(),
            "認めた日時": row.granted_at,
            "有効期限": row.valid_until_on,
            "終わった日時": row.ended_at,
        }
        for row in rows
    ]


def _grounds(person_id: int) -> list[Row]:
    rows: Sequence[AccommodationGround] = _rows(AccommodationGround, AccommodationGround.person_id == person_id)
    return [{"理由": row.reason, "届いた日時": row.created_at, "削除する日": row.delete_on} for row in rows]


def _applications(person_id: int) -> list[Row]:
    rows: Sequence[AccommodationApplication] = _rows(
        AccommodationApplication, AccommodationApplication.person_id == person_id
    )
    return [
        {
            "団体": row.organisation.name,
            "必要な配慮": [WANTED_LABELS[Wanted(one)] for one in row.wanted],
            "申し込んだ日時": row.sent_at,
            "状態": STATE_LABELS[row.state()],
            "団体から": row.reason,
        }
        for row in rows
    ]


def _account_ids(person_id: int) -> Any:
    return select(Account.id).where(Account.person_id == person_id)


def _delete(model: type[Model], *conditions: Any) -> None:
    db.session.execute(delete(model).where(*conditions).execution_options(synchronize_session="fetch"))


def _erase_person(person_id: int, now: datetime) -> None:
    person = db.session.get_one(Person, person_id)
    person.name, person.kana = personal_data.pseudonym(person_id), ""
    person.born_on = person.registration_number = person.exam_number = None
    person.pseudonymised_at = now


def _erase_former_names(person_id: int, _now: datetime) -> None:
    _delete(FormerName, FormerName.person_id == person_id)


def _erase_memberships(person_id: int, _now: datetime) -> None:
    own = select(Membership.id).where(Membership.person_id == person_id)
    _delete(PermissionGrant, PermissionGrant.membership_id.in_(own))
    _delete(Membership, Membership.person_id == person_id)


def _erase_account(person_id: int, now: datetime) -> None:
    account = queries.account_of(person_id)
    if account is None:
        return
    _delete(Credential, Credential.account_id == account.id)
    _delete(LinkToken, LinkToken.account_id == account.id)
    _delete(Mail, Mail.recipient == account.email, Mail.sent_at.is_not(None))
    account.email, account.email_confirmed_at, account.erased_at = None, None, now
    account.auth_version += 1


def _erase_sessions(person_id: int, now: datetime) -> None:
    own = AccountSession.account_id.in_(_account_ids(person_id))
    db.session.execute(update(AccountSession).where(own).values(device=None))
    theirs = own | (AccountSession.behind_id == person_id)  # an administrator may be looking through other eyes
    db.session.execute(update(AccountSession).where(theirs, AccountSession.ended_at.is_(None)).values(ended_at=now))


def _end_accommodations(person_id: int, now: datetime) -> None:
    mine = Accommodation.person_id == person_id
    db.session.execute(update(Accommodation).where(mine, Accommodation.ended_at.is_(None)).values(ended_at=now))


def _erase_applications(person_id: int, _now: datetime) -> None:
    mine = AccommodationApplication.person_id == person_id
    nothing: list[str] = []
    db.session.execute(update(AccommodationApplication).where(mine).values(ground_id=None, wanted=nothing, reason=""))


def _erase_grounds(person_id: int, _now: datetime) -> None:
    mine = AccommodationGround.person_id == person_id
    papers = db.session.scalars(select(AccommodationGround.file_id).where(mine)).all()
    _delete(AccommodationGround, mine)
    for paper in papers:  # the same bytes may be another's paper too, or a logo
        if paper is not None:
            files.forget(paper)


personal_data.register("本人", ["person"], _person, _erase_person)
personal_data.register("以前の氏名", ["former_name"], _former_names, _erase_former_names)
personal_data.register("アカウント", ["account", "link_token"], _account, _erase_account)
personal_data.register("サインインの方法", ["credential"], _ways_in)  # erased with the account
personal_data.register("サインインした端末", ["account_session"], _sessions, _erase_sessions)
personal_data.register("所属と役割", ["membership"], _memberships, _erase_memberships)
personal_data.register("同意", ["consent"], _consents)
personal_data.register("合理的配慮", ["accommodation"], _accommodations, _end_accommodations)
personal_data.register("合理的配慮の理由", ["accommodation_ground"], _grounds, _erase_grounds)
personal_data.register("合理的配慮の申し込み", ["accommodation_application"], _applications, _erase_applications)
