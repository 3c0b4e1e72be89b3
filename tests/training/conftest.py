"""What tests of the training share: a small stock that has been loaded, and a clock that can be moved."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actions.organisations import home_organisation
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.questions.rules.loading import LoadReport
from app.training.actions.curricula import load_curricula
from app.training.actions.lessons import load_lessons
from app.training.models.running import Cohort
from app.training.queries import lessons as find
from app.training.rules.lessons import read_lessons
from app.training.rules.reading import Known, read_curricula
from tests.client import StrictClient
from tests.exams.factories import SourceFactory
from tests.factories import OrganisationFactory, member
from tests.training.factories import CohortFactory, CourseRunFactory, CurriculumFactory
from tests.training.samples import LAW, SHELF, files

LOADED = dict[str, dict[str, int]]


@pytest.fixture(autouse=True)
def _nothing_drawn() -> None:
    """A database that has been put back gives its ids again: what was drawn of the old ones is forgotten."""
    find.page.cache_clear()


def load(home: Organisation, **changed: str) -> LOADED:
    """Load the sample training into the organisation; says what became of each kind."""
    texts = files(**changed)
    lessons, _problems = read_lessons(texts, SHELF)
    curricula, _more = read_curricula(texts, Known(None, frozenset(lesson.path for lesson in lessons)))
    report, now = LoadReport(), clock.now()
    load_lessons(lessons, organisation=home, now=now, report=report)
    load_curricula(curricula, organisation=home, now=now, report=report)
    return {kind: {outcome.value: count for outcome, count in tally.items()} for kind, tally in report.counts.items()}


@pytest.fixture
def home(db: Session) -> Organisation:
    """The site's own organisation with the two sources of the sample lesson."""
    made = home_organisation(clock.now())
    SourceFactory(organisation_id=made.id, key=LAW, title="難病の患者に対する医療等に関する法律")
    SourceFactory(organisation_id=made.id, key="expert-knowledge", title="専門知識")
    return made


@pytest.fixture
def stocked(home: Organisation) -> Organisation:
    """The same with the sample curriculum and lesson loaded."""
    load(home)
    return home


@pytest.fixture
def reader(client: StrictClient, stocked: Organisation) -> Person:
    """A candidate, signed in, where one lesson has been loaded."""
    person = member(Role.CANDIDATE)
    client.sign_in(person)
    return person


@pytest.fixture
def centre(db: Session) -> Organisation:
    made: Organisation = OrganisationFactory(name="第一研修センター")
    return made


@pytest.fixture
def organiser(client: StrictClient, centre: Organisation) -> Person:
    person = member(Role.ORGANISER, centre)
    client.sign_in(person)
    return person


@pytest.fixture
def cohort(centre: Organisation) -> Cohort:
    own = CurriculumFactory(organisation=centre, original=CurriculumFactory())
    made: Cohort = CohortFactory(run=CourseRunFactory(organisation=centre, curriculum=own))
    return made
