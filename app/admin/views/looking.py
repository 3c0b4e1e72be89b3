"""Looking at the site through somebody's eyes, and the way back."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user

from app import clock
from app.accounts import queries
from app.accounts.guards import BEHIND, behind_somebody, current_person, current_session, requires
from app.admin.actions import looking
from app.admin.forms import ReasonForm
from app.admin.views.blueprint import ADMINISTER, bp

HOME = "/"


@bp.post("/people/<int:person_id>/eyes")
@requires(ADMINISTER)
def look_as(person_id: int) -> ResponseReturnValue:
    somebody, form = queries.person_where(person_id, current_person(), ADMINISTER), ReasonForm()
    if not form.validate_on_submit():
        return render_template("admin/look.html", person=somebody, form=form), 422
    own = current_session().id
    opened = looking.look_as(somebody, reason=form.reason.data, by=current_person(), now=clock.now())
    session.clear()
    session[BEHIND] = own
    login_user(opened)
    return redirect(HOME, 303)


@bp.post("/eyes/closed")
@behind_somebody
def stop_looking() -> ResponseReturnValue:
    here, now = current_session(), clock.now()
    person_id, own = here.account.person_id, session.get(BEHIND)
    looking.stop_looking(here, now=now)
    session.clear()
    mine = queries.live_session(own, now) if isinstance(own, int) else None
    if mine is None:
        return redirect(url_for("accounts.sign_in"), 303)
    session.permanent = True
    login_user(mine)
    flash("代理を終わりました。", "success")
    return redirect(url_for(".person", person_id=person_id), 303)
