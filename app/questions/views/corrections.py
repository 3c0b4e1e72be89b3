"""What was corrected, for everybody; and amendments of the law, for those who work on questions."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields import SelectChoice as Choice

from app import clock
from app.accounts.guards import current_person, open_to_all, requires
from app.accounts.rules import Permission
from app.questions.actions.amendments import amend
from app.questions.forms import AmendmentForm
from app.questions.models import Source
from app.questions.queries import corrections as find
from app.questions.rules.citations import place
from app.questions.rules.reports import REPORT_KIND_LABELS, REPORT_STATE_LABELS
from app.questions.rules.words import QUESTION_STATUS_LABELS
from app.questions.views.blueprint import authoring, bp
from app.questions.views.listing import STATUS_KINDS


@bp.get("/corrections")
@open_to_all
def corrections() -> ResponseReturnValue:
    person = current_person() if current_user.is_authenticated else None
    return render_template(
        "questions/corrections.html",
        corrections=find.corrections(person),
        own=find.own_reports(person.id) if person else [],
        kinds=REPORT_KIND_LABELS,
        states=REPORT_STATE_LABELS,
    )


@bp.get("/questions/amendments")
@authoring
def amendments() -> ResponseReturnValue:
    return _amendments(AmendmentForm(formdata=None))


def _amendments(form: AmendmentForm) -> str:
    person = current_person()
    form.source.choices = _choices()
    return render_template(
        "questions/amendments.html",
        amendments=find.amendments(person),
        form=form,
        may_register=person.may(Permission.CHECK_LAW) and bool(form.source.choices),
        place=place,
    )


def _sources() -> list[Source]:
    return find.sources_where(current_person(), Permission.CHECK_LAW)


def _choices() -> list[Choice]:
    return [Choice(source.id, source.title) for source in _sources()]


@bp.post("/questions/amendments")
@requires(Permission.CHECK_LAW)
def register_amendment() -> ResponseReturnValue:
    form = AmendmentForm()
    sources = {source.id: source for source in _sources()}
    form.source.choices = _choices()
    if not form.validate_on_submit():
        return _amendments(form), 422
    made = amend(
        sources[form.source.data],
        form.read(),
        in_force_on=form.in_force_on.data,
        summary=form.summary.data,
        by=current_person(),
        now=clock.now(),
        edition=form.edition.data,
    )
    flash(f"登録しました。{len(made.tasks)}の肢を「要確認」にしました。", "success")
    return redirect(url_for(".amendment", amendment_id=made.id), 303)


@bp.get("/questions/amendments/<int:amendment_id>")
@authoring
def amendment(amendment_id: int) -> ResponseReturnValue:
    return render_template(
        "questions/amendment.html",
        amendment=find.amendment_where(amendment_id, current_person()),
        labels=QUESTION_STATUS_LABELS,
        kinds=STATUS_KINDS,
        place=place,
    )
