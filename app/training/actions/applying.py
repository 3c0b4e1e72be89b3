"""Ask those who apply, keep their answers, let modules follow from them; say what comes before what; give more time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete

from app import audit
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, Refusal
from app.notices.actions import notify
from app.notices.rules import NoticeKind
from app.training.actions import following, running
from app.training.models.applying import (
    AssignmentRule,
    CohortQuestion,
    EnrolmentAnswer,
    ExtensionRequest,
    Prerequisite,
)
from app.training.models.curricula import Module
from app.training.models.running import Cohort, Enrolment
from app.training.queries import applying as find
from app.training.queries import running as places
from app.training.rules import applying as rules
from app.training.rules.applying import ExtensionState
from app.training.rules.days import day_ja
from app.training.rules.running import OPEN, EnrolmentState, due_fits

TOO_MANY = f"質問は{rules.MOST_QUESTIONS}個までです。"
ASKED_ALREADY = "同じ質問が、すでにあります。"
ANSWERED = "すでに答えた人がいるため、この質問は消せません。"
NO_ANSWER = "すべての質問に答えてください。"
THERE_ALREADY = "同じきまりが、すでにあります。"
CIRCLE = "順番が輪になってしまいます。ほかの科目を選んでください。"
ASSIGNED_NOT = "割り当てられていない科目です。一覧から選んでください。"
NOT_LATER = "いまの期限（{due_on}）よりあとの日にしてください。"
ASKED_ONCE = "この科目の延長は、すでに願い出ています。主催者の決定をお待ちください。"
DECIDED = "この願い出は、すでに決まっています。画面を開き直してください。"
DECIDED_ALREADY = "この申込は、すでに決定しています。答えを変えるときは、主催者にお申し出ください。"
LINK = "/training"


def ask(cohort: Cohort, text: str, choices: Sequence[str], meets: Sequence[str], *, by: Person) -> CohortQuestion:
    """Put a question into the form of the class; refuses the same a second time."""
    present = find.questions(cohort.id)
    if len(present) >= rules.MOST_QUESTIONS:
        raise Refusal(TOO_MANY)
    if any(each.text == text for each in present):
        raise Refusal(ASKED_ALREADY)
    made = CohortQuestion(cohort_id=cohort.id, text=text, choices=list(choices), meets=list(meets))
    db.session.add(made)
    _record("form.ask", cohort, by, {"questions": len(present) + 1})
    return made


def ask_no_more(question: CohortQuestion, cohort: Cohort, *, by: Person) -> None:
    """Take a question out, with its rules; Conflict once somebody has answered it."""
    if find.answered(question.id):
        raise Conflict(ANSWERED)
    db.session.execute(delete(AssignmentRule).where(AssignmentRule.question_id == question.id))
    db.session.delete(question)
    _record("form.ask_no_more", cohort, by, {})


def answer(enrolment: Enrolment, cohort: Cohort, given: Mapping[int, str], *, now: datetime) -> None:
    """Keep the answers to all questions; what was answered before stays. Refuses a question that is left out.

    Whoever learns already gets at once what follows from the answers.
    """
    asked = find.questions(cohort.id)
    known = find.answers(cohort.id).get(enrolment.id, {})
    for each in asked:
        choice = known.get(each.id, given.get(each.id))
        if choice not in each.choices and each.id not in known:
            raise Refusal(NO_ANSWER)
        if each.id not in known:
            row = EnrolmentAnswer(enrolment=enrolment, question_id=each.id, choice=choice, answered_at=now)
            db.session.add(row)
    db.session.flush()  # what follows from an answer is looked up
    if enrolment.state is EnrolmentState.ENROLLED:
        following.follow(enrolment, cohort.id, now=now)


def answer_otherwise(enrolment: Enrolment, cohort: Cohort, given: Mapping[int, str], *, now: datetime) -> None:
    """Change one's answers while the application is open; what was said before stands in the trail.

    Conflict once it was decided: what was looked at for the decision stays as it was looked at.
    """
    db.session.refresh(enrolment, ["state"], with_for_update=True)
    if enrolment.state not in OPEN:
        raise Conflict(DECIDED_ALREADY)
    asked, rows = find.questions(cohort.id), find.answer_rows(enrolment.id)
    if any(given.get(each.id) not in each.choices for each in asked):
        raise Refusal(NO_ANSWER)
    before = {str(each.id): each.choices.index(rows[each.id].choice) + 1 for each in asked if each.id in rows}
    after = {str(each.id): each.choices.index(given[each.id]) + 1 for each in asked}
    for each in asked:
        row = rows.get(each.id) or EnrolmentAnswer(enrolment=enrolment, question_id=each.id)
        if row.choice != given[each.id]:
            row.choice, row.answered_at = given[each.id], now
            db.session.add(row)
    place, owner = f"enrolment:{enrolment.id}", cohort.run.organisation_id
    said = {"before": {"answers": before}, "after": {"answers": after}}
    audit.record("form.answer_otherwise", place, by=enrolment.person_id, organisation=owner, **said)


def let_follow(
    cohort: Cohort,
    question: CohortQuestion,
    choice: str,
    module: Module,
    *,
    due_on: date | None,
    by: Person,
    now: datetime,
) -> int:
    """Whoever answers so gets this module, those too who have answered before; says how many got it now."""
    if not due_fits(due_on, cohort.run.starts_on, cohort.run.ends_on):
        raise Refusal(running.outside(cohort.run))
    present = find.rules(cohort.id)
    if any((each.question_id, each.choice, each.module_id) == (question.id, choice, module.id) for each in present):
        raise Refusal(THERE_ALREADY)
    rule = AssignmentRule(question=question, choice=choice, module=module, due_on=due_on, made_by_id=by.id, made_at=now)
    db.session.add(rule)
    db.session.flush()  # the assignments name its module
    count = following.give([rule], find.who_answered(question.id, choice), cohort.id, now=now)
    _record("assignment.rule", cohort, by, {"module": module.id, "people": count})
    return count


def follow_no_more(rule: AssignmentRule, cohort: Cohort, *, by: Person) -> None:
    """From now on nothing follows from the answer; what was assigned stays."""
    db.session.delete(rule)
    _record("assignment.rule_end", cohort, by, {"module": rule.module_id})


def put_before(cohort: Cohort, module: Module, first: Module, *, by: Person) -> None:
    """The module is done only when the first one is; refuses a circle and the same twice."""
    pairs = [(each.module_id, each.before_id) for each in find.prerequisites(cohort.id)]
    if (module.id, first.id) in pairs:
        raise Refusal(THERE_ALREADY)
    if rules.in_a_circle([*pairs, (module.id, first.id)]):
        raise Refusal(CIRCLE)
    db.session.add(Prerequisite(cohort_id=cohort.id, module_id=module.id, before_id=first.id))
    _record("assignment.before", cohort, by, {"module": module.id})


def put_before_no_more(prerequisite: Prerequisite, cohort: Cohort, *, by: Person) -> None:
    """The module may be done in any order again."""
    db.session.delete(prerequisite)
    _record("assignment.before_end", cohort, by, {"module": prerequisite.module_id})


def ask_for_time(
    enrolment: Enrolment, cohort: Cohort, module_id: int, wished_on: date, reason: str, *, now: datetime
) -> ExtensionRequest:
    """Ask for a later due day of a module of one's own; refuses a day that is not later or outside the training."""
    wanted = {each.module_id: each for each in places.wanted_by(places.assignments(cohort.id), enrolment.id)}
    if module_id not in wanted or wanted[module_id].due_on is None:
        raise Refusal(ASSIGNED_NOT)
    due_on = wanted[module_id].due_on
    if due_on is not None and wished_on <= due_on:
        raise Refusal(NOT_LATER.format(due_on=day_ja(due_on)))
    if not due_fits(wished_on, cohort.run.starts_on, cohort.run.ends_on):
        raise Refusal(running.outside(cohort.run))
    if any(
        each.module_id == module_id and each.state is ExtensionState.ASKED for each in find.extensions([enrolment.id])
    ):
        raise Conflict(ASKED_ONCE)
    made = ExtensionRequest(
        enrolment=enrolment,
        module_id=module_id,
        wished_on=wished_on,
        reason=reason,
        state=ExtensionState.ASKED,
        asked_at=now,
    )
    db.session.add(made)
    return made


