"""What the examinations do when something happened below: the bank was loaded."""

from __future__ import annotations

from app.events import listens
from app.exams.actions.papers import load_papers
from app.questions.actions import BankLoaded


@listens(BankLoaded)
def take_in_papers(loaded: BankLoaded) -> None:
    load_papers(
        loaded.bank.papers,
        organisation_id=loaded.organisation_id,
        now=loaded.now,
        report=loaded.report,
    )
