"""The list of questions, what waits for whom, and what is done to several at once."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Refusal
from app.questions.actions import moving, talk
from app.questions.forms import status_choices, wanted_from_query
from app.questions.models import Question, Topic
from app.questions.queries import writing as find
from app.questions.rules.words import QUESTION_STATUS_LABELS, QuestionStatus
from app.questions.rules.workflow import DUTY_LABELS, QUEUES, duties_of
from app.questions.views.blueprint import authoring, bp
from app.ui.fields import printable

MOST_AT_ONCE = 200
NONE_CHOSEN = "問題を一つ以上選んでください。"
NO_TOPIC = "移す先の出題項目を選んでください。"


@bp.get("/questions")
@authoring
def index() -> ResponseReturnValue:
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
        address=_address(),
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


def _address() -> str:
    """The address of this list with PAGE where its page stands."""
    kept = {name: value for name, value in request.args.items() if name != "page" and value}
    return f"{url_for('.index')}?{urlencode({**kept, 'page': 'PAGE'})}"


@bp.post("/questions/tags")
@requires(Permission.WRITE_QUESTION)
def tag() -> ResponseReturnValue:
    chosen = _chosen(Permission.WRITE_QUESTION)
    word = (printable(request.form.get("tag")) or "").strip()
    if request.form.get("do") == "untag":
        flash(f"「{word}」を{talk.untag(chosen, word, by=current_person())}問から外しました。", "success")
    else:
        flash(f"「{word}」を{talk.tag(chosen, word, by=current_person())}問につけました。", "success")
    return _back()


@bp.post("/questions/retirements")
@requires(Permission.PUBLISH_QUESTION)
def retire() -> ResponseReturnValue:
    chosen = _chosen(Permission.PUBLISH_QUESTION)
    note = (printable(request.form.get("note")) or "").strip()[:1000]
    refused = talk.retire(chosen, note=note, by=current_person(), now=clock.now(), today=clock.today())
    for sentence in refused:
        flash(sentence, "error")
    if len(refused) < len(chosen):
        flash(f"{len(chosen) - len(refused)}問を引退させました。", "success")
    return _back()


@bp.post("/questions/topics")
@requires(Permission.WRITE_QUESTION)
def move() -> ResponseReturnValue:
    chosen, topic = _chosen(Permission.WRITE_QUESTION), _target()
    moved = moving.move(chosen, topic, by=current_person(), now=clock.now())
    for sentence in moved.refused:
        flash(sentence, "error")
    for name in moved.unready:
        flash(UNREADY.format(name=name, topic=topic.title), "warning")
    for names, sentence in ((moved.handed_in, HANDED_IN), (moved.drafted, DRAFTED), (moved.unchanged, UNCHANGED)):
        if names:
            flash(sentence.format(many=len(names), topic=topic.title), "success")
    return _back()


HANDED_IN = "{many}問に出題項目「{topic}」の新しい版を作り、査読へ出しました。公開まで、受験者にはいまの版を出します。"
DRAFTED = "{many}問の下書きを出題項目「{topic}」に変えました。査読へはまだ出していません。"
UNREADY = "{name}：「{topic}」に置くには直すところがあります。下書きに残しました。問題を開いて直してください。"
UNCHANGED = "{many}問は、もう「{topic}」にあります。"


def _target() -> Topic:
    """The topic that was picked, of a syllabus in which the person writes."""
    wanted = request.form.get("topic", type=int)
    topics = find.topics_where(current_person(), Permission.WRITE_QUESTION)
    found = next((topic for topic in topics if topic.id == wanted), None)
    if found is None:
        raise Refusal(NO_TOPIC)
    return found


def _chosen(permission: Permission) -> list[Question]:
    """The ticked questions; one of another organisation is not found."""
    ids = list(dict.fromkeys(request.form.getlist("question", type=int)))[:MOST_AT_ONCE]
    if not ids:
        raise Refusal(NONE_CHOSEN)
    return [find.question_where(question_id, current_person(), permission) for question_id in ids]


def _back() -> ResponseReturnValue:
    return redirect(url_for(".index"), 303)
