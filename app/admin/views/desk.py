"""The desk itself: what needs somebody now, and the ways to everything; and how the site is doing."""

from __future__ import annotations

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import requires
from app.admin.queries import health as find
from app.admin.queries import work
from app.admin.rules import size_words, worker_sleeps
from app.admin.views.blueprint import ADMINISTER, ELSEWHERE, MENU, bp
from app.tasks import OUTBOX_STATE_LABELS, OutboxState

bp.add_app_template_filter(size_words)


@bp.get("")
@requires(ADMINISTER)
def desk() -> ResponseReturnValue:
    now = clock.now()
    return render_template(
        "admin/desk.html",
        failed=work.counted_jobs()[OutboxState.FAILED],
        sleeps=worker_sleeps(work.oldest_due_at(now), now),
        items=[{"label": item.label, "url": url_for(item.endpoint), "says": item.says} for item in MENU[1:]],
        elsewhere=[{"label": item.label, "url": url_for(item.endpoint)} for item in ELSEWHERE],
    )


@bp.get("/health")
@requires(ADMINISTER)
def health() -> ResponseReturnValue:
    found = find.health(current_app.config["INSTANCE"], clock.now())
    return render_template("admin/health.html", health=found, states=OUTBOX_STATE_LABELS)
