"""Find people: who is signed in, who may be seen, what they may do where; nothing here changes anything."""

from __future__ import annotations

from app.accounts.queries.people import (
    accommodation_in_force,
    addresses_of,
    contacts_of,
    former_names,
    help_for,
    is_administrator,
    is_only_administrator,
    people_wanted,
    person_where,
)
from app.accounts.queries.places import (
    choosable,
    home_organisation,
    offices_in,
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
from app.accounts.queries.site import contact_of, look_of, site_settings

__all__ = [
    "accommodation_in_force",
    "account_by_email",
    "account_of",
    "addresses_of",
    "choosable",
    "contact_of",
    "contacts_of",
    "devices",
    "former_names",
    "help_for",
    "home_organisation",
    "is_administrator",
    "is_only_administrator",
    "letters_asked",
    "live_session",
    "look_of",
    "offices_in",
    "organisation",
    "organisations_of",
    "organisations_where",
    "own_device",
    "password_of",
    "people_wanted",
    "permissions_in",
    "person_where",
    "places_where",
    "sign_in_facts",
    "site_settings",
    "usable_link",
]
