"""Work beside the requests, and the letters that went out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.admin.actions import work as actions
from app.admin.queries import work as find
from app.admin.rules import TASK_LABELS, failure_words, task_label
from app.admin.views.blueprint import ADMINISTER, bp
from app.lists import Column, Wish, every_row, listing
from app.mail import Mail
from app.tasks import OUTBOX_STATE_LABELS, Outbox, OutboxState
from app.ui import lists

JOBS = (
    Column("task", "仕事", lambda row: task_label(row.Outbox.task), (Outbox.task,)),
    Column("state", "状態", lambda row: OUTBOX_STATE_LABELS[row.Outbox.state], (Outbox.state,)),
    Column("tries", "試した回数", lambda row: row.Outbox.tries, (Outbox.tries,), amount=True),
    Column("asked", "頼まれた日時", lambda row: row.Outbox.created_at, (Outbox.created_at,), first="down"),
    Column("reason", "理由", lambda row: failure_words(row.Outbox.error)),
)
FOR_DEVELOPERS = Column("error", "技術的な記録", lambda row: (row.Outbox.error or "")[:200])
LETTERS = (
    Column("recipient", "あて先", lambda row: row.Mail.recipient or "消去しました", (Mail.recipient,)),
    Column("subject", "題", lambda row: row.Mail.subject, (Mail.subject,)),
    Column("written", "書いた日時", lambda row: row.Mail.created_at, (Mail.created_at,), first="down"),
    Column("sent", "送った日時", lambda row: row.Mail.sent_at or "まだ送っていません", (Mail.sent_at,)),
)
STATES = {None: "すべて", "waiting": "待っているもの", "sent": "送ったもの"}


@bp.get("/jobs")
@requires(ADMINISTER)
def jobs() -> ResponseReturnValue:
    wish = lists.wished("state")
    wanted = find.jobs_wanted(wish, {name for name, label in TASK_LABELS.items() if wish.search in label})
    if encoding := lists.wants_file():
        return lists.as_file("jobs", (*JOBS, FOR_DEVELOPERS), every_row(wanted, JOBS, wish, last=Outbox.id), encoding)
    counts = find.counted_jobs()
    found = listing(wanted, JOBS, wish, last=Outbox.id)
    states = _tabs(wish, {None: "すべて", **{state.value: label for state, label in OUTBOX_STATE_LABELS.items()}})
    for tab, count in zip(states, (sum(counts.values()), *(counts[state] for state in OutboxState)), strict=True):
        tab["count"] = count
    return render_template("admin/jobs.html", found=found, states=states, failed=counts[OutboxState.FAILED])


@bp.post("/jobs/<int:job_id>/retry")
@requires(ADMINISTER)
def retry_job(job_id: int) -> ResponseReturnValue:
    actions.retry(find.failed_job(job_id), by=current_person(), now=clock.now())
    flash("もう一度、順番に入れました。", "success")
    return redirect(url_for(".jobs", state=OutboxState.FAILED.value), 303)


@bp.post("/jobs/retry")
@requires(ADMINISTER)
def retry_all_jobs() -> ResponseReturnValue:
    count = actions.retry_all(by=current_person(), now=clock.now())
    flash(f"失敗した仕事{count}件を、もう一度順番に入れました。", "success")
    return redirect(url_for(".jobs"), 303)


@bp.get("/mail")
@requires(ADMINISTER)
def letters() -> ResponseReturnValue:
    wish = lists.wished("state")
    wanted = find.letters_wanted(wish)
    if encoding := lists.wants_file():
        return lists.as_file("mail", LETTERS, every_row(wanted, LETTERS, wish, last=Mail.id), encoding)
    found = listing(wanted, LETTERS, wish, last=Mail.id)
    return render_template("admin/letters.html", found=found, states=_tabs(wish, STATES))


def _tabs(wish: Wish, labels: dict[Any, str]) -> list[dict[str, Any]]:
    chosen = wish.narrowed.get("state")
    return [
        {"label": label, "url": lists.here(wish, state=state), "current": state == chosen}
        for state, label in labels.items()
    ]
