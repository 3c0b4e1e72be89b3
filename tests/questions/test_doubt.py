"""What an amendment has put in doubt, and what files that come in afterwards make of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.questions.actions.amendments import amend
from app.questions.models import Amendment, Source
from app.questions.rules.loading import Outcome
from tests.questions.pages import NOW
from tests.questions.samples import LAW, bank
from tests.questions.test_actions import load


def test_a_load_does_not_take_a_newer_edition_of_the_site_back(db: Session, home: Organisation) -> None:
    load(home, bank())
    law = db.scalars(select(Source).where(Source.key == LAW)).one()
    amend(law, [], in_force_on=date(2027, 4, 1), summary="改正", by=None, now=NOW, edition=date(2027, 3, 31))

    again = load(home, bank())

    assert law.edition == "2027-03-31"
    assert again.counts["根拠"] == {Outcome.UNCHANGED: 2}
    assert len(db.scalars(select(Amendment)).all()) == 1
