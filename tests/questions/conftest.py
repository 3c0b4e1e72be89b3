"""The site's own organisation, empty or with a bank, for the pages of the question bank."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.actions.organisations import home_organisation
from app.accounts.models import Organisation
from tests.questions.pages import NOW, load
from tests.questions.samples import INSURED, QUESTION, mock_bank


@pytest.fixture
def home(db: Session) -> Organisation:
    return home_organisation(NOW)


@pytest.fixture
def stock(home: Organisation) -> Organisation:
    """The site's own bank: a whole mock, and a question of real sentences."""
    files = mock_bank()
    files[INSURED] = QUESTION.encode() + files[INSURED].split(b"- id: KS-HIHO-002")[1].join([b"- id: KS-HIHO-002", b""])
    load(files, home)
    return home
