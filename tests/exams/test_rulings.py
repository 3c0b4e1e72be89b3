from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.audit import AuditEntry
from app.errors import NotFound, Refusal
from app.exams.actions.rulings import check_proposal
from app.exams.models import PaperEdition, PaperQuestion, Ruling
from app.exams.queries import attempts as find
from app.exams.queries.content import printed_edition
from app.exams.queries.rulings import question_of
from app.exams.rules import Proposal, RulingKind, Treatment
from app.notices.models import Notice
from tests.exams.factories import another_edition, closed_attempt, exam
from tests.exams.rulings import CORRECT, excluded, rekey, ruled, score_all, standing

# ── What a ruling needs ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("proposal", "sentence"),
    [
        (excluded(), "新しい基準点を入力"),
        (excluded(health_welfare=1), "新しい基準点を入力"),
        (excluded(care_support=2), "採点する問題の数（1問）以下"),
        (rekey(), "正しい組み合わせを一つ以上"),
        (rekey((1,)), "どれも2つの肢に"),
        (rekey((1, 2), (1, 2, 3)), "どれも2つの肢に"),
        (rekey((1, 2), care_support=3), "採点する問題の数（2問）以下"),
    ],
)
def test_a_ruling_that_lacks_something_is_refused_in_words(
    db: Session, edition: PaperEdition, proposal: Proposal, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        check_proposal(edition.paper, question_of(edition.paper, 1), proposal)


@pytest.mark.parametrize(
    "proposal", [CORRECT, excluded(care_support=1), excluded(care_support=0), rekey((1, 2), (4, 5))]
)
def test_a_ruling_with_all_that_it_needs_is_taken(db: Session, edition: PaperEdition, proposal: Proposal) -> None:
    check_proposal(edition.paper, question_of(edition.paper, 1), proposal)


def test_an_exclusion_from_a_field_that_is_not_judged_needs_no_mark(db: Session) -> None:
    edition = exam(marks=(None, None))

    check_proposal(edition.paper, question_of(edition.paper, 1), excluded())


@pytest.mark.parametrize("number", [0, 5, 30_000])
def test_a_question_that_the_paper_has_not_is_not_found(db: Session, edition: PaperEdition, number: int) -> None:
    with pytest.raises(NotFound, match="その番号の問題はありません"):
        question_of(edition.paper, number)


# ── What a ruling does ───────────────────────────────────────────────────────────────────────


def test_a_ruling_is_kept_with_its_maker_and_audited_without_its_words(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    ruled(edition, 1, rekey((1, 3), (2, 4), care_support=2), instructor)

    kept = db.scalars(select(Ruling)).one()
    assert (kept.kind, kept.accepted_keys, kept.pass_marks) == (RulingKind.REKEY, [[1, 3], [2, 4]], {"care-support": 2})
    assert (kept.made_by_id, kept.reason) == (instructor.id, "正答が二つありました。")
    entry = db.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject, entry.person_id) == ("exams.rule", f"paper:{edition.paper_id}", instructor.id)
    assert entry.organisation_id == edition.paper.organisation_id
    assert entry.before == {
        "number": 1,
        "treatment": "counted",
        "keys": [0b101],
        "pass_marks": {"care-support": 1},
    }
    assert entry.after == {
        "number": 1,
        "treatment": "counted",
        "keys": [0b101, 0b1010],
        "pass_marks": {"care-support": 2},
    }
    assert edition.revision == 1


@pytest.mark.parametrize(
    ("proposal", "expected"),
    [
        (CORRECT, {"care-support": (1, 2)}),
        (excluded(care_support=1), {"care-support": (0, 1)}),
        (rekey((1, 3), (4, 5)), {"care-support": (1, 2)}),
        (rekey((1, 2)), {"care-support": (0, 2)}),
    ],
    ids=["void as correct", "void as excluded", "rekey with two sets", "rekey to another set"],
)
def test_a_result_follows_a_ruling_on_reading_at_once(
    db: Session, edition: PaperEdition, instructor: Person, proposal: Proposal, expected: dict[str, tuple[int, int]]
) -> None:
    attempt = closed_attempt(edition, answers={1: (4, 5)})

    ruled(edition, 1, proposal, instructor)

    result = find.judged(printed_edition(edition), find.answers_of(attempt.id))
    assert {f.code: (f.correct, f.total) for f in result.fields[:1]} == expected


def test_a_ruling_on_a_voided_question_can_bring_it_back(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    attempt = closed_attempt(edition, answers={1: (1, 3)})
    ruled(edition, 1, excluded(care_support=0), instructor)

    ruled(edition, 1, rekey((1, 3), care_support=1), instructor)

    result = find.judged(printed_edition(edition), find.answers_of(attempt.id))

    assert (result.fields[0].correct, result.fields[0].total, result.fields[0].pass_mark) == (1, 2, 1)


def test_those_whom_a_ruling_changes_are_told_and_the_others_are_not(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    saved = closed_attempt(edition, answers={1: (4, 5), 3: (1, 2, 3)})
    same = closed_attempt(edition, answers={1: (1, 3), 3: (1, 2, 3)})
    score_all(db)
    assert (standing(saved), standing(same)) == ((1, False), (2, True))

    ruled(edition, 1, CORRECT, instructor)
    score_all(db)

    assert (standing(saved), standing(same)) == ((2, True), (2, True))
    notice = db.scalars(select(Notice)).one()
    assert (notice.person_id, notice.link) == (saved.person_id, f"/attempts/{saved.id}/result")
    assert notice.body == "得点は1点から2点になりました。判定は「合格」に変わりました。"


def test_a_higher_pass_mark_alone_can_change_a_judgement(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    attempt = closed_attempt(edition, answers={1: (1, 3), 3: (1, 2, 3)})
    score_all(db)

    ruled(edition, 2, rekey((2, 4), care_support=2), instructor)
    score_all(db)

    assert standing(attempt) == (2, False)
    assert "「不合格」" in db.scalars(select(Notice.body)).one()


# ── Editions ─────────────────────────────────────────────────────────────────────────────────


def treatments(db: Session, number: int = 1) -> list[Treatment]:
    rows = select(PaperQuestion.treatment).where(PaperQuestion.number == number).order_by(PaperQuestion.edition_id)
    return list(db.scalars(rows))


def masks(db: Session, edition: PaperEdition, number: int = 1) -> set[int]:
    return {key.mask for key in db.get_one(PaperQuestion, (edition.id, number)).keys}


def test_a_void_holds_in_every_edition_that_asks_the_question(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    newer = another_edition(edition)
    earlier = closed_attempt(edition, answers={3: (1, 2, 3)})
    score_all(db)

    ruled(edition, 1, CORRECT, instructor)
    score_all(db)

    assert treatments(db) == [Treatment.VOID_CORRECT] * 2
    assert (edition.revision, newer.revision) == (1, 1)
    assert standing(earlier) == (2, True)


def test_a_new_key_holds_wherever_the_same_version_is_asked(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    same = another_edition(edition)
    other_wording = another_edition(edition, reworded=True)
    again = another_edition(same)

    ruled(edition, 1, rekey((4, 5)), instructor)

    assert [masks(db, e) for e in (edition, same, again)] == [{0b11000}] * 3
    assert masks(db, other_wording) == {0b101}
    assert other_wording.revision == 0


def test_an_exclusion_that_is_taken_back_is_taken_back_in_every_wording(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    newer = another_edition(edition, reworded=True)
    earlier = closed_attempt(edition, answers={1: (1, 3), 3: (1, 2, 3)})
    ruled(edition, 1, excluded(care_support=0), instructor)
    score_all(db)
    without = standing(earlier)

    ruled(edition, 1, rekey((2, 4), care_support=1), instructor)
    score_all(db)

    assert treatments(db) == [Treatment.COUNTED] * 2
    assert (masks(db, edition), masks(db, newer)) == ({0b101}, {0b1010})
    assert [e.fields[0].pass_mark for e in (edition, newer)] == [1, 1]
    assert (without, standing(earlier)) == ((1, True), (2, True))


def test_a_mended_wording_comes_back_and_the_one_that_was_void_stays_void(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    ruled(edition, 1, excluded(care_support=1), instructor)
    mended = another_edition(edition, reworded=True)
    db.get_one(PaperQuestion, (mended.id, 1)).treatment = Treatment.VOID_EXCLUDED  # as loading the paper leaves it
    db.flush()

    ruled(edition, 1, rekey((1, 3)), instructor)

    assert treatments(db) == [Treatment.VOID_EXCLUDED, Treatment.COUNTED]


def test_a_ruling_on_another_paper_changes_nothing_here(db: Session, edition: PaperEdition, instructor: Person) -> None:
    other = exam()

    ruled(other, 1, CORRECT, instructor)

    assert db.get_one(PaperQuestion, (edition.id, 1)).treatment is Treatment.COUNTED
    assert edition.revision == 0
