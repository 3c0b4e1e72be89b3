"""Pages of notices: the list, reading, and which of them come as letters too."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts import rules as accounts
from app.accounts.guards import current_person, signed_in
from app.notices import actions, queries
from app.notices.forms import PreferencesForm
from app.notices.rules import NOTICE_LABELS

MOST_PAGES = 10_000

bp = Blueprint("notices", __name__, template_folder="templates")


class Unread:
    """The number in the header, asked for only where a template shows it."""

    @cached_property
    def count(self) -> int:
        return queries.unread(current_person().id) if current_user.is_authenticated else 0

    def __bool__(self) -> bool:
        return bool(self.count)

    def __str__(self) -> str:
        return str(self.count)


@bp.app_context_processor
def unread_notices() -> dict[str, Any]:
    return {"unread_notices": Unread()}


@bp.get("/notices")
@signed_in
def index() -> ResponseReturnValue:
    page = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    found = queries.notices(current_person().id, page=page)
    return render_template("notices/index.html", notices=found, labels=NOTICE_LABELS)


@bp.post("/notices/<int(max=2147483647):notice_id>/read")
@signed_in
def read(notice_id: int) -> ResponseReturnValue:
    """Mark as read, and go on to the page that the notice speaks of."""
    notice = queries.own_notice(notice_id, current_person().id)
    actions.read(notice, now=clock.now())
    return redirect(accounts.safe_path(notice.link) or url_for(".index"), 303)


@bp.post("/notices/read")
@signed_in
def read_all() -> ResponseReturnValue:
    actions.read_all(current_person().id, now=clock.now())
    return redirect(url_for(".index"), 303)


@bp.get("/notices/preferences")
@signed_in
def preferences() -> ResponseReturnValue:
    wanted = queries.wants_by_mail(current_person().id)
    form = PreferencesForm(formdata=None, by_mail=[kind.value for kind, by_mail in wanted.items() if by_mail])
    return render_template("notices/preferences.html", form=form)


@bp.post("/notices/preferences")
@signed_in
def choose_letters() -> ResponseReturnValue:
    form = PreferencesForm()
    if not form.validate_on_submit():
        return render_template("notices/preferences.html", form=form), 422
    actions.choose_letters(current_person().id, form.kinds(), now=clock.now())
    flash("メールの受け取り方を保存しました。", "success")
    return redirect(url_for(".preferences"), 303)
