"""The form: begin, write, save as one types, hand in; the preview and the checks come back with each save."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice as Choice

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.db import db
from app.errors import Conflict, NotFound, Refusal
from app.questions.actions import pictures, writing
from app.questions.actions.writing import Overtaken
from app.questions.forms import NewQuestionForm, QuestionForm, question_form
from app.questions.models import Question, QuestionDraft
from app.questions.queries import bank, values, workflow
from app.questions.queries import writing as find
from app.questions.rules import citing, drafting
from app.questions.rules.drafting import Checked, Content
from app.questions.views.blueprint import bp
from app.questions.views.preview import COLOURS, SIZES, look_asked, preview_of
from app.reading.actions.reader import passing_reader
from app.ui.fields import printable
from app.ui.fragments import wants_fragment

NO_TOPIC = "出題項目を選んでください。"


@bp.get("/questions/new")
@requires(Permission.WRITE_QUESTION)
def new() -> ResponseReturnValue:
    return _new(NewQuestionForm(formdata=None))


def _new(form: NewQuestionForm) -> str:
    topics = find.topics_where(current_person(), Permission.WRITE_QUESTION)
    form.topic.choices = [Choice(topic.id, f"{topic.section_title}：{topic.title}") for topic in topics]
    return render_template("questions/new.html", form=form, topics=topics)


@bp.post("/questions/new")
@requires(Permission.WRITE_QUESTION)
def begin() -> ResponseReturnValue:
    form = NewQuestionForm()
    topics = {topic.id: topic for topic in find.topics_where(current_person(), Permission.WRITE_QUESTION)}
    form.topic.choices = [Choice(id, topic.title) for id, topic in topics.items()]
    if not form.validate_on_submit():
        form.topic.errors = [NO_TOPIC]
        return _new(form), 422
    question = writing.begin(topics[form.topic.data], by=current_person(), now=clock.now(), today=clock.today())
    return _to_form(question)


@bp.post("/questions/<int:question_id>/edit")
@requires(Permission.WRITE_QUESTION)
def start(question_id: int) -> ResponseReturnValue:
    question = _own(question_id)
    writing.start_editing(question, by=current_person(), now=clock.now())
    return _to_form(question)


@bp.get("/questions/<int:question_id>/edit")
@requires(Permission.WRITE_QUESTION)
def edit(question_id: int) -> ResponseReturnValue:
    question = _own(question_id)
    draft = find.draft_of(question)
    if draft is None:
        return redirect(url_for(".show", question_id=question_id), 303)
    return _form_page(question, draft, _form(question, draft), draft.content)


@bp.post("/questions/<int:question_id>/draft")
@requires(Permission.WRITE_QUESTION)
def save(question_id: int) -> ResponseReturnValue:
    """Save; the button says whether to go on to review. A script gets the checks and the preview back."""
    question, draft = _own_draft(question_id)
    form = _form(question, draft)
    if not form.validate_on_submit():
        return _answer(question, draft, form, draft.content, status=422)
    content = {**form.content(), "image": draft.content.get("image")}
    saves, overwrite = _sent_saves(), "overwrite" in request.form
    now, person = clock.now(), current_person()
    try:
        draft = writing.save_draft(question, content, saves=saves, overwrite=overwrite, by=person, now=now)
    except Overtaken as error:
        return _answer(question, draft, form, content, status=409, overtaken=error.message)
    if request.form.get("do") == "hand-in":
        return _hand_in(question)
    if wants_fragment():
        return _answer(question, draft, form, content)
    flash("下書きを保存しました。", "success")
    return _to_form(question)


def _sent_saves() -> int:
    """From which count of changes the form was made."""
    return request.form.get("saves", -1, type=int)


def _hand_in(question: Question) -> ResponseReturnValue:
    """Send what has just been saved to review; where that is refused the save stays, and the form says why."""
    try:
        with db.session.begin_nested():
            writing.hand_in(question, by=current_person(), now=clock.now())
    except (Refusal, Conflict) as error:
        flash(error.message, "error")
        return _to_form(question)
    flash("査読へ出しました。", "success")
    return redirect(url_for(".show", question_id=question.id), 303)


@bp.post("/questions/<int:question_id>/draft/picture")
@requires(Permission.WRITE_QUESTION)
def picture(question_id: int) -> ResponseReturnValue:
    question, draft = _own_draft(question_id)
    alt = (printable(request.form.get("alt")) or "").strip()[:400]
    try:
        _change_picture(question, request.form.get("do"), alt)
    except Refusal as error:
        said = {"picture_refused": error.message, "alt": alt}
        return _form_page(question, draft, _form(question, draft, typed=False), draft.content, **said), 422
    return redirect(url_for(".edit", question_id=question_id, _anchor="picture"), 303)


def _change_picture(question: Question, do: str | None, alt: str) -> None:
    person, now = current_person(), clock.now()
    if do == "drop":
        pictures.drop_picture(question, by=person, now=now)
    elif do == "describe":
        pictures.describe_picture(question, alt, by=person, now=now)
    else:
        sent = request.files.get("picture")
        data = sent.read(pictures.LARGEST_PICTURE + 1) if sent else b""
        pictures.set_picture(question, data, alt, by=person, now=now)


@bp.post("/questions/<int:question_id>/draft/discarded")
@requires(Permission.WRITE_QUESTION)
def discard(question_id: int) -> ResponseReturnValue:
    question, _ = _own_draft(question_id)
    writing.discard(question)
    flash("下書きを捨てました。", "success")
    return redirect(url_for(".show", question_id=question_id), 303)


@bp.get("/questions/<int:question_id>/sources")
@requires(Permission.WRITE_QUESTION)
def find_sources(question_id: int) -> ResponseReturnValue:
    """What the author may mean by the line that is being typed, for the script beside the field."""
    books = values.books(_own(question_id).organisation_id)
    typed = (printable(request.args.get("q")) or "")[:100]
    return render_template("questions/_sources.html", found=citing.with_texts(citing.suggestions(typed, books), books))


def _own(question_id: int) -> Question:
    return find.question_where(question_id, current_person(), Permission.WRITE_QUESTION)


def _own_draft(question_id: int) -> tuple[Question, QuestionDraft]:
    question = _own(question_id)
    draft = find.draft_of(question)
    if draft is None:
        raise NotFound("この下書きはもうありません。問題の画面から、もう一度開いてください。")
    return question, draft


def _form(question: Question, draft: QuestionDraft, *, typed: bool = True) -> QuestionForm:
    organisation = question.organisation_id
    return question_form(draft.content, bank.topics(organisation), writing.cases(organisation), typed=typed)


def _answer(
    question: Question, draft: QuestionDraft, form: QuestionForm, content: Content, *, status: int = 200, **said: str
) -> ResponseReturnValue:
    # What was refused goes on from the count that it was sent with: the next try must not pass over a colleague's save.
    known = {"saves": draft.saves if status < 400 else _sent_saves()}
    if wants_fragment():
        return render_template("questions/_live.html", **_live(question, draft, form, content) | known, **said), status
    return _form_page(question, draft, form, content, **known, **said), status


def _form_page(
    question: Question, draft: QuestionDraft, form: QuestionForm, content: Content, **said: str | int
) -> str:
    return render_template("questions/edit.html", **_live(question, draft, form, content) | said)


def _live(question: Question, draft: QuestionDraft, form: QuestionForm, content: Content) -> dict[str, Any]:
    preview, look = preview_of(question, content), look_asked()
    untouched, newest = not draft.saves and not draft.base_number, workflow.newest_version(question)
    # Nobody is told off for an empty page: the first save brings the checks.
    checked = Checked(None, ()) if untouched else writing.checked(question, content)
    return {
        "untouched": untouched,
        "question": question,
        "draft": draft,
        "saves": draft.saves,
        "came_since": newest.number if newest and newest.number > draft.base_number else None,
        "form": form,
        "content": content,
        "checked": checked,
        "cited": _cited(question, content),
        "near": drafting.near(content, find.statements_of_topic(question, content["topic"])),
        "editor": find.somebody_else(draft, current_person(), clock.now()),
        "preview": preview,
        "look": look,
        "sizes": SIZES,
        "colours": COLOURS,
        "lent": passing_reader(preview.asked) if look.furigana else None,
    }


def _cited(question: Question, content: Content) -> list[list[tuple[str, str | None]]]:
    """For each statement what its lines were understood as, with the official text."""
    books = values.books(question.organisation_id)
    return [
        [
            (citing.typed(one, books), books.sources[one.source].url)
            for one in citing.read_all(lines["sources"], books)[0]
        ]
        for lines in content["statements"]
    ]


def _to_form(question: Question) -> ResponseReturnValue:
    return redirect(url_for(".edit", question_id=question.id, **look_asked().said), 303)
