"""Set the rule of late, early and absent, and tell those who have to make up for something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app import audit
from app.accounts.models import Person
from app.notices.actions import notify_all
from app.notices.rules import NoticeKind
from app.training.actions.attendance import rule_in
from app.training.models.running import Cohort
from app.training.queries import makeups as find
from app.training.queries.makeups import MakeUp
from app.training.rules.attendance import Rule

LINK = "/training"
BODY = "欠席などで足りない時間があり、補講が要ります。「研修」の画面で、科目と期限をご確認ください。"


def set_rule(cohort: Cohort, rule: Rule, *, by: Person) -> None:
    """Judge attendance by this rule from now on; what was marked before stays as it was marked."""
    before = rule_in(cohort)
    cohort.grace_minutes, cohort.limit_minutes = rule.grace_minutes, rule.limit_minutes
    cohort.missed, cohort.makeup_days = rule.missed, rule.makeup_days
    names = Rule.__slots__
    audit.record(
        "cohort.rule",
        f"cohort:{cohort.id}",
        by=by.id,
        organisation=cohort.run.organisation_id,
        before={name: getattr(before, name) for name in names},
        after={name: getattr(rule, name) for name in names},
    )


def tell(cohort: Cohort, found: Sequence[MakeUp], *, by: Person, now: datetime) -> int:
    """Tell these learners that they have to make up for something; says how many were told."""
    people = find.people(found)
    title = f"{cohort.run.title} {cohort.title}"
    notify_all(people, kind=NoticeKind.TRAINING, title=title, body=BODY, link=LINK, now=now)
    owner, after = cohort.run.organisation_id, {"people": len(people)}
    audit.record("cohort.tell_make_up", f"cohort:{cohort.id}", by=by.id, organisation=owner, after=after)
    return len(people)
