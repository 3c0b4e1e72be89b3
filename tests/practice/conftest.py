"""What tests of practice share: somebody who is signed in."""

from __future__ import annotations

import pytest

from app.accounts.models import Person
from tests.client import StrictClient
from tests.factories import member


@pytest.fixture
def person(client: StrictClient) -> Person:
    """A candidate, signed in."""
    someone = member()
    client.sign_in(someone)
    return someone
