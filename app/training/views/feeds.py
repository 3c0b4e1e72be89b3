"""The dates of a learner for calendars: an address is made, read by programs, and taken back."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, open_to_all, requires
from app.accounts.rules import Permission
from app.practice.actions.wishes import token_hash
from app.training import feed
from app.training.actions import feeds as actions
from app.training.queries import feeds as find
from app.training.views.blueprint import learning as bp


@bp.post("/training/feed")
@requires(Permission.PRACTISE)
def open_feed() -> ResponseReturnValue:
    """The address is shown in the answer itself: it is stored as a hash, and is nowhere to be read again."""
    token = actions.open_feed(current_person(), now=clock.now())
    site: str = current_app.config["PUBLIC_URL"]
    return render_template("training/feed.html", address=f"{site}{url_for('.calendar', token=f'{token}.ics')}")


@bp.post("/training/feed/end")
@requires(Permission.PRACTISE)
def close_feed() -> ResponseReturnValue:
    actions.close_feed(current_person(), now=clock.now())
    flash("日程の配信を止めました。前のアドレスは、もう何も答えません。", "success")
    return redirect(url_for(".mine"), 303)


@bp.get("/training/calendar/<token>")
@open_to_all
def calendar(token: str) -> ResponseReturnValue:
    """What a calendar program reads: whoever knows the secret address may."""
    now = clock.now()
    person_id = find.person_of(token_hash(token.removesuffix(".ics")))
    site: str = current_app.config["PUBLIC_URL"]
    learnings = find.learnings(person_id, clock.today(), now)
    answer = Response(feed.calendar(learnings, site=site, now=now), content_type=feed.TYPE)
    answer.headers["Content-Disposition"] = 'inline; filename="gakusha-training.ics"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
