"""The second factor: an authenticator app, codes to recover with, and the check of either."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete

from app import audit
from app.accounts import letters, queries, rules, sealing, throttling
from app.accounts.actions.sign_in import refuse_when_throttled
from app.accounts.models import Account, AccountSession, Credential
from app.accounts.queries import factors
from app.accounts.rules import CredentialKind, second
from app.db import db
from app.errors import Conflict, Refusal

WRONG_CODE = (
    "番号が違います。アプリに出ている、いまの6桁を入力してください。端末の時計がずれていないかもお確かめください。"
)
NEW_CODE = (
    "画面を開いてから時間がたったため、コードを新しくしました。もう一度読み取って、出てきた番号を入力してください。"
)
HELD = "認証アプリは、もう登録されています。"
LAST_FACTOR = "あなたの役割には、二つ目の確認が必要です。ほかの方法を登録してから外してください。"


def begin_app(account: Account) -> str:
    """A fresh secret for the app; nothing is stored before a code shows that the app has it."""
    if factors.totp_of(account.id) is not None:
        raise Conflict(HELD)
    return second.new_secret()


def confirm_app(account: Account, secret: str, code: str, *, now: datetime) -> list[str]:
    """Store the app's secret once it has shown the right code; gives the codes to recover with, told this once."""
    # A page that has lost its cookie has no secret: the code of an empty one anybody could reckon.
    if not secret:
        raise Refusal(NEW_CODE)
    step = second.matching_step(secret, code, now, used_until=0)
    if step is None:
        raise Refusal(WRONG_CODE)
    if factors.totp_of(account.id) is not None:
        raise Conflict(HELD)
    used = datetime.fromtimestamp(step * second.SECONDS_A_STEP, UTC)
    _add(account, CredentialKind.TOTP, sealing.seal(secret), now, used=used)
    audit.record("account.totp_add", f"account:{account.id}", by=account.person_id)
    letters.second_factor_changed(account.email or "", added=True)
    return renew_recovery_codes(account, now=now)


def renew_recovery_codes(account: Account, *, now: datetime) -> list[str]:
    """Ten new codes; those before are worth nothing any more."""
    _drop(account, CredentialKind.RECOVERY)
    codes = second.new_recovery_codes()
    for code in codes:
        _add(account, CredentialKind.RECOVERY, second.hashed_recovery(code), now)
    return codes


def remove_app(account: Account) -> None:
    """Forget the app and the codes; refuses the last factor of somebody whose role demands one.

    A second time changes nothing, and tells nobody.
    """
    if factors.must_have_second(account.id) and not factors.passkeys_of(account.id):
        raise Conflict(LAST_FACTOR)
    if _forget_app(account, by=account.person_id):
        letters.second_factor_changed(account.email or "", added=False)


def forget_factors(account: Account, *, by: int) -> bool:
    """The app, the codes and the passkeys: an administrator helps somebody who has lost their phone.

    False where there was neither app nor passkey.
    """
    passkeys = _drop(account, CredentialKind.PASSKEY)
    for _ in range(passkeys):
        audit.record("account.passkey_remove", f"account:{account.id}", by=by)
    gone = _forget_app(account, by=by) or bool(passkeys)
    if gone:
        letters.second_factor_changed(account.email or "", added=False)
    return gone


def _forget_app(account: Account, *, by: int) -> bool:
    """The app and its codes; was there one?"""
    there = bool(_drop(account, CredentialKind.TOTP))
    _drop(account, CredentialKind.RECOVERY)
    if there:
        audit.record("account.totp_remove", f"account:{account.id}", by=by)
    return there


def check_code(account: Account, code: str, *, address: str, now: datetime) -> bool:
    """Is it the app's present code, or a code to recover with? Each works once; guesses are counted."""
    tried = throttling.keys(f"second:{account.id}", address)
    refuse_when_throttled(queries.sign_in_facts(Account.id == account.id, tried, now))
    right = _is_of_app(account, code, now) if second.is_figures(code) else _is_recovery(account, code)
    if not right:
        throttling.count_failure(tried, now)
    return right


def _is_of_app(account: Account, code: str, now: datetime) -> bool:
    credential = factors.totp_of(account.id, lock=True)
    if credential is None:
        return False
    used_until = second.step_of(credential.last_used_at) if credential.last_used_at else 0
    step = second.matching_step(sealing.opened(credential.secret), code, now, used_until)
    if step is not None:
        credential.last_used_at = datetime.fromtimestamp(step * second.SECONDS_A_STEP, UTC)
    return step is not None


def _is_recovery(account: Account, code: str) -> bool:
    mine = (Credential.account_id == account.id) & (Credential.kind == CredentialKind.RECOVERY)
    spent = delete(Credential).where(mine, Credential.secret == second.hashed_recovery(code)).returning(Credential.id)
    used = db.session.execute(spent).one_or_none()
    if used is not None:
        audit.record("account.recovery_used", f"account:{account.id}", by=account.person_id)
    return used is not None


def owes_second(session: AccountSession) -> bool:
    """Let the device wait for the second factor where the account has one, or its role demands one."""
    if not factors.owes_second(session.account_id):
        return False
    session.awaits_second = True
    return True


def second_shown(session: AccountSession, *, now: datetime) -> None:
    """Let the device in, for as long as a session may last from now on."""
    session.awaits_second = False
    session.created_at, session.expires_at = now, now + rules.SESSION_LASTS


def _add(account: Account, kind: CredentialKind, secret: str, now: datetime, *, used: datetime | None = None) -> None:
    db.session.add(Credential(account_id=account.id, kind=kind, secret=secret, created_at=now, last_used_at=used))


def _drop(account: Account, kind: CredentialKind) -> int:
    """Gives how many there were."""
    held = delete(Credential).where(Credential.account_id == account.id, Credential.kind == kind)
    return len(db.session.scalars(held.returning(Credential.id)).all())
