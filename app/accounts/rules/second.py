"""The second factor: six figures that change every half minute (RFC 6238), and codes for the day the phone is lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

SECONDS_A_STEP = 30
FIGURES = 6
DRIFT = 1
RECOVERY_CODES = 10
GROUPS, GROUP = 4, 4
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is mistaken for something else
ISSUER = "ケアマネ学舎"
PENDING_MINUTES = 15


def new_secret() -> str:
    """160 bits, as the apps read them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The six figures of one step."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**FIGURES).zfill(FIGURES)


def step_of(instant: datetime) -> int:
    """The number of the half minute."""
    return int(instant.timestamp()) // SECONDS_A_STEP


def matching_step(secret: str, code: str, now: datetime, used_until: int) -> int | None:
    """The step whose code it is, a clock half a minute off forgiven; None for a wrong one and for one used before."""
    here = step_of(now)
    for step in range(here - DRIFT, here + DRIFT + 1):
        if step > used_until and hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def address_for_app(secret: str, account: str) -> str:
    """What the app reads from the picture."""
    label = quote(f"{ISSUER}:{account}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(ISSUER)}"


def new_recovery_codes() -> list[str]:
    """Ten codes of 80 bits, in groups that people can copy."""
    return [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
        for _ in range(RECOVERY_CODES)
    ]


def hashed_recovery(code: str) -> str:
    """As it is stored; hyphens, spaces and small letters do not matter."""
    plain = "".join(character for character in code.upper() if character in ALPHABET)
    return hashlib.sha256(plain.encode()).hexdigest()


def is_figures(code: str) -> bool:
    """Is it a code of the app, rather than one to recover with?"""
    return len(code) == FIGURES and code.isascii() and code.isdecimal()
