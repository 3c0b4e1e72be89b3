"""Pages of accounts: coming in, one's own account, other people."""

from __future__ import annotations

from app.accounts.views import (
    account,
    applications,
    entering,
    factors,
    identities,
    passkeys,
    people,
    reset,
    sign_in,
    sign_up,
)
from app.accounts.views.blueprint import bp

__all__ = [
    "account",
    "applications",
    "bp",
    "entering",
    "factors",
    "identities",
    "passkeys",
    "people",
    "reset",
    "sign_in",
    "sign_up",
]