def decide_time(request: ExtensionRequest, cohort: Cohort, *, grant: bool, by: Person, now: datetime) -> None:
    """Give the day that was wished for to this learner alone, or not; Conflict when it was decided meanwhile."""
    db.session.refresh(request, ["state"], with_for_update=True)
    if request.state is not ExtensionState.ASKED:
        raise Conflict(DECIDED)
    request.state = ExtensionState.GRANTED if grant else ExtensionState.DECLINED
    request.decided_at, request.decided_by_id = now, by.id
    enrolment, module = request.enrolment, request.module
    if grant:
        running.assign(cohort, [module], due_on=request.wished_on, only=enrolment, by=by, now=now)
    _record("assignment.extension", cohort, by, {"enrolment": enrolment.id, "accepted": grant})
    said = rules.EXTENSION_LABELS[request.state]
    title = f"期限の延長：{module.title}"
    body = f"延長の願い出は、{said}。「研修」の画面で期限をご確認ください。"
    notify(enrolment.person_id, kind=NoticeKind.TRAINING, title=title, body=body, link=LINK, now=now)


def _record(action: str, cohort: Cohort, by: Person, after: dict[str, Any]) -> None:
    audit.record(action, f"cohort:{cohort.id}", by=by.id, organisation=cohort.run.organisation_id, after=after)
