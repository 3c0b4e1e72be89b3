"""Looks up the facts that the doctor judges: settings, files, the database."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, inspect, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.models import Account, Membership
from app.accounts.rules import Role
from app.audit import AuditEntry
from app.db import db, is_one_file
from app.operation import migrations
from app.operation.rules.doctor import EXAMPLES, Finding, Setup, State, findings
from app.tasks import Outbox, OutboxState

PRIVATE = ("secret_key", "*.sqlite", "queue.sqlite", "mail")
STRICT = ("verify-full", "verify-ca", "require")
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


def examined(app: Flask, now: datetime) -> list[Finding]:
    """All that is unsafe in this site."""
    return findings(_setup(app), _state_if_reachable(), now)


def _setup(app: Flask) -> Setup:
    settings: dict[str, Any] = app.config
    url = make_url(settings["SQLALCHEMY_DATABASE_URI"])
    folder: Path = settings["INSTANCE"]
    folder.mkdir(parents=True, exist_ok=True)
    return Setup(
        public_url=settings["PUBLIC_URL"],
        production=settings["PUBLIC_URL"].startswith("https://"),
        debug=app.debug,
        one_file=is_one_file(),
        database_host=url.host,
        encrypted_line=str(url.query.get("sslmode", "")) in STRICT,
        trusted_proxies=settings["TRUSTED_PROXIES"],
        backup_keys=len(settings["BACKUP_KEYS"]),
        mail_encrypted=settings["MAIL_USE_TLS"],
        mail_host=settings["MAIL_SERVER"],
        mail_password=bool(settings["MAIL_PASSWORD"]),
        metrics_token=bool(settings["METRICS_TOKEN"]),
        as_root=os.geteuid() == 0,
        open_files=tuple(str(path) for path in _private(folder, url.database) if _is_open(path)),
        free_bytes=shutil.disk_usage(folder).free,
    )


def _private(folder: Path, database: str | None) -> list[Path]:
    """What nobody but the site should read. Inside a folder that is closed, all is closed."""
    if not _is_open(folder, stat.S_IXOTH):
        return []
    own = [path for pattern in PRIVATE for path in folder.glob(pattern)]
    beside = [Path(database)] if is_one_file() and database and Path(database).exists() else []
    return sorted({*own, *beside})


def _is_open(path: Path, bits: int = stat.S_IROTH) -> bool:
    return bool(path.stat().st_mode & bits)


def _state_if_reachable() -> State | None:
    try:
        return _state()
    except SQLAlchemyError:
        return None
    finally:
        db.session.rollback()


def _state() -> State:
    connection = db.session.connection()
    return State(
        migrated=migrations.revision_of(connection) == migrations.newest() and inspect(connection).has_table("person"),
        administrators=_administrators(),
        example_administrators=_administrators(EXAMPLES),
        guarded_audit=_guards() > 0,
        last_backup_at=db.session.scalar(select(func.max(AuditEntry.at)).where(AuditEntry.action == "backup.create")),
        oldest_waiting_at=db.session.scalar(
            select(func.min(Outbox.due_at)).where(Outbox.state == OutboxState.WAITING, Outbox.tries == 0)
        ),
        failed_jobs=db.session.scalar(select(func.count()).where(Outbox.state == OutboxState.FAILED)) or 0,
        durable=is_one_file() or all(_setting(name) == "on" for name in DURABLE),
        standbys=0 if is_one_file() else _standbys(),
    )


def _administrators(endings: tuple[str, ...] = ("",)) -> int:
    """How many can sign in as administrators, by how their addresses end."""
    wanted = (
        select(func.count(Account.id.distinct()))
        .join(Membership, Membership.person_id == Account.person_id)
        .where(Membership.role == Role.ADMINISTRATOR, Account.erased_at.is_(None))
    )
    ends = [Account.email.endswith(ending, autoescape=True) for ending in endings]
    matching = ends[0]
    for one in ends[1:]:
        matching |= one
    return db.session.scalar(wanted.where(matching)) or 0


def _guards() -> int:
    """The triggers that keep the audit trail from being changed."""
    where = (
        "sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
        if is_one_file()
        else "pg_trigger WHERE tgrelid = 'audit_entry'::regclass AND tgenabled <> 'D' AND NOT tgisinternal"
    )
    return db.session.scalar(text(f"SELECT count(*) FROM {where}")) or 0  # noqa: S608  # our own words


def _setting(name: str) -> str:
    return str(db.session.scalar(text("SELECT current_setting(:name)"), {"name": name}))


def _standbys() -> int:
    """What others may not see counts as none."""
    return db.session.scalar(text("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")) or 0
