"""Find people: who is signed in, who may be seen, what they may do where; nothing here changes anything."""

from __future__ import annotations

from app.accounts.queries.people import (
    accommodation_in_force,
    addresses_of,
    former_names,
    help_for,
    is_only_administrator,
    people,
    person_where,
)
from app.accounts.queries.places import (
    home_organisation,
    organisation,
    organisations_of,
    organisations_where,
    permissions_in,
    places_where,
)
from app.accounts.queries.sign_in import (
    account_by_email,
    account_of,
    devices,
    letters_asked,
    live_session,
    own_device,
    password_of,
    sign_in_facts,
    usable_link,
)

__all__ = [
    "accommodation_in_force",
    "account_by_email",
    "account_of",
    "addresses_of",
    "devices",
    "former_names",
    "help_for",
    "home_organisation",
    "is_only_administrator",
    "letters_asked",
    "live_session",
    "organisation",
    "organisations_of",
    "organisations_where",
    "own_device",
    "password_of",
    "people",
    "permissions_in",
    "person_where",
    "places_where",
    "sign_in_facts",
    "usable_link",
]
