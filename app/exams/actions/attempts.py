"""What a candidate does with an attempt: start it, save an answer, hand it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Select, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert  # SQLite speaks the same ON CONFLICT

from app.accounts.models import Account, AccountSession, Person
from app.accounts.queries import help_for
from app.at_once import at_once
from app.clock import jst
from app.db import UtcDateTime, beside, db
from app.errors import Conflict, Refusal
from app.exams import rules
from app.exams.models import Answer, Attempt, LateAnswer, PaperQuestion
from app.exams.queries import attempts as find
from app.exams.queries.attempts import NOTHING, Kept
from app.exams.queries.papers import Offer
from app.exams.rules import GRACE, PAPER_STATE_LABELS, AttemptState, PaperState

TIME_IS_UP = "試験時間が終了しているため、保存できませんでした。届いた解答は別に記録し、結果の画面に示します。"
HANDED_IN = "この試験は提出済みのため、解答を変えられません。結果の画面をご覧ください。"
NEWER_STORED = "別の画面で新しい解答が保存されています。その解答を表示します。"
NO_SUCH_QUESTION = "この試験にその番号の問題はありません。"
NO_SUCH_STATEMENT = "その番号の選択肢はありません。"
HIGHEST_NUMBER = 2**15 - 1  # what the column holds; no question has it


@dataclass(frozen=True, slots=True)
class Mark:
    """What a browser sends for one question; `choices` and `struck` are masks."""

    choices: int
    flagged: bool
    seq: int
    struck: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that is on disk."""

    seq: int
    saved_at: datetime
    ends_at: datetime


def start(offer: Offer, *, by: Person, now: datetime) -> Attempt:
    """Begin the paper, or come back to the attempt that is open; the end is fixed here for good.

    Raises Conflict when the paper is not open to the person now.
    """
    if offer.open_attempt_id is not None:
        return db.session.get_one(Attempt, offer.open_attempt_id)
    if offer.state is not PaperState.AVAILABLE:
        raise Conflict(f"この試験はいま始められません（{PAPER_STATE_LABELS[offer.state]}）。")
    if offer.sat:
        _close_forgotten(offer.paper.id, by.id, now)
    granted = help_for(by.id, jst(now).date())
    made = db.session.scalar(
        insert(Attempt)
        .values(
            paper_id=offer.paper.id,
            edition_id=offer.edition.id,
            person_id=by.id,
            factor=granted.factor,
            aids=sorted(granted.aids),
            started_at=now,
            ends_at=rules.ends_at(now, offer.edition.minutes, granted.factor),
        )
        .on_conflict_do_nothing(
            index_elements=[Attempt.person_id, Attempt.paper_id],
            index_where=text("state = 'open'"),
        )
        .returning(Attempt)
    )
    return made or _begun_meanwhile(offer.paper.id, by.id)


def _begun_meanwhile(paper_id: int, person_id: int) -> Attempt:
    """A second tap was quicker: the unique index let only one of the two begin."""
    return db.session.scalars(
        select(Attempt).where(
            Attempt.paper_id == paper_id,
            Attempt.person_id == person_id,
            Attempt.state == AttemptState.OPEN,
        )
    ).one()


def _close_forgotten(paper_id: int, person_id: int, now: datetime) -> None:
    """Only one attempt may be stored open; one whose time has passed makes room for the next."""
    db.session.execute(
        update(Attempt)
        .where(
            Attempt.paper_id == paper_id,
            Attempt.person_id == person_id,
            Attempt.state == AttemptState.OPEN,
            Attempt.ends_at < now - GRACE,
        )
        .values(state=AttemptState.TIMED_OUT, closed_at=Attempt.ends_at)
    )


def submit(attempt_id: int, *, by: Person, now: datetime) -> None:
    """Hand in: only the state and the time are written; the score is reckoned later and on reading.

    A second time changes nothing. Raises NotFound for an attempt of somebody else.
    """
    closed = db.session.scalar(
        update(Attempt)
        .where(
            Attempt.id == attempt_id,
            Attempt.person_id == by.id,
            Attempt.state == AttemptState.OPEN,
            Attempt.ends_at >= now - GRACE,
        )
        .values(state=AttemptState.SUBMITTED, closed_at=now)
        .returning(Attempt.id)
    )
    if closed is None:
        attempt = find.own_attempt(attempt_id, by.id)
        if attempt.state is AttemptState.OPEN:
            attempt.state, attempt.closed_at = AttemptState.TIMED_OUT, attempt.ends_at


# ── The save ─────────────────────────────────────────────────────────────────────────────────


COLUMNS = ("attempt_id", "number", "choices", "struck", "flagged", "seq", "seconds", "saved_at")
SENT = ("choices", "struck", "flagged", "seq", "seconds")


