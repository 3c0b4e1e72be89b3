"""Find attempts: somebody else's is as absent as none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Exists, bindparam, exists, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload, selectinload

from app.accounts.models import Account, AccountSession
from app.clock import jst
from app.db import db
from app.errors import Conflict, NotFound, Unauthenticated, Way
from app.exams import rules
from app.exams.models import Answer, Attempt, LateAnswer, Paper, SectionScoreRow
from app.exams.queries.content import PrintedPaper, PrintedQuestion, printed, printed_edition
from app.exams.rules import Marked, Result
from app.questions.rules.words import PaperKind, Results

NO_ATTEMPT = "この受験は見つかりません。試験の一覧から開いてください。"
SIGNED_OUT = "サインインの期限が切れました。サインインし直すと、つづきから受けられます。解答は失われていません。"
STILL_OPEN = "まだ提出していません。提出すると結果を見られます。"
NOT_SHOWN_YET = "この試験の結果は、受付が終わってから公開されます。"


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored answer: masks, and the number of its saves."""

    choices: int = 0
    struck: int = 0
    flagged: bool = False
    seq: int = 0
    seconds: int = 0


NOTHING = Kept()


OWN = (
    select(Attempt)
    .join(Attempt.edition)
    .join(Attempt.paper)
    .where(Attempt.id == bindparam("attempt_id"), Attempt.person_id == bindparam("person_id"))
    .options(contains_eager(Attempt.edition), contains_eager(Attempt.paper))
)


def own_attempt(attempt_id: int, person_id: int) -> Attempt:
    """The person's attempt with its edition and paper, in one query."""
    attempt = db.session.scalars(OWN, {"attempt_id": attempt_id, "person_id": person_id}).one_or_none()
    if attempt is None:
        raise NotFound(NO_ATTEMPT)
    return attempt


def attempt_of_session(attempt_id: int, session_id: int, now: datetime) -> Attempt:
    """The attempt for a device whose session has not been looked up yet.

    Raises Unauthenticated when the session has ended, NotFound when the attempt is somebody else's.
    """
    person_id = db.session.scalar(
        select(Account.person_id)
        .join(AccountSession, AccountSession.account_id == Account.id)
        .where(
            AccountSession.id == session_id,
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > now,
            AccountSession.auth_version == Account.auth_version,
        )
    )
    if person_id is None:
        raise Unauthenticated(SIGNED_OUT)
    return own_attempt(attempt_id, person_id)


STORED = select(Answer.number, Answer.choices, Answer.struck, Answer.flagged, Answer.seq, Answer.seconds).where(
    Answer.attempt_id == bindparam("attempt_id")
)


def answers_of(attempt_id: int) -> dict[int, Kept]:
    """What is stored, by number; a question that was never saved is absent."""
    rows = db.session.execute(STORED, {"attempt_id": attempt_id})
    return {
        number: Kept(choices, struck, flagged, seq, seconds) for number, choices, struck, flagged, seq, seconds in rows
    }


LATE = select(LateAnswer).where(LateAnswer.attempt_id == bindparam("attempt_id")).order_by(LateAnswer.id)


def late_answers_of(attempt_id: int) -> Sequence[LateAnswer]:
    """What came after the end, in the order in which it came."""
    return db.session.scalars(LATE, {"attempt_id": attempt_id}).all()


def check_result_may_be_seen(attempt: Attempt, now: datetime) -> None:
    """Raise Conflict, in words, while the attempt is open or its paper keeps results back."""
    if attempt.shown_state(now) is rules.AttemptState.OPEN:
        raise Conflict(STILL_OPEN, way=Way("解答に戻る", "sittings.show", {"attempt_id": attempt.id}))
    if not result_is_out(attempt.paper, now):
        raise Conflict(NOT_SHOWN_YET)


def result_is_out(paper: Paper, now: datetime) -> bool:
    """May results of the paper be seen? One that keeps them back waits for the last who still sits."""
    if not paper.shows_result(now):
        return False
    return paper.results is Results.AT_ONCE or not _somebody_still_sits(paper.id, now)


def results_are_out(now: datetime) -> ColumnElement[bool]:
    """A condition on Paper: `result_is_out` in a query over many."""
    closed = Paper.closes_at.is_(None) | (Paper.closes_at < now)
    return (Paper.results == Results.AT_ONCE) | (closed & ~_sitting(Paper.id, now))


def _somebody_still_sits(paper_id: int, now: datetime) -> bool:
    return bool(db.session.scalar(select(_sitting(paper_id, now))))


def _sitting(paper_id: InstrumentedAttribute[int] | int, now: datetime) -> Exists:
    """Is anybody in the middle of the paper? Under a name of its own: the query around may be over attempts."""
    other = aliased(Attempt)
    return exists().where(
        other.paper_id == paper_id,
        other.state == rules.AttemptState.OPEN,
        other.ends_at >= now - rules.GRACE,
    )


