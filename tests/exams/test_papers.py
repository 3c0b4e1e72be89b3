from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation
from app.errors import Conflict, NotFound
from app.exams.actions.papers import load_papers
from app.exams.models import Paper, PaperEdition, PaperQuestion
from app.exams.queries import papers as find
from app.exams.queries.attempts import answers_of, judged
from app.exams.queries.content import printed, printed_edition
from app.exams.rules import Audience, PaperState, choices_of
from app.questions.models import QuestionVersion, Statement
from app.questions.rules import stock
from app.questions.rules.loading import LoadReport, Outcome
from app.questions.rules.words import PaperKind, Results
from tests.exams.factories import AttemptFactory, closed_attempt, exam, question_version
from tests.factories import OrganisationFactory, member

OPENS = datetime(2027, 10, 1, 0, 0, tzinfo=UTC)


@pytest.fixture
def organisation(db: Session) -> Organisation:
    made: Organisation = OrganisationFactory()
    return made


@pytest.fixture
def versions(organisation: Organisation) -> list[QuestionVersion]:
    return [question_version(key, organisation=organisation) for key in ((1, 3), (2, 4), (1, 2, 3))]


@pytest.fixture
def given(versions: list[QuestionVersion]) -> stock.Paper:
    first, second, third = (version.question.external_id for version in versions)
    care = stock.PaperSection("care-support", "介護支援分野", (first, second))
    health = stock.PaperSection("health", "保健医療", (third,))
    return stock.Paper(
        slug="short-1",
        kind=PaperKind.SHORT,
        title="ミニ試験 第1回",
        as_of=date(2026, 10, 1),
        minutes=10,
        fields=(
            stock.PaperField("care-support", "介護支援分野", 1, (care,)),
            stock.PaperField("health-welfare", "保健医療福祉サービス分野", None, (health,)),
        ),
    )


def load(given: stock.Paper, organisation: Organisation) -> Outcome:
    report = LoadReport()
    load_papers([given], organisation_id=organisation.id, now=clock.now(), report=report)
    (outcome,) = report.counts["試験"].elements()
    return outcome


def editions(db: Session) -> list[PaperEdition]:
    db.flush()
    return list(db.scalars(select(PaperEdition).order_by(PaperEdition.number)))


def reworded(version: QuestionVersion) -> QuestionVersion:
    return QuestionVersion(
        **{
            name: getattr(version, name)
            for name in (
                "question",
                "topic",
                "choose",
                "as_of",
                "difficulty",
                "tags",
                "rights",
                "created_at",
                "published_at",
            )
        },
        number=version.number + 1,
        stem="書き直した問題文。",
        accepted_keys=[[2, 5]],
        content_hash="reworded",
        statements=[
            Statement(position=s.position, identity=s.identity, text=s.text, correct=s.position in (2, 5), why=s.why)
            for s in version.statements
        ],
    )


def test_a_paper_with_somebody_s_text_is_for_its_organisation_alone(
    db: Session, given: stock.Paper, versions: list[QuestionVersion], organisation: Organisation
) -> None:
    load(given, organisation)
    free = db.scalars(select(Paper.audience)).one()
    versions[1].rights = "○○出版の許諾による"

    load(given, organisation)

    assert (free, db.scalars(select(Paper.audience)).one()) == (Audience.EVERYONE, Audience.ORGANISATION)


def test_a_paper_is_loaded_with_fields_sections_and_numbered_questions(
    db: Session, organisation: Organisation, given: stock.Paper
) -> None:
    assert load(given, organisation) is Outcome.ADDED

    (edition,) = editions(db)
    assert (edition.number, edition.minutes, edition.question_count, edition.revision) == (1, 10, 3, 0)
    assert [(f.code, f.pass_mark, [s.code for s in f.sections]) for f in edition.fields] == [
        ("care-support", 1, ["care-support"]),
        ("health-welfare", None, ["health"]),
    ]
    paper = printed_edition(edition)
    assert [(q.number, q.external_id, q.section, q.choose) for q in paper.questions] == [
        (1, given.questions[0], "care-support", 2),
        (2, given.questions[1], "care-support", 2),
        (3, given.questions[2], "health", 3),
    ]
    assert [list(map(choices_of, q.keys)) for q in paper.questions] == [[(1, 3)], [(2, 4)], [(1, 2, 3)]]
    assert paper.questions[0].statements[0].sources[0].label.endswith("第9条")


def test_the_same_paper_again_changes_nothing(db: Session, organisation: Organisation, given: stock.Paper) -> None:
    load(given, organisation)

    assert load(given, organisation) is Outcome.UNCHANGED
    assert len(editions(db)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": 20},
        {"as_of": date(2027, 4, 1)},
    ],
    ids=["time", "day of the law"],
)
def test_a_change_of_what_is_asked_makes_a_new_edition(
    db: Session, organisation: Organisation, given: stock.Paper, change: dict[str, object]
) -> None:
    load(given, organisation)

    assert load(replace(given, **change), organisation) is Outcome.UPDATED  # type: ignore[arg-type]  # any field at all

    assert [edition.number for edition in editions(db)] == [1, 2]


