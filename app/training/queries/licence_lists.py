"""Find how the licences stand that learners show to an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.training.models.licences import Licence
from app.training.queries import licences as find
from app.training.rules import licences as rules
from app.training.rules.licences import LicenceState, Policy


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """A licence under the policy of its day; without a state where another has taken its place."""

    licence: Licence
    policy: Policy
    state: LicenceState | None

    @property
    def renew_from(self) -> date:
        return rules.window(self.licence.expires_on, self.policy.remind_days)


def lines(organisation_id: int, today: date) -> list[LicenceLine]:
    """All that is shown to the organisation, the nearest end first; what was before stays in sight."""
    found = []
    for licence, standing in find.shared_with(organisation_id):
        policy = rules.policy_of(find.policies(), licence.kind, licence.issued_on)
        state = rules.state(licence.expires_on, today, policy.remind_days) if standing else None
        found.append(LicenceLine(licence, policy, state))
    return found
