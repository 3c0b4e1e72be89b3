"""A question's page: where it stands, its versions, who said what, where it is used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires, signed_in
from app.accounts.rules import Permission
from app.errors import NotFound
from app.questions.actions import talk, writing
from app.questions.actions.workflow import take_step
from app.questions.forms import CommentForm, StepForm, comment_form
from app.questions.models import Citation, Question, QuestionVersion
from app.questions.queries import corrections, usage, values, workflow
from app.questions.queries import writing as find
from app.questions.rules import compare
from app.questions.rules.citations import place
from app.questions.rules.words import QUESTION_STATUS_LABELS, QuestionStatus
from app.questions.rules.workflow import STEPS, blocked_steps, open_steps
from app.questions.views.blueprint import authoring, bp
from app.questions.views.listing import STATUS_KINDS

A_YEAR = 31_536_000
NO_STEP = "この操作はありません。画面を開き直してください。"


@bp.get("/questions/<int:question_id>")
@authoring
def show(question_id: int) -> ResponseReturnValue:
    return _page(find.question_where(question_id, current_person()))


def _page(question: Question, form: CommentForm | None = None, steps: StepForm | None = None) -> str:
    person, now = current_person(), clock.now()
    versions = find.versions_of(question)
    standing = workflow.standing(question, person)
    draft = find.draft_of(question)
    newest = versions[0] if versions else None
    return render_template(
        "questions/question.html",
        question=question,
        versions=versions,
        newest=newest,
        asked=_asked(question, versions),
        draft=draft,
        editor=draft and find.somebody_else(draft, person, now),
        steps=open_steps(standing),
        blocked=blocked_steps(standing),
        may_write=Permission.WRITE_QUESTION in standing.held,
        moves=workflow.moves(question),
        comments=find.comments_on([version.id for version in versions]),
        form=form or comment_form(len(newest.statements) if newest else 0),
        step_form=steps or StepForm(formdata=None),
        uses=usage.uses_of(question.id),
        figures=usage.figures_of(question.id, person),
        tasks=workflow.open_amendment_tasks(question),
        reports=corrections.reports_on(question),
        tags=find.tags_of(question),
        image=values.image_of(newest) if newest else None,
        labels=QUESTION_STATUS_LABELS,
        kinds=STATUS_KINDS,
        place=place,
    )


def _asked(question: Question, versions: Sequence[QuestionVersion]) -> int | None:
    """The number of the version that candidates are asked today."""
    today = clock.today()
    doubtful = question.doubtful_from is not None and question.doubtful_from <= today
    published = next((version for version in versions if version.published_at), None)
    if published is None or doubtful or question.status is QuestionStatus.RETIRED:
        return None
    return published.number if published.expires is None or published.expires >= today else None


@bp.post("/questions/<int:question_id>/steps/<name>")
@authoring
def step(question_id: int, name: str) -> ResponseReturnValue:
    question = find.question_where(question_id, current_person())
    if name not in STEPS:
        raise NotFound(NO_STEP)
    form = StepForm()
    if not form.validate_on_submit():
        return _page(question, steps=form), 422
    note = form.note.data or ""
    take_step(question, STEPS[name], note=note, by=current_person(), now=clock.now(), today=clock.today())
    flash(f"「{QUESTION_STATUS_LABELS[question.status]}」に移しました。", "success")
    return _to(question)


@bp.post("/questions/<int:question_id>/comments")
@authoring
def comment(question_id: int) -> ResponseReturnValue:
    question = find.question_where(question_id, current_person())
    versions = find.versions_of(question)
    if not versions:
        raise NotFound("まだ版がありません。")
    form = comment_form(len(versions[0].statements))
    if not form.validate_on_submit():
        return _page(question, form=form), 422
    talk.comment(versions[0], form.statement(), form.text.data, by=current_person(), now=clock.now())
    flash("コメントを残しました。", "success")
    return _to(question)


@bp.post("/questions/<int:question_id>/comments/<int:comment_id>/settled")
@authoring
def settle(question_id: int, comment_id: int) -> ResponseReturnValue:
    question = find.question_where(question_id, current_person())
    ids = [version.id for version in find.versions_of(question)]
    said = next((one for one in find.comments_on(ids) if one.id == comment_id), None)
    if said is None:
        raise NotFound("このコメントは見つかりません。")
    talk.settle(said, by=current_person(), now=clock.now())
    return _to(question)


@bp.get("/questions/<int:question_id>/versions/<int:number>")
@authoring
def version(question_id: int, number: int) -> ResponseReturnValue:
    """One version beside the one before it, or beside another that the address names."""
    question = find.question_where(question_id, current_person())
    newer = find.version_of(question, number)
    other = request.args.get("against", number - 1, type=int)
    older = find.version_of(question, other) if other else None
    return render_template(
        "questions/version.html",
        question=question,
        version=newer,
        older=older,
        lines=_lines(older, newer) if older else [],
        versions=find.versions_of(question),
        image=values.image_of(newer),
        may_write=Permission.WRITE_QUESTION in workflow.standing(question, current_person()).held,
        place=place,
    )


def _lines(older: QuestionVersion, newer: QuestionVersion) -> list[compare.Line]:
    lines = [
        *compare.changed("出題項目", older.topic.title, newer.topic.title),
        *compare.changed("事例", _case(older), _case(newer)),
        *compare.changed("問題文", older.stem, newer.stem),
        *compare.changed("いくつ選ぶか", f"{older.choose}つ選べ", f"{newer.choose}つ選べ"),
        *compare.statements(_said(older), _said(newer)),
        *compare.changed("図の説明", older.image_alt or "", newer.image_alt or ""),
        *compare.changed("基準日", older.as_of.isoformat(), newer.as_of.isoformat()),
        *compare.changed("期限", _day(older), _day(newer)),
        *compare.changed("難しさ", str(older.difficulty), str(newer.difficulty)),
        *compare.changed("タグ", "、".join(older.tags), "、".join(newer.tags)),
    ]
    if older.image_id != newer.image_id:
        lines.append(compare.Line("図", (compare.Piece("図が替わりました。", "in"),)))
    return lines


def _case(version: QuestionVersion) -> str:
    return version.case_stem.text if version.case_stem else ""


def _day(version: QuestionVersion) -> str:
    return version.expires.isoformat() if version.expires else ""


def _said(version: QuestionVersion) -> list[compare.Said]:
    return [
        compare.Said(one.identity, one.position, one.text, one.correct, one.why, _sources(one.citations))
        for one in version.statements
    ]


def _sources(citations: Iterable[Citation]) -> str:
    return "、".join(
        f"{c.source.title} {place(article=c.article, paragraph=c.paragraph, item=c.item, suppl=c.suppl)}".strip()
        for c in citations
    )


@bp.post("/questions/<int:question_id>/versions/<int:number>/restored")
@requires(Permission.WRITE_QUESTION)
def restore(question_id: int, number: int) -> ResponseReturnValue:
    question = find.question_where(question_id, current_person(), Permission.WRITE_QUESTION)
    writing.restore(question, number, by=current_person(), now=clock.now())
    flash(f"第{number}版の内容を下書きにしました。確かめてから査読へ出してください。", "success")
    return redirect(url_for(".edit", question_id=question_id), 303)


@bp.get("/questions/images/<digest>")
@signed_in
def image(digest: str) -> ResponseReturnValue:
    """The name of a picture is its content's: whoever knows it has been shown it."""
    found = values.image_by_sha(digest) if digest.isalnum() else None
    if found is None:
        raise NotFound("この図は見つかりません。")
    response = Response(found.bytes, mimetype=found.type)
    response.cache_control.private = True
    response.cache_control.max_age = A_YEAR
    return response


def _to(question: Question) -> ResponseReturnValue:
    return redirect(url_for(".show", question_id=question.id), 303)
