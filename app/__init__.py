"""The application, and its table of contents: every page, API and command is listed here."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import app.accessibility.views
import app.accounts.api
import app.accounts.own_data
import app.accounts.views
import app.admin.own_data
import app.admin.views
import app.audit
import app.exams.api
import app.exams.listeners
import app.exams.own_data
import app.exams.views.building
import app.exams.views.on_paper
import app.exams.views.papers
import app.exams.views.running
import app.exams.views.sittings
import app.files
import app.guide.views
import app.home.api
import app.home.views
import app.notices.listeners
import app.notices.views
import app.offices.listeners
import app.offices.own_data
import app.offices.views
import app.operation.views
import app.practice.api
import app.practice.listeners
import app.practice.own_data
import app.practice.views
import app.privacy.own_data
import app.privacy.views
import app.questions.listeners
import app.questions.own_data
import app.questions.views
import app.reading.api
import app.reading.own_data
import app.reading.views
import app.statistics.listeners
import app.statistics.own_data
import app.statistics.views
import app.training.api
import app.training.listeners
import app.training.own_data
import app.training.own_feeds
import app.training.own_licences
import app.training.own_records
import app.training.own_reports
import app.training.own_teaching
import app.training.views.applying
import app.training.views.asked
import app.training.views.attendance_sheets
import app.training.views.blueprint
import app.training.views.certificates
import app.training.views.cohorts
import app.training.views.curricula
import app.training.views.feeds
import app.training.views.groups
import app.training.views.imports
import app.training.views.learning
import app.training.views.ledger
import app.training.views.lessons
import app.training.views.licences
import app.training.views.licences_of
import app.training.views.makeups
import app.training.views.meeting
import app.training.views.own_curricula
import app.training.views.own_records
import app.training.views.own_reports
import app.training.views.records
import app.training.views.register
import app.training.views.reports
import app.training.views.timetable
import app.training.views.verifying
import app.ui.views
from app import clock, db, errors, extensions, headers, logs
from app.accounts import passwords, queries
from app.commands import Commands
from app.config import Settings

PAGES = (
    app.ui.views.bp,
    app.accounts.views.bp,
    app.accounts.api.bp,
    app.notices.views.bp,
    app.reading.views.bp,
    app.questions.views.bp,
    app.reading.api.bp,
    app.exams.views.papers.bp,
    app.exams.views.running.bp,
    app.exams.views.sittings.bp,
    app.exams.api.bp,
    app.practice.views.bp,
    app.practice.api.bp,
    app.training.views.curricula.bp,
    app.training.views.lessons.bp,
    app.training.views.blueprint.cohorts,
    app.training.views.blueprint.learning,
    app.training.views.verifying.bp,
    app.training.api.bp,
    app.guide.views.bp,
    app.statistics.views.bp,
    app.privacy.views.bp,
    app.operation.views.bp,
    app.accessibility.views.bp,
    app.offices.views.bp,
    app.admin.views.bp,
    app.admin.views.guests,
    app.home.views.bp,
    app.home.api.bp,
)
COMMANDS = {
    "accounts": "app.accounts.cli:accounts",
    "audit": "app.operation.cli_audit:commands",
    "backup": "app.operation.cli:backup",
    "db": "app.schema:commands",
    "demo": "app.home.cli:demo",
    "doctor": "app.operation.cli_doctor:command",
    "organisations": "app.accounts.cli:organisations",
    "privacy": "app.privacy.cli:commands",
    "push": "app.practice.cli:push",
    "questions": "app.questions.cli:commands",
    "training": "app.training.cli:commands",
    "sources": "app.questions.cli:sources",
    "statistics": "app.statistics.cli:commands",
    "worker": "app.worker:command",
}
TASKS = (
    "app.mail",
    "app.accounts.tasks",
    "app.reading.tasks",
    "app.questions.tasks",
    "app.exams.tasks",
    "app.practice.tasks",
    "app.training.tasks",
    "app.statistics.tasks",
    "app.privacy.tasks",
    "app.operation.tasks",
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from its settings, by default those of the environment."""
    settings = settings or Settings.from_env()
    flask = Flask(__name__, static_folder=None)
    flask.config.from_object(settings)
    flask.cli = Commands(COMMANDS)
    logs.init_app(flask)
    db.init_app(flask)
    extensions.init_app(flask)
    errors.init_app(flask)
    headers.init_app(flask, https=settings.production)
    passwords.init_app(flask)
    extensions.login.user_loader(lambda session_id: queries.live_session(int(session_id), clock.now()))
    for pages in PAGES:
        flask.register_blueprint(pages)
    flask.extensions["task_modules"] = TASKS
    if settings.TRUSTED_PROXIES:
        hops = settings.TRUSTED_PROXIES
        flask.wsgi_app = ProxyFix(flask.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return flask
