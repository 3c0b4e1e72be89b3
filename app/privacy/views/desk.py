"""For administrators: what people have asked, how long what is kept, and erasing somebody on their behalf."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import actions as accounts
from app.accounts.guards import current_person, requires
from app.accounts.models import Person
from app.accounts.personal_data import pseudonym
from app.accounts.queries import person_where
from app.accounts.rules import Permission
from app.privacy.actions import asking, erasing
from app.privacy.actions import retention as making
from app.privacy.forms import AnswerForm, GroundForm, RuleForm
from app.privacy.models import PrivacyRequest
from app.privacy.queries import asked, retention
from app.privacy.rules.asking import REQUEST_LABELS, STATE_LABELS, Ground, RequestState
from app.privacy.rules.retention import Subject
from app.privacy.views.blueprint import bp


@bp.get("/admin/privacy")
@requires(Permission.ADMINISTER)
def desk() -> ResponseReturnValue:
    return render_template(
        "privacy/desk.html",
        requests=asked.requests_for(current_person()),
        kinds=REQUEST_LABELS,
        states=STATE_LABELS,
        standings=retention.standings(clock.today(), clock.now()),
    )


@bp.get("/admin/privacy/requests/<int:request_id>")
@requires(Permission.ADMINISTER)
def request(request_id: int) -> ResponseReturnValue:
    return _request_page(asked.request_for(request_id, current_person()), AnswerForm(formdata=None)), 200


@bp.post("/admin/privacy/requests/<int:request_id>")
@requires(Permission.ADMINISTER)
def answer(request_id: int) -> ResponseReturnValue:
    found = asked.request_for(request_id, current_person())
    form = AnswerForm()
    if not form.validate_on_submit():
        return _request_page(found, form), 422
    state = RequestState(form.state.data)
    asking.answer(found, state, form.words.data, by=current_person(), now=clock.now())
    flash("答えを記録し、本人にお知らせしました。", "success")
    return redirect(url_for(".desk"), 303)


def _request_page(found: PrivacyRequest, form: AnswerForm) -> str:
    return render_template("privacy/request.html", request=found, form=form, kinds=REQUEST_LABELS, states=STATE_LABELS)


@bp.get("/admin/privacy/retention/<subject>")
@requires(Permission.ADMINISTER)
def rule(subject: str) -> ResponseReturnValue:
    found = retention.subject(subject)
    now = retention.rules(clock.today())[found]
    form = RuleForm(formdata=None, days=now.days, ground=now.ground, from_on=clock.today())
    return _rule_page(found, form), 200


@bp.post("/admin/privacy/retention/<subject>")
@requires(Permission.ADMINISTER)
def set_rule(subject: str) -> ResponseReturnValue:
    found = retention.subject(subject)
    form = RuleForm()
    if not form.validate_on_submit():
        return _rule_page(found, form), 422
    making.set_rule(
        found,
        form.days.data,
        form.ground.data,
        from_on=form.from_on.data,
        by=current_person(),
        now=clock.now(),
        today=clock.today(),
    )
    flash("保存期間のきまりを記録しました。", "success")
    return redirect(url_for(".desk"), 303)


def _rule_page(subject: Subject, form: RuleForm) -> str:
    today, now = clock.today(), clock.now()
    standing = next(one for one in retention.standings(today, now) if one.rule.subject is subject)
    return render_template("privacy/rule.html", standing=standing, form=form)


@bp.get("/admin/privacy/people/<int:person_id>/erase")
@requires(Permission.ADMINISTER)
def erase(person_id: int) -> ResponseReturnValue:
    somebody = person_where(person_id, current_person(), Permission.ADMINISTER)
    return _erase_page(somebody, GroundForm(formdata=None)), 200


@bp.post("/admin/privacy/people/<int:person_id>/erase")
@requires(Permission.ADMINISTER)
def erase_now(person_id: int) -> ResponseReturnValue:
    somebody = person_where(person_id, current_person(), Permission.ADMINISTER)
    form = GroundForm()
    if not form.validate_on_submit():
        return _erase_page(somebody, form), 422
    erasing.erase_for(somebody, Ground(form.ground.data), by=current_person(), now=clock.now())
    flash("退会の手続きをしました。記録は仮の名前に変わりました。", "success")
    return redirect(url_for("accounts.people"), 303)


def _erase_page(somebody: Person, form: GroundForm) -> str:
    oneself = [erasing.ONESELF] if somebody.id == current_person().id else []
    return render_template(
        "privacy/erase.html",
        person=somebody,
        form=form,
        pseudonym=pseudonym(somebody.id),
        oneself=bool(oneself),
        obstacles=oneself or accounts.obstacles(somebody),
    )
