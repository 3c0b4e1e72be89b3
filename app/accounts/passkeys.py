"""Passkeys: what the browser is asked, and whether its answer is genuine. The library is loaded when first needed."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from app.extensions import LARGEST_ID

NAME = "ケアマネ学舎"
NOT_GENUINE = "パスキーを確かめられませんでした。もう一度お試しください。"


@dataclass(frozen=True, slots=True)
class Site:
    """As whom the site asks: its domain and its address."""

    domain: str
    origin: str


@dataclass(frozen=True, slots=True)
class Passkey:
    """What is kept of one."""

    id: str
    key: str
    count: int

    def stored(self) -> str:
        return json.dumps({"id": self.id, "key": self.key, "count": self.count})

    @classmethod
    def read(cls, stored: str) -> Passkey:
        said = json.loads(stored)
        return cls(said["id"], said["key"], said["count"])


class NotGenuine(Exception):
    """The browser's answer is not what was asked for, or not signed by the passkey."""


def registration(site: Site, *, account_id: int, name: str, held: list[Passkey]) -> dict[str, Any]:
    """What a browser is asked in order to make a passkey; those that it has are not made twice."""
    webauthn, structs = _library()
    options = webauthn.generate_registration_options(
        rp_id=site.domain,
        rp_name=NAME,
        user_id=str(account_id).encode(),
        user_name=name,
        user_display_name=name,
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=_bytes(one.id)) for one in held],
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
    )
    return _plain(webauthn, options)


def registered(site: Site, answer: dict[str, Any], challenge: str) -> Passkey:
    """The passkey that the browser has made; NotGenuine when the answer is to another question or site."""
    webauthn, _structs = _library()
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=_bytes(challenge),
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception as error:  # whatever a forged answer makes the library stumble over
        raise NotGenuine from error
    return Passkey(_text(made.credential_id), _text(made.credential_public_key), made.sign_count)


def question(site: Site) -> dict[str, Any]:
    """What a browser is asked in order to sign in with any passkey of this site."""
    webauthn, structs = _library()
    required = structs.UserVerificationRequirement.REQUIRED
    return _plain(webauthn, webauthn.generate_authentication_options(rp_id=site.domain, user_verification=required))


def account_of(answer: dict[str, Any]) -> int | None:
    """Whose passkey the answer says it is; what it proves, `shown` asks."""
    try:
        account_id = int(_bytes(answer["response"]["userHandle"]).decode())
    except (KeyError, TypeError, ValueError):
        return None
    return account_id if 0 < account_id <= LARGEST_ID else None


def shown(site: Site, answer: dict[str, Any], challenge: str, held: list[Passkey]) -> Passkey:
    """The passkey that has signed, with its new count; NotGenuine when none of these has."""
    webauthn, _structs = _library()
    passkey = next((one for one in held if one.id == answer.get("id")), None)
    if passkey is None:
        raise NotGenuine
    try:
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=_bytes(challenge),
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            credential_public_key=_bytes(passkey.key),
            credential_current_sign_count=passkey.count,
            require_user_verification=True,
        )
    except Exception as error:  # the same
        raise NotGenuine from error
    return Passkey(passkey.id, passkey.key, verified.new_sign_count)


def _library() -> tuple[Any, Any]:
    import webauthn  # noqa: PLC0415 -- 8 MB that a process without passkeys need not hold
    from webauthn.helpers import structs  # noqa: PLC0415 -- the same

    return webauthn, structs


def _plain(webauthn: Any, options: Any) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return said


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
