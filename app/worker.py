"""The worker process: drains the outbox through huey's queue, and does what comes round by the clock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from importlib import import_module

import click
import structlog
from flask import Flask, current_app
from flask.cli import with_appcontext
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer

from app import clock, tasks
from app.db import db, transaction

QUEUE = "gakusha"
LOOK_EVERY_SECONDS = 1.0
# So few that none waits for its turn as long as a lease lasts, even if each takes a mail server's timeout.
WAITING_PER_THREAD = 20
NOON_IN_JAPAN = 3  # UTC; a machine that is off at night does what is done once a day all the same
log = structlog.get_logger(__name__)


def queue_of(app: Flask) -> Huey:
    """The queue by configuration: a file beside the site, or PostgreSQL, or Redis."""
    url: str = app.config["QUEUE_URL"]
    if url.startswith("redis"):
        return RedisHuey(QUEUE, url=url, results=False)
    if url.startswith("postgres"):
        return PostgresHuey(QUEUE, dsn=url, results=False)
    return SqliteHuey(QUEUE, filename=str(app.config["INSTANCE"] / "queue.sqlite"), results=False)


def by_minutes(minutes: int) -> Callable[[datetime], bool]:
    """When something is due that comes round every so many minutes: `tasks.every` takes none but such."""
    minute, hour = f"*/{minutes}", "*"
    if minutes >= tasks.HOUR:
        hours = minutes // tasks.HOUR
        minute, hour = "0", ",".join(str(each) for each in range(NOON_IN_JAPAN % hours, 24, hours))
    due: Callable[[datetime], bool] = crontab(minute=minute, hour=hour)
    return due


def plug_in(app: Flask, queue: Huey) -> Callable[[int], object]:
    """Register with the queue the one task that runs outbox rows, and all that the clock starts."""

    def run_row(row_id: int) -> None:
        with app.app_context():
            tasks.run(row_id)

    def by_the_clock(name: str) -> Callable[[], None]:
        def run_periodic() -> None:
            with app.app_context(), transaction():
                tasks.REGISTRY[name]()

        return run_periodic

    for periodic in tasks.PERIODIC.values():
        queue.periodic_task(by_minutes(periodic.minutes), name=periodic.name)(by_the_clock(periodic.name))
    handed_over: Callable[[int], object] = queue.task()(run_row)
    return handed_over


def hand_over(app: Flask, queue: Huey, run_row: Callable[[int], object], *, room: int) -> None:
    """Claim what is due in the outbox, as much of it as the queue has room for, and hand it to the queue."""
    free = room - queue.pending_count()
    if free <= 0:
        return
    with app.app_context():
        with transaction():
            ids = tasks.claim_due(clock.now(), free)
        db.session.remove()
        for row_id in ids:
            run_row(row_id)


def pump(app: Flask, queue: Huey, run_row: Callable[[int], object], stopped: threading.Event, *, room: int) -> None:
    """Until stopped: hand over what is due."""
    while not stopped.is_set():
        try:
            hand_over(app, queue, run_row, room=room)
        except Exception:
            log.exception("outbox_unreachable")
        stopped.wait(LOOK_EVERY_SECONDS)


@click.command("worker")
@click.option("--threads", default=1, show_default=True, help="同時に行う仕事の数")
@with_appcontext
def command(threads: int) -> None:
    """お知らせ・メール・採点などの仕事を、要求とは別に続けて行います。"""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the app itself, for threads
    for module in app.extensions["task_modules"]:
        import_module(module)
    queue = queue_of(app)
    run_row = plug_in(app, queue)
    stopped = threading.Event()
    room = {"room": WAITING_PER_THREAD * threads}
    threading.Thread(target=pump, args=(app, queue, run_row, stopped), kwargs=room, daemon=True).start()
    click.echo("ワーカーを開始しました。")
    try:
        Consumer(queue, workers=threads, check_worker_health=True).run()
    finally:
        stopped.set()
