"""What an amendment has put in doubt, and what files that come in afterwards make of it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation
from app.questions.actions.amendments import amend
from app.questions.models import Amendment, AmendmentTask, Question, Source
from app.questions.queries import published_versions
from app.questions.rules.exchange import yaml_files
from app.questions.rules.loading import Outcome
from app.questions.rules.words import QuestionStatus
from tests.conftest import Run
from tests.questions.pages import NOW
from tests.questions.samples import LAW, bank, spoilt
from tests.questions.test_actions import load
from tests.questions.test_commanded import written

YESTERDAY = clock.today() - timedelta(days=1)
EASIER = spoilt("difficulty: 2", "difficulty: 1")


@pytest.fixture
def doubted(db: Session, home: Organisation) -> Question:
    """The question of the files, doubted since yesterday by an amendment of the law that all of it rests on."""
    load(home, bank())
    law = db.scalars(select(Source).where(Source.key == LAW)).one()
    amend(law, [], in_force_on=YESTERDAY, summary="改正", by=None, now=NOW)
    db.commit()
    return db.scalars(select(Question)).one()


def state(db: Session) -> tuple[QuestionStatus, bool, int, int]:
    """Where the question stands, whether a day keeps it back, how many tasks are open, how many versions are asked."""
    db.expire_all()
    question = db.scalars(select(Question)).one()
    tasks = db.scalars(select(AmendmentTask).where(AmendmentTask.done_at.is_(None))).all()
    asked = published_versions(question.organisation_id, clock.today())
    return question.status, question.doubtful_from is not None, len(tasks), len(asked)


DOUBTED = (QuestionStatus.DOUBTED, True, 5, 0)
PUBLISHED = (QuestionStatus.PUBLISHED, False, 0, 1)


def test_a_load_does_not_take_a_newer_edition_of_the_site_back(db: Session, home: Organisation) -> None:
    load(home, bank())
    law = db.scalars(select(Source).where(Source.key == LAW)).one()
    amend(law, [], in_force_on=date(2027, 4, 1), summary="改正", by=None, now=NOW, edition=date(2027, 3, 31))

    again = load(home, bank())

    assert law.edition == "2027-03-31"
    assert again.counts["根拠"] == {Outcome.UNCHANGED: 2}
    assert len(db.scalars(select(Amendment)).all()) == 1


def test_a_load_of_a_new_wording_answers_what_amendments_asked(
    db: Session, home: Organisation, doubted: Question
) -> None:
    before = state(db)

    load(home, bank(question=EASIER))

    assert (before, state(db)) == (DOUBTED, PUBLISHED)
    assert doubted.versions[-1].difficulty == 1


@pytest.mark.parametrize("changed", [True, False], ids=["new-wording", "same-wording"])
def test_a_file_that_publishes_answers_them_and_its_undo_asks_again(
    db: Session, runner: Run, doubted: Question, tmp_path: Path, changed: bool
) -> None:
    package = yaml_files.read(bank(question=EASIER) if changed else bank())
    package.statuses = {doubted.external_id: QuestionStatus.PUBLISHED}

    came = runner("questions", "import", "--format", "csv", written(tmp_path, package))
    published = state(db)
    undone = runner("questions", "undo", re.findall(r"undo (\d+)", came.output)[0])

    assert "1 問を元に戻しました" in undone.output
    assert (published, state(db)) == (PUBLISHED, DOUBTED)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (QuestionStatus.RETIRED, QuestionStatus.DRAFT),
        (QuestionStatus.RETIRED, QuestionStatus.DOUBTED),
        (QuestionStatus.PUBLISHED, QuestionStatus.DOUBTED),
    ],
)
def test_what_a_file_brings_back_or_doubts_is_asked_of_nobody(
    db: Session, home: Organisation, runner: Run, tmp_path: Path, before: QuestionStatus, said: QuestionStatus
) -> None:
    load(home, bank())
    question = db.scalars(select(Question)).one()
    question.status = before
    package = yaml_files.read(bank())
    package.statuses = {question.external_id: said}

    runner("questions", "import", "--format", "csv", written(tmp_path, package))

    assert state(db) == (said, True, 0, 0)
