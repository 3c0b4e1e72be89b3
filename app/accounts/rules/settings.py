"""What an administrator may choose for the whole site, and what holds until somebody has chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.accounts.rules import Role

SITE = "site"
LONGEST_CONTACT = 200


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Who must show a second factor, whether anybody may sign up, and whom people may ask."""

    second_factor_roles: frozenset[Role] = frozenset()
    open_sign_up: bool = True
    contact: str = ""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> SiteSettings:
        """From what is stored; what is missing or unknown holds as it did before anybody chose."""
        known = set(Role)
        return cls(
            second_factor_roles=frozenset(Role(one) for one in stored.get("second_factor_roles", ()) if one in known),
            open_sign_up=bool(stored.get("open_sign_up", True)),
            contact=str(stored.get("contact", "")),
        )

    def stored(self) -> dict[str, Any]:
        """As it is kept, and as the audit trail tells it."""
        roles = [role.value for role in Role if role in self.second_factor_roles]
        return {"second_factor_roles": roles, "open_sign_up": self.open_sign_up, "contact": self.contact}