def _what_may_be_saved() -> Select[*tuple[Any, ...]]:
    """The row to store, if all holds: session alive, own open attempt, time left, question and choices exist."""
    now = bindparam("now", type_=UtcDateTime())
    signed_in = (AccountSession.account_id == Account.id) & (AccountSession.auth_version == Account.auth_version)
    return (
        select(
            Attempt.id,
            PaperQuestion.number,
            *(bindparam(name, type_=Answer.__table__.c[name].type) for name in SENT),
            now,
        )
        .join(Account, Account.person_id == Attempt.person_id)
        .join(AccountSession, signed_in)
        .join(PaperQuestion, PaperQuestion.edition_id == Attempt.edition_id)
        .where(
            Attempt.id == bindparam("attempt_id"),
            AccountSession.id == bindparam("session_id"),
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > now,
            Attempt.state == AttemptState.OPEN,
            Attempt.ends_at >= bindparam("not_before", type_=UtcDateTime()),
            PaperQuestion.number == bindparam("number"),
            PaperQuestion.choose >= bindparam("chosen"),
            PaperQuestion.statement_count >= bindparam("highest"),
        )
    )


def _save_statement() -> Executable:
    """Store it unless something as new is stored already; no row comes back when anything fails."""
    save = insert(Answer).from_select(COLUMNS, _what_may_be_saved())
    ends_at = select(Attempt.ends_at).where(Attempt.id == bindparam("attempt_id"))
    return save.on_conflict_do_update(
        index_elements=[Answer.attempt_id, Answer.number],
        set_={name: save.excluded[name] for name in COLUMNS[2:]},
        where=Answer.seq < save.excluded.seq,
    ).returning(Answer.seq, ends_at.scalar_subquery())


SAVE = _save_statement()


def save_answer(attempt_id: int, number: int, mark: Mark, *, session_id: int, now: datetime) -> Saved:
    """Keep what is marked for question `number`: one statement, on disk when this returns.

    Raises Unauthenticated, NotFound, Refusal (choices) or Conflict (closed; or newer is stored, with
    `stored` in its details). The same seq with the same body again is answered as the first time.
    """
    saved = save_or_show(attempt_id, number, mark, session_id=session_id, now=now)
    if isinstance(saved, Kept):
        raise Conflict(NEWER_STORED, stored=stored_answer(saved), seq=saved.seq)
    return saved


def save_or_show(attempt_id: int, number: int, mark: Mark, *, session_id: int, now: datetime) -> Saved | Kept:
    """The same, but where something as new is stored already it gives that, for a page to show."""
    rows = at_once(
        SAVE,
        {
            "attempt_id": attempt_id,
            "number": min(number, HIGHEST_NUMBER),
            "session_id": session_id,
            "choices": mark.choices,
            "struck": mark.struck,
            "flagged": mark.flagged,
            "seq": mark.seq,
            "seconds": mark.seconds,
            "now": now,
            "not_before": now - GRACE,
            "chosen": mark.choices.bit_count(),
            "highest": (mark.choices | mark.struck).bit_length(),
        },
    )
    for seq, ends_at in rows:
        return Saved(seq, now, ends_at)
    return _why_not_saved(attempt_id, number, mark, session_id=session_id, now=now)


def _why_not_saved(attempt_id: int, number: int, mark: Mark, *, session_id: int, now: datetime) -> Saved | Kept:
    attempt = find.attempt_of_session(attempt_id, session_id, now)
    _check_choices(attempt, number, mark)
    stored = find.answers_of(attempt_id).get(number, NOTHING)
    if stored == Kept(mark.choices, mark.struck, mark.flagged, mark.seq, stored.seconds):
        return Saved(stored.seq, now, attempt.ends_at)
    if attempt.accepts_answers(now):
        return stored
    if mark.seq > stored.seq and mark.choices != stored.choices:
        beside(lambda: _keep_late(attempt_id, number, mark, now))
    handed_in = attempt.state is AttemptState.SUBMITTED
    raise Conflict(HANDED_IN if handed_in else TIME_IS_UP, stored=stored_answer(stored), seq=stored.seq, closed=True)


def _check_choices(attempt: Attempt, number: int, mark: Mark) -> None:
    if not 1 <= number <= attempt.edition.question_count:
        raise Refusal(NO_SUCH_QUESTION)
    asked = db.session.get_one(PaperQuestion, (attempt.edition_id, number))
    if (mark.choices | mark.struck).bit_length() > asked.statement_count:
        raise Refusal(NO_SUCH_STATEMENT)
    if mark.choices.bit_count() > asked.choose:
        raise Refusal(f"この問題で選べるのは{asked.choose}つまでです。")


def _keep_late(attempt_id: int, number: int, mark: Mark, now: datetime) -> None:
    """The newest of each question, however many a browser sends; one that was decided stays."""
    late = {"choices": mark.choices, "seq": mark.seq, "received_at": now}
    keep = insert(LateAnswer).values(attempt_id=attempt_id, number=number, **late)
    db.session.execute(
        keep.on_conflict_do_update(
            index_elements=[LateAnswer.attempt_id, LateAnswer.number],
            set_=late,
            where=(LateAnswer.seq < mark.seq) & LateAnswer.decided_at.is_(None),
        )
    )


def stored_answer(kept: Kept) -> dict[str, object]:
    """A stored answer as the API says it."""
    return {
        "choices": list(rules.choices_of(kept.choices)),
        "struck": list(rules.choices_of(kept.struck)),
        "flagged": kept.flagged,
        "seq": kept.seq,
    }
