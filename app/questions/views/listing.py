"""The list of questions, and what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person
from app.accounts.rules import Permission
from app.questions.forms import status_choices, wanted_from_query
from app.questions.queries import writing as find
from app.questions.rules.words import QUESTION_STATUS_LABELS, QuestionStatus
from app.questions.rules.workflow import DUTY_LABELS, QUEUES, duties_of
from app.questions.views.blueprint import authoring, bp

FILTERS = ("q", "topic", "status", "tag", "expiring")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was ticked and typed to be done to several questions, and why it was not done."""

    chosen: frozenset[int] = frozenset()
    tag: str = ""
    topic: int | None = None
    note: str = ""
    refused: tuple[str, ...] = ()


@bp.get("/questions")
@authoring
def index() -> ResponseReturnValue:
    return list_page(Typed())


def list_page(typed: Typed) -> str:
    """The list that the address asks for, with what was ticked and typed in its place."""
    person, today = current_person(), clock.today()
    wanted = wanted_from_query()
    counts = find.counts(person)
    queues = [
        (DUTY_LABELS[duty], [(status, counts.get(status, 0)) for status in QUEUES[duty]])
        for duty in duties_of(person.permissions())
        if QUEUES[duty]
    ]
    return render_template(
        "questions/index.html",
        questions=find.questions(person, wanted, today),
        wanted=wanted,
        any_at_all=sum(counts.values()),
        queues=queues,
        topics=find.topics_seen(person),
        targets=find.topics_where(person, Permission.WRITE_QUESTION),
        tags=find.used_tags(person),
        statuses=status_choices(),
        labels=QUESTION_STATUS_LABELS,
        kinds=STATUS_KINDS,
        reports=find.open_reports(person),
        address=list_address("PAGE"),
        here=f"?{urlencode(_asked())}" if _asked() else "",
        typed=typed,
        may_write=person.may(Permission.WRITE_QUESTION),
        may_publish=person.may(Permission.PUBLISH_QUESTION),
    )


STATUS_KINDS = {
    QuestionStatus.DRAFT: "plain",
    QuestionStatus.REVIEW: "info",
    QuestionStatus.LAW_CHECK: "info",
    QuestionStatus.PUBLISHED: "success",
    QuestionStatus.DOUBTED: "warning",
    QuestionStatus.RETIRED: "plain",
}


def list_address(page: str | None = None) -> str:
    """The address of this list, at this page or at the one that it shows."""
    asked = _asked() if page is None else {**_asked(), "page": page}
    return f"{url_for('.index')}?{urlencode(asked)}" if asked else url_for(".index")


def _asked() -> dict[str, str]:
    """What the address says of the list, and nothing else that may stand in it."""
    return {name: value for name in (*FILTERS, "page") if (value := request.args.get(name, ""))}