def test_another_pass_mark_or_order_makes_a_new_edition(
    db: Session, organisation: Organisation, given: stock.Paper
) -> None:
    care, services = given.fields
    turned = replace(care.sections[0], questions=care.sections[0].questions[::-1])
    load(given, organisation)

    assert load(replace(given, fields=(replace(care, pass_mark=2), services)), organisation) is Outcome.UPDATED
    assert load(replace(given, fields=(replace(care, sections=(turned,)), services)), organisation) is Outcome.UPDATED
    assert [edition.fields[0].pass_mark for edition in editions(db)] == [1, 2, 1]


def test_what_only_describes_the_paper_makes_no_new_edition(
    db: Session, organisation: Organisation, given: stock.Paper
) -> None:
    load(given, organisation)
    described = replace(
        given,
        title="新しい題",
        opens_at=OPENS,
        attempts_allowed=1,
        results=Results.AFTER_CLOSE,
        audience="organisation",
    )

    assert load(described, organisation) is Outcome.UNCHANGED

    paper = db.scalars(select(Paper)).one()
    assert (paper.title, paper.opens_at, paper.attempts_allowed) == ("新しい題", OPENS, 1)
    assert (paper.results, paper.audience) == (Results.AFTER_CLOSE, Audience.ORGANISATION)
    assert len(editions(db)) == 1


def test_an_attempt_keeps_the_edition_and_the_version_that_it_was_sat_with(
    db: Session, organisation: Organisation, given: stock.Paper, versions: list[QuestionVersion]
) -> None:
    load(given, organisation)
    first = editions(db)[0]
    attempt = closed_attempt(first, answers={1: (1, 3)})
    db.add(reworded(versions[0]))
    db.flush()

    assert load(given, organisation) is Outcome.UPDATED

    second = editions(db)[1]
    old, new = printed(first.id, 0).questions[0], printed(second.id, 0).questions[0]
    assert (old.version, new.version, new.stem) == (1, 2, "書き直した問題文。")
    assert judged(printed_edition(attempt.edition), answers_of(attempt.id)).correct == 1
    assert [db.get_one(PaperQuestion, (e.id, 1)).version.number for e in (first, second)] == [1, 2]


def test_a_slug_of_another_organisation_is_refused(organisation: Organisation, given: stock.Paper) -> None:
    exam(slug="short-1")

    with pytest.raises(Conflict, match="別の団体"):
        load(given, organisation)


# ── On offer ─────────────────────────────────────────────────────────────────────────────────


def slugs(db: Session, person: object) -> list[str]:
    return [offer.paper.slug for offer in find.offers(person, clock.now())]  # type: ignore[arg-type]  # a factory made it


def test_papers_for_all_are_offered_to_all_and_the_others_to_their_members(db: Session) -> None:
    exam(slug="b-for-all")
    own = exam(slug="a-own", audience=Audience.ORGANISATION)
    exam(slug="c-trial", kind=PaperKind.TRIAL)
    exam(slug="d-check", kind=PaperKind.CHECK)

    assert slugs(db, member()) == ["b-for-all"]
    assert slugs(db, member(organisation=own.paper.organisation)) == ["a-own", "b-for-all"]


def test_an_offer_says_what_the_paper_is_to_the_person(db: Session) -> None:
    person = member()
    now = clock.now()
    fresh, sat, sitting, forgotten = (exam(slug=f"{n}", attempts_allowed=1) for n in range(4))
    closed_attempt(sat, person=person)
    attempt = AttemptFactory(edition=sitting, person=person)
    AttemptFactory(edition=forgotten, person=person, started_at=now - timedelta(hours=3))
    closed_attempt(fresh)

    offers = find.offers(person, now)

    assert [(offer.state, offer.sat, offer.open_attempt_id) for offer in offers] == [
        (PaperState.AVAILABLE, 0, None),
        (PaperState.USED_UP, 1, None),
        (PaperState.IN_PROGRESS, 1, attempt.id),
        (PaperState.USED_UP, 1, None),
    ]


def test_ten_questions_to_try_are_not_sat_as_an_examination(db: Session) -> None:
    trial = exam(slug="trial", kind=PaperKind.TRIAL)

    with pytest.raises(NotFound):
        find.offer("trial", member(), clock.now())
    assert find.trial_edition() is trial


def test_what_an_organisation_keeps_to_itself_is_not_tried_by_visitors(db: Session) -> None:
    assert find.trial_edition() is None
    exam(slug="trial", kind=PaperKind.TRIAL, audience=Audience.ORGANISATION)

    assert find.trial_edition() is None
