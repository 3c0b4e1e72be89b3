"""The bank that this site ships, all of it, through each lossless format and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

import start
from app import clock
from app.accounts.actions.organisations import home_organisation
from app.questions import formats
from app.questions.actions.commanded import take_in
from app.questions.queries.exchange import package_of
from app.questions.rules.exchange import archives
from app.questions.rules.exchange.package import FORMATS, Format, Package
from app.questions.rules.loading import Outcome
from app.questions.rules.stock import Question
from app.questions.rules.words import QuestionStatus
from tests.questions.mangled import TODAY

BANK = start.ROOT / "question_bank"
LOSSLESS = [form for form, about in FORMATS.items() if about.lossless]


@pytest.fixture(scope="module")
def shipped() -> Package:
    """As the database holds it; every state is met, so that a format which says none would be found out."""
    files = {path.relative_to(BANK).as_posix(): path.read_bytes() for path in BANK.rglob("*") if path.is_file()}
    package = formats.read(Format.YAML, archives.packed(files), TODAY)
    states = list(QuestionStatus)
    package.statuses = {one.id: states[n % len(states)] for n, one in enumerate(package.questions)}
    return replace(package, remarks=[])


@pytest.mark.parametrize("form", LOSSLESS)
def test_our_whole_bank_comes_back(shipped: Package, form: Format) -> None:
    file = b"".join(formats.write(form, replace(shipped, remarks=[])))

    back = formats.read(form, file, TODAY)

    assert back.sound
    assert len(shipped.questions) > 400
    assert sorted(back.questions, key=by_id) == sorted(shipped.questions, key=by_id)
    assert (back.statuses, back.images, back.cases) == (shipped.statuses, shipped.images, shipped.cases)
    topics, sources = {one.topic for one in shipped.questions}, cited(shipped)
    assert {code: back.topics[code] for code in topics} == {code: shipped.topics[code] for code in topics}
    assert {key: back.sources[key] for key in sources} == {key: shipped.sources[key] for key in sources}
    assert b"".join(formats.write(form, back)) == file or form is Format.YAML


@pytest.mark.whole
def test_our_whole_bank_goes_through_the_database(shipped: Package, db: Session) -> None:
    file = b"".join(formats.write(Format.CSV, replace(shipped, remarks=[])))
    place = home_organisation(clock.now())

    package = formats.read(Format.CSV, file, TODAY)
    done = take_in(package, Format.CSV, "own.csv", organisation=place, default=QuestionStatus.DRAFT, now=clock.now())
    db.commit()
    stored = package_of(place)

    assert done.report.counts["問題"][Outcome.ADDED] == len(shipped.questions)
    assert sorted(stored.questions, key=by_id) == sorted(shipped.questions, key=by_id)
    assert stored.statuses == shipped.statuses
    asked = {one.topic for one in shipped.questions}
    assert stored.topics == {code: topic for code, topic in shipped.topics.items() if code in asked}


def by_id(question: Question) -> str:
    return question.id


def cited(package: Package) -> set[str]:
    return {one.source for question in package.questions for said in question.statements for one in said.sources}