def judged(paper: PrintedPaper, answers: Mapping[int, Kept]) -> Result:
    """The result by the rules, whether or not the worker has stored it yet."""
    marked = (Marked(q.section, q.keys, q.treatment, answers.get(q.number, NOTHING).choices) for q in paper.questions)
    return rules.judge(paper.fields, rules.score(marked))


def history(person_id: int) -> Sequence[Attempt]:
    """All of the person's attempts, newest first, with their papers and stored scores."""
    return db.session.scalars(
        select(Attempt)
        .where(Attempt.person_id == person_id)
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
        .options(
            joinedload(Attempt.paper),
            joinedload(Attempt.edition),
            selectinload(Attempt.scores).joinedload(SectionScoreRow.section),
        )
    ).all()


@dataclass(frozen=True, slots=True)
class Past:
    """An attempt in somebody's history; `result` is None while it is open or may not be seen."""

    attempt: Attempt
    state: rules.AttemptState
    result: Result | None


def past(person_id: int, now: datetime) -> list[Past]:
    """The person's attempts, newest first, judged from stored scores, or from the answers where the
    worker has not come round yet.
    """
    found = history(person_id)
    out = {paper.id: result_is_out(paper, now) for paper in {attempt.paper for attempt in found}}
    answers = _answers_of_many([one.id for one in found if one.scored_revision < one.edition.revision])
    return [_past(attempt, now, answers, seen=out[attempt.paper_id]) for attempt in found]


def _answers_of_many(attempt_ids: Sequence[int]) -> dict[int, dict[int, Kept]]:
    """As `answers_of`, for several attempts in one query."""
    found: dict[int, dict[int, Kept]] = {attempt_id: {} for attempt_id in attempt_ids}
    if attempt_ids:
        for row in db.session.scalars(select(Answer).where(Answer.attempt_id.in_(attempt_ids))):
            found[row.attempt_id][row.number] = Kept(row.choices, row.struck, row.flagged, row.seq, row.seconds)
    return found


def _past(attempt: Attempt, now: datetime, answers: Mapping[int, Mapping[int, Kept]], *, seen: bool) -> Past:
    state = attempt.shown_state(now)
    if state is rules.AttemptState.OPEN or not seen:
        return Past(attempt, state, None)
    paper = printed(attempt.edition_id, attempt.edition.revision)
    if attempt.id in answers:
        return Past(attempt, state, judged(paper, answers[attempt.id]))
    scores = {row.section.code: rules.SectionScore(row.correct, row.total) for row in attempt.scores}
    return Past(attempt, state, rules.judge(paper.fields, scores))


def weak_topics(paper: PrintedPaper, answers: Mapping[int, Kept]) -> list[tuple[str, int]]:
    """The topics with the most lost points, worst first, three at most."""
    return Counter(q.topic_title for q in _lost(paper, answers)).most_common(3)


def lost_in_weak_topics(attempt_id: int, *, of: int, now: datetime) -> list[int]:
    """Ids of the questions that the person lost in the topics that `weak_topics` names; as hidden as the result."""
    attempt = own_attempt(attempt_id, of)
    check_result_may_be_seen(attempt, now)
    paper, answers = printed_edition(attempt.edition), answers_of(attempt_id)
    weak = {title for title, _ in weak_topics(paper, answers)}
    return [q.question_id for q in _lost(paper, answers) if q.topic_title in weak]


def _lost(paper: PrintedPaper, answers: Mapping[int, Kept]) -> list[PrintedQuestion]:
    return [
        q
        for q in paper.questions
        if q.treatment is not rules.Treatment.VOID_EXCLUDED and not q.is_correct(answers.get(q.number, NOTHING).choices)
    ]


def papers_of(attempt_ids: Sequence[int]) -> dict[int, Paper]:
    """The paper of each of these attempts, by the attempt's id."""
    found = db.session.scalars(select(Attempt).where(Attempt.id.in_(attempt_ids)).options(joinedload(Attempt.paper)))
    return {attempt.id: attempt.paper for attempt in found}


@dataclass(slots=True)
class Chart:
    """How somebody's points in one field went; `points` are oldest first."""

    title: str
    total: int
    pass_mark: int | None
    points: list[dict[str, object]] = field(default_factory=list)


def charts(past: Sequence[Past]) -> list[Chart]:
    """A chart for each field of the mock examinations among these attempts."""
    found: dict[str, Chart] = {}
    for one in reversed(past):
        if one.attempt.paper.kind is not PaperKind.MOCK or one.result is None:
            continue
        day = jst(one.attempt.started_at)
        for judged_field in (counted for counted in one.result.fields if counted.total):
            chart = found.setdefault(
                judged_field.code,
                Chart(judged_field.title, judged_field.total, judged_field.pass_mark),
            )
            chart.points.append({"label": f"{day.month}/{day.day}", "value": judged_field.correct})
    return list(found.values())
