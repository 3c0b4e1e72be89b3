"""The plan, the progress, what somebody wishes, and the calendar that other programs read."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, current_session, open_to_all, requires
from app.accounts.rules import Permission
from app.errors import NotFound
from app.exams.rules import ATTEMPT_STATE_LABELS
from app.practice import feed
from app.practice.actions import wishes as actions
from app.practice.forms.settings import NO_MONTH, SettingsForm, days_of, marked, month_of
from app.practice.queries import plan as plans
from app.practice.queries import pool, progress, push, wishes
from app.practice.rules.words import DAY_KIND_LABELS, MASTERY_LABELS
from app.practice.views.blueprint import bp


@bp.get("/plan")
@requires(Permission.PRACTISE)
def plan() -> ResponseReturnValue:
    return render_template("practice/plan.html", plan=plans.plan_of(current_person(), clock.now()))


@bp.get("/progress", endpoint="progress")
@requires(Permission.PRACTISE)
def progress_page() -> ResponseReturnValue:
    found = progress.progress_of(current_person(), clock.now())
    return render_template("practice/progress.html", progress=found, labels=MASTERY_LABELS, states=ATTEMPT_STATE_LABELS)


@bp.get("/settings")
@requires(Permission.PRACTISE)
def settings() -> ResponseReturnValue:
    person = current_person()
    return _settings_page(SettingsForm.of(wishes.settings_of(person.id), pool.unsat_mocks(person)))


def _settings_page(form: SettingsForm) -> str:
    now, push_key = clock.now(), current_app.config["VAPID_PUBLIC_KEY"]
    return render_template(
        "practice/settings.html",
        form=form,
        push_key=push_key,
        devices=push.devices_of([current_person().id], now) if push_key else [],
        here=current_session().id,
    )


@bp.post("/settings")
@requires(Permission.PRACTISE)
def save_settings() -> ResponseReturnValue:
    person = current_person()
    kept = wishes.settings_of(person.id)
    form = SettingsForm.of(kept, pool.unsat_mocks(person))
    if not form.validate_on_submit():
        return _settings_page(form), 422
    actions.save_settings(person, form.wishes(kept), now=clock.now())
    flash("練習の設定を保存しました。", "success")
    return redirect(url_for(".plan"), 303)


def _month() -> date:
    month = month_of(request.args.get("month"), clock.today())
    if month is None:
        raise NotFound(NO_MONTH)
    return month


@bp.get("/days")
@requires(Permission.PRACTISE)
def days() -> ResponseReturnValue:
    month, today = _month(), clock.today()
    before = month - timedelta(days=1)
    return render_template(
        "practice/days.html",
        month=month,
        before=before if before >= today else None,
        after=(month + timedelta(days=32)).replace(day=1),
        days=days_of(month, today),
        marked=wishes.marked_days(current_person().id),
        labels=DAY_KIND_LABELS,
    )


@bp.post("/days")
@requires(Permission.PRACTISE)
def save_days() -> ResponseReturnValue:
    month = _month()
    actions.mark_days(current_person(), marked(days_of(month, clock.today())))
    flash(f"{month.month}月の休みと夜勤を保存しました。", "success")
    return redirect(url_for(".days", month=f"{month:%Y-%m}"), 303)


@bp.post("/feed")
@requires(Permission.PRACTISE)
def open_feed() -> ResponseReturnValue:
    """The address is shown in the answer itself: it is stored as a hash, and is nowhere to be read again."""
    token = actions.open_feed(current_person(), now=clock.now())
    site: str = current_app.config["PUBLIC_URL"]
    return render_template("practice/feed.html", address=f"{site}{url_for('.calendar', token=f'{token}.ics')}")


@bp.post("/feed/end")
@requires(Permission.PRACTISE)
def close_feed() -> ResponseReturnValue:
    actions.close_feed(current_person(), now=clock.now())
    flash("カレンダーの配信を止めました。前のアドレスは、もう何も答えません。", "success")
    return redirect(url_for(".plan"), 303)


@bp.get("/calendar/<token>")
@open_to_all
def calendar(token: str) -> ResponseReturnValue:
    """What a calendar program reads: whoever knows the secret address may."""
    now = clock.now()
    person = plans.person_of_feed(actions.token_hash(token.removesuffix(".ics")))
    site: str = current_app.config["PUBLIC_URL"]
    answer = Response(feed.calendar(plans.road_of(person, now), site=site, now=now), content_type=feed.TYPE)
    answer.headers["Content-Disposition"] = 'inline; filename="gakusha.ics"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
