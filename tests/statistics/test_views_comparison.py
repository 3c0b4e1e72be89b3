from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.exams.models import PaperEdition, PaperQuestion
from app.statistics.queries.comparison import compared
from tests.client import StrictClient
from tests.exams.factories import another_edition, exam
from tests.exams.rulings import excluded, ruled
from tests.factories import OrganisationFactory, member
from tests.statistics.sittings import crowd

PAGE = "/statistics/comparison"
KEYS = {"care-support": [(1, 3)] * 8, "health": [(1, 2, 3)] * 4, "welfare": [(4, 5)] * 4}


@pytest.fixture
def old(db: Session, edition: PaperEdition) -> PaperEdition:
    return exam(KEYS, marks=(2, 2), slug="old", title="もとの試験A", organisation=edition.paper.organisation)


def like(old: PaperEdition, slug: str) -> PaperEdition:
    """Another paper that asks the same questions."""
    new = exam({}, marks=(2, 2), slug=slug, title="新しい試験B", organisation=old.paper.organisation)
    copied = another_edition(old)
    copied.paper, copied.number = new.paper, 2
    return copied


def sat(db: Session, edition: PaperEdition, people: int) -> None:
    crowd(db, edition, people, edition.paper.organisation)


def test_a_candidate_compares_nothing(client: StrictClient, edition: PaperEdition) -> None:
    client.sign_in(member())

    assert client.get(PAGE).status_code == 403


def test_a_new_paper_that_nobody_has_sat_gets_a_mark_from_the_same_questions(
    db: Session, client: StrictClient, old: PaperEdition, instructor: Person
) -> None:
    like(old, "new")
    sat(db, old, 12)
    client.sign_in(instructor)

    page = client.get(f"{PAGE}?old=old&new=new").text

    assert "両方に入っている問題は 16問です。" in page
    assert page.count("<strong>2.0点</strong>") == 2
    assert "30人に満たない" in page
    assert "の得点の対応" in page


def test_papers_without_common_questions_say_what_was_supposed(
    db: Session, client: StrictClient, old: PaperEdition, instructor: Person
) -> None:
    new = exam(KEYS, marks=(2, 2), slug="new", title="新しい試験B", organisation=old.paper.organisation)
    for one in (old, new):
        sat(db, one, 10)
    client.sign_in(instructor)

    page = client.get(f"{PAGE}?old=old&new=new").text

    assert "両方に入っている問題は 0問です。" in page
    assert "受けた人たちの力は同じとみなしました。" in page


def test_a_new_paper_of_which_nothing_is_known_gets_no_empty_table(
    db: Session, client: StrictClient, old: PaperEdition, instructor: Person
) -> None:
    exam(KEYS, marks=(2, 2), slug="new", title="新しい試験B", organisation=old.paper.organisation)
    sat(db, old, 10)
    client.sign_in(instructor)

    page = client.get(f"{PAGE}?old=old&new=new").text

    assert "まだ見積もれません" in page
    assert "合格基準の見積もり" not in page


def test_a_paper_that_nobody_has_sat_cannot_be_the_old_one(
    db: Session, client: StrictClient, old: PaperEdition, instructor: Person
) -> None:
    like(old, "new")
    db.commit()
    client.sign_in(instructor)

    assert "もとの試験を受けた人がまだいません" in client.get(f"{PAGE}?old=old&new=new").text


def test_a_paper_with_itself_is_refused_in_words(client: StrictClient, old: PaperEdition, instructor: Person) -> None:
    client.sign_in(instructor)

    assert "別の試験を選んでください。" in client.get(f"{PAGE}?old=old&new=old").text


@pytest.mark.parametrize("slug", ["nothing", "secret", "%00"])
def test_a_paper_of_another_organisation_is_not_found(
    client: StrictClient, old: PaperEdition, instructor: Person, slug: str
) -> None:
    exam(slug="secret", organisation=OrganisationFactory())
    client.sign_in(instructor)

    assert client.get(f"{PAGE}?old=old&new={slug}").status_code == 404


def test_a_voided_question_measures_nobody(db: Session, old: PaperEdition, instructor: Person) -> None:
    like(old, "new")
    ruled(old, 1, excluded(care_support=2), instructor)
    sat(db, old, 10)

    found = compared("old", "new", instructor)

    assert found.fields[0].link.common == 7


def test_all_right_or_all_wrong_is_no_fault(
    db: Session, client: StrictClient, old: PaperEdition, instructor: Person
) -> None:
    like(old, "new")
    sat(db, old, 1)
    client.sign_in(instructor)

    page = client.get(f"{PAGE}?old=old&new=new")

    assert page.status_code == 200
    assert "nan" not in page.text.lower()


def test_another_version_of_a_question_is_not_common(db: Session, old: PaperEdition, instructor: Person) -> None:
    reworded = another_edition(old, reworded=True)
    new = exam({}, marks=(2, 2), slug="new", organisation=old.paper.organisation)
    reworded.paper, reworded.number = new.paper, 2
    sat(db, old, 6)

    found = compared("old", "new", instructor)

    assert len(found.common) == db.query(PaperQuestion).filter_by(edition_id=old.id).count() - 1
    assert found.fields[0].sat == 7
