"""Correct how a question of a paper is judged; everybody who sat it is judged again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app import audit, events
from app.accounts.models import Person
from app.db import db
from app.errors import Refusal
from app.exams.events import QuestionRuled
from app.exams.models import AcceptedKey, Paper, PaperEdition, PaperField, PaperQuestion, Ruling
from app.exams.queries import rulings as find
from app.exams.rules import Proposal, RulingKind, choices_of

NEW_PASS_MARK = "採点から除外するときは、この問題の分野の新しい基準点を入力してください。"
NO_KEY = "正答を変えるときは、正しい組み合わせを一つ以上選んでください。"
WRONG_COUNT = "正答の組み合わせは、どれも{choose}つの肢にしてください。"
TOO_HIGH = "基準点は、その分野で採点する問題の数（{total}問）以下にしてください。"


def check_proposal(paper: Paper, asked: PaperQuestion, proposal: Proposal) -> None:
    """Raise Refusal, in words, when the ruling lacks what it needs."""
    if proposal.kind is RulingKind.REKEY:
        if not proposal.keys:
            raise Refusal(NO_KEY)
        if any(key.bit_count() != asked.choose for key in proposal.keys):
            raise Refusal(WRONG_COUNT.format(choose=asked.choose))
    judged_in = db.session.get_one(PaperField, asked.section.field_id)
    judged = judged_in.pass_mark is not None
    if proposal.kind is RulingKind.VOID_EXCLUDED and judged and judged_in.code not in proposal.pass_marks:
        raise Refusal(NEW_PASS_MARK)
    for code, total in find.counted_in_fields(asked, proposal).items():
        if proposal.pass_marks.get(code, 0) > total:
            raise Refusal(TOO_HIGH.format(total=total))


def rule(paper: Paper, asked: PaperQuestion, proposal: Proposal, *, reason: str, by: Person, now: datetime) -> Ruling:
    """Make the ruling in every edition that it concerns; results follow on reading at once,
    stored scores and notices by the worker. Recorded in the audit trail with before and after.
    """
    _one_at_a_time(paper)
    check_proposal(paper, asked, proposal)
    question_id = asked.version.question_id
    standard = find.pass_marks_of(asked.edition_id)
    before = {**_said(asked), "pass_marks": {code: standard.get(code) for code in proposal.pass_marks}}
    for wherever in find.concerned(paper, asked, proposal):
        _judge_anew(wherever)
    ruling = Ruling(
        paper_id=paper.id,
        question_id=question_id,
        version_id=asked.version_id,
        kind=proposal.kind,
        accepted_keys=[list(choices_of(key)) for key in sorted(proposal.keys)],
        pass_marks=dict(proposal.pass_marks),
        reason=reason,
        made_by_id=by.id,
        made_at=now,
    )
    db.session.add(ruling)
    audit.record(
        "exams.rule",
        f"paper:{paper.id}",
        by=by.id,
        organisation=paper.organisation_id,
        before=before,
        after={**_said(asked), "pass_marks": dict(proposal.pass_marks)},
    )
    events.send(QuestionRuled(question_id, asked.version_id, now))
    return ruling


def _one_at_a_time(paper: Paper) -> None:
    """Two rulings must not share a revision: the second waits, and reads what the first has left."""
    editions = select(PaperEdition.id).where(PaperEdition.paper_id == paper.id).order_by(PaperEdition.id)
    db.session.execute(editions.with_for_update()).all()
    db.session.expire_all()


def _judge_anew(wherever: find.Concerned) -> None:
    asked, proposal = wherever.asked, wherever.proposal
    asked.treatment = proposal.treatment
    if proposal.kind is RulingKind.REKEY:
        asked.keys.clear()
        db.session.flush()  # a key that stays right would otherwise be inserted before it is deleted
        asked.keys.extend(AcceptedKey(mask=mask) for mask in sorted(proposal.keys))
    for field in wherever.fields:
        field.pass_mark = proposal.pass_marks.get(field.code, field.pass_mark)
    db.session.get_one(PaperEdition, asked.edition_id).revision += 1


def _said(asked: PaperQuestion) -> dict[str, object]:
    keys = sorted(key.mask for key in asked.keys)
    return {"number": asked.number, "treatment": asked.treatment.value, "keys": keys}
