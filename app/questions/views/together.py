"""What is done to several questions of the list at once; a refusal keeps what was ticked and typed."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import NotFound, Refusal
from app.extensions import LARGEST_ID
from app.questions.actions import moving, talk
from app.questions.actions.moving import Moved
from app.questions.models import Question, Topic
from app.questions.queries import writing as find
from app.questions.views.blueprint import bp
from app.questions.views.listing import Typed, list_address, list_page
from app.ui.fields import printable

MOST_AT_ONCE = 200
NONE_CHOSEN = "問題を一つ以上選んでください。"
NO_TOPIC = "移す先の出題項目を選んでください。"
HANDED_IN = "{many}問に出題項目「{topic}」の新しい版を作り、査読へ出しました。公開まで、受験者にはいまの版を出します。"
DRAFTED = "{many}問の下書きを出題項目「{topic}」に変えました。査読へはまだ出していません。"
UNREADY = "{name}：「{topic}」に置くには直すところがあります。下書きに残しました。問題を開いて直してください。"
UNCHANGED = "{many}問は、もう「{topic}」にあります。"


@bp.post("/questions/tags")
@requires(Permission.WRITE_QUESTION)
def tag() -> ResponseReturnValue:
    word, put_on = _said("tag"), request.form.get("do") != "untag"
    try:
        chosen = _chosen(Permission.WRITE_QUESTION)
        done = (talk.tag if put_on else talk.untag)(chosen, word, by=current_person())
    except Refusal as error:
        return _refused(error.message)
    flash(f"「{word}」を{done}問{'につけました' if put_on else 'から外しました'}。", "success")
    return _back()


@bp.post("/questions/retirements")
@requires(Permission.PUBLISH_QUESTION)
def retire() -> ResponseReturnValue:
    note, now = _said("note")[:1000], clock.now()
    try:
        chosen = _chosen(Permission.PUBLISH_QUESTION)
        refused = talk.retire(chosen, note=note, by=current_person(), now=now, today=clock.today())
    except Refusal as error:
        return _refused(error.message)
    if len(refused) == len(chosen):
        return _refused(*refused)
    for sentence in refused:
        flash(sentence, "error")
    flash(f"{len(chosen) - len(refused)}問を引退させました。", "success")
    return _back()


@bp.post("/questions/topics")
@requires(Permission.WRITE_QUESTION)
def move() -> ResponseReturnValue:
    try:
        chosen, topic = _chosen(Permission.WRITE_QUESTION), _target()
    except Refusal as error:
        return _refused(error.message)
    moved = moving.move(chosen, topic, by=current_person(), now=clock.now())
    if len(moved.refused) == len(chosen):
        return _refused(*moved.refused)
    _tell(moved, topic)
    return _back()


def _tell(moved: Moved, topic: Topic) -> None:
    for sentence in moved.refused:
        flash(sentence, "error")
    for name in moved.unready:
        flash(UNREADY.format(name=name, topic=topic.title), "warning")
    for names, sentence in ((moved.handed_in, HANDED_IN), (moved.drafted, DRAFTED), (moved.unchanged, UNCHANGED)):
        if names:
            flash(sentence.format(many=len(names), topic=topic.title), "success")


def _said(name: str) -> str:
    return (printable(request.form.get(name)) or "").strip()


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
    if not all(0 < id <= LARGEST_ID for id in ids):
        raise NotFound(find.NO_QUESTION)
    return [find.question_where(question_id, current_person(), permission) for question_id in ids]


def _refused(*sentences: str) -> ResponseReturnValue:
    """The same list, nothing done, with the ticks and the words still there."""
    typed = Typed(
        chosen=frozenset(request.form.getlist("question", type=int)),
        tag=_said("tag"),
        topic=request.form.get("topic", type=int),
        note=_said("note"),
        refused=sentences,
    )
    return list_page(typed), 422


def _back() -> ResponseReturnValue:
    return redirect(list_address(), 303)
