"""Build a paper by a blueprint: look at what it would be, then make it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app import audit
from app.accounts.models import Organisation, Person
from app.db import db
from app.errors import Refusal
from app.exams.actions import papers
from app.exams.models import Paper
from app.exams.queries import building as find
from app.exams.queries.building import Area
from app.exams.queries.groups import Group, seen_by
from app.exams.rules import blueprint as rules
from app.exams.rules.blueprint import Blueprint, Choosable, Drawn
from app.exams.rules.hints import Hint, hints
from app.questions.models import QuestionVersion
from app.questions.rules import stock
from app.questions.rules.words import PaperKind, Results

DRAWN_AGAIN = 8
NO_QUESTIONS = "問題が一つも入っていません。分野の数を入れてください。"
TOO_FEW = "条件に合う問題が足りません。下の足りないところを見て、数を減らすか、条件をゆるめてください。"


@dataclass(frozen=True, slots=True)
class Plan:
    """All that somebody has asked for of a new paper."""

    title: str
    organisation: Organisation
    blueprint: Blueprint
    on: date
    minutes: int
    pass_marks: Mapping[str, int]
    results: Results
    kind: PaperKind = PaperKind.SHORT
    group: Group | None = None
    only_new: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What the paper would be."""

    drawn: Drawn
    versions: Mapping[str, QuestionVersion]
    areas: Sequence[Area]
    hints: Sequence[Hint] = ()

    def version(self, one: Choosable) -> QuestionVersion:
        return self.versions[one.id]

    def tally(self, section: str) -> Counter[str]:
        """How many of two and of three, and of each level."""
        asked = self.drawn.by_section.get(section, ())
        return Counter(f"choose-{one.choose}" for one in asked) + Counter(f"level-{one.difficulty}" for one in asked)


def preview(plan: Plan) -> Preview:
    """Draw the paper and change nothing."""
    without: set[int] = seen_by(set(plan.group.people())) if plan.group else set()
    if plan.only_new:
        without |= find.in_papers(plan.organisation.id)
    versions = find.pool(plan.organisation.id, plan.on, without)
    drawn, helping = _without_hints(plan.blueprint, versions)
    return Preview(drawn, versions, find.areas(versions), helping)


def _without_hints(blueprint: Blueprint, versions: Mapping[str, QuestionVersion]) -> tuple[Drawn, list[Hint]]:
    """A draw in which no statement helps with another, where there are questions enough for one; else what is left.

    Of two that do not go together the later one is laid aside and the lots are drawn again: the same again next time.
    """
    left = dict(versions)
    drawn = rules.draw(blueprint, find.choosable(left))
    found = hints(find.said({one.id: left[one.id] for one in drawn.questions}))
    for _ in range(DRAWN_AGAIN):
        fewer = {name: one for name, one in left.items() if name not in {hint.later.question for hint in found}}
        again = rules.draw(blueprint, find.choosable(fewer)) if found else drawn
        if not found or len(again.shortages) > len(drawn.shortages):
            break
        left, drawn = fewer, again
        found = hints(find.said({one.id: left[one.id] for one in drawn.questions}))
    return drawn, found


def build(plan: Plan, *, by: Person, now: datetime) -> Paper:
    """Make the paper that the preview has shown, for the organisation alone; refuses one with gaps."""
    shown = preview(plan)
    if not shown.drawn.questions:
        raise Refusal(NO_QUESTIONS)
    if shown.drawn.shortages:
        raise Refusal(TOO_FEW)
    given = _paper(plan, shown, _free_slug(plan))
    chosen = find.whole([shown.version(one).id for one in shown.drawn.questions])
    versions = {one.id: chosen[shown.version(one).id] for one in shown.drawn.questions}
    paper = papers.make(given, versions, organisation_id=plan.organisation.id, now=now)
    audit.record(
        "exams.build",
        f"paper:{paper.id}",
        by=by.id,
        organisation=plan.organisation.id,
        after={"questions": len(versions), "seed": plan.blueprint.seed},
    )
    return paper


def _free_slug(plan: Plan) -> str:
    begin = f"{plan.organisation.slug[:40]}-{plan.on:%Y%m%d}"
    taken = set(db.session.scalars(select(Paper.slug).where(Paper.slug.startswith(begin))))
    number = 1
    while f"{begin}-{number}" in taken:
        number += 1
    return f"{begin}-{number}"


def _paper(plan: Plan, shown: Preview, slug: str) -> stock.Paper:
    fields: dict[str, list[stock.PaperSection]] = {}
    titles: dict[str, str] = {}
    for area in shown.areas:
        asked = shown.drawn.by_section.get(area.code, ())
        if asked:
            titles[area.field] = area.field_title
            section = stock.PaperSection(area.code, area.title, tuple(one.id for one in asked))
            fields.setdefault(area.field, []).append(section)
    return stock.Paper(
        slug=slug,
        kind=plan.kind,
        title=plan.title,
        as_of=plan.on,
        minutes=plan.minutes,
        fields=tuple(
            stock.PaperField(code, titles[code], _pass_mark(plan, code, sections), tuple(sections))
            for code, sections in fields.items()
        ),
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        results=plan.results,
        audience="organisation",
    )


def _pass_mark(plan: Plan, code: str, sections: Sequence[stock.PaperSection]) -> int:
    """As asked for, or about seventy percent; never more than there are questions."""
    number = sum(len(section.questions) for section in sections)
    return min(plan.pass_marks.get(code, rules.usual_pass_mark(number)), number)
