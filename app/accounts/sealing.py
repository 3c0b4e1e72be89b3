"""Secrets that must be read again (of an app, of a provider): sealed with the site's key, never plain in a table."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


def seal(secret: str) -> str:
    """What may stand in a table."""
    sealed = _box().encrypt(secret.encode())
    return sealed.decode()


def opened(sealed: str) -> str:
    """What was sealed, with the present key or one before it."""
    secret = _box().decrypt(sealed.encode())
    return secret.decode()


def _box() -> MultiFernet:
    # Loaded when first needed: a process in which nobody has a second factor does not carry the library.
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 -- 6 MB that a process without secrets need not hold

    keys = (current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"])
    return MultiFernet([Fernet(_key(key)) for key in keys])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"sealing:{secret}".encode()).digest())
