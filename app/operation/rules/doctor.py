"""What is unsafe in how a site is set up: judged from facts that were looked up, without looking anything up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

OWN_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
STALE_BACKUP = timedelta(days=2)
SLOW_WORK = timedelta(minutes=10)
LITTLE_ROOM = 2 * 1024**3
EXAMPLES = (".example", "@example.jp", "@example.com")


class Level(StrEnum):
    DANGER = "danger"
    WARNING = "warning"
    NOTE = "note"


LEVEL_LABELS = {Level.DANGER: "危険", Level.WARNING: "注意", Level.NOTE: "参考"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be, and what to do."""

    level: Level
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Setup:
    """What the environment and the machine say."""

    public_url: str
    production: bool
    debug: bool
    one_file: bool
    database_host: str | None
    encrypted_line: bool
    trusted_proxies: int
    backup_keys: int
    mail_encrypted: bool
    mail_host: str
    mail_password: bool
    metrics_token: bool
    as_root: bool
    open_files: tuple[str, ...]
    free_bytes: int


@dataclass(frozen=True, slots=True)
class State:
    """What the database says; None where it cannot be reached."""

    migrated: bool
    administrators: int
    example_administrators: int
    guarded_audit: bool
    last_backup_at: datetime | None
    oldest_waiting_at: datetime | None
    failed_jobs: int
    durable: bool
    standbys: int


def findings(setup: Setup, state: State | None, now: datetime) -> list[Finding]:
    """All that is unsafe, the worst first."""
    found = [*_address(setup), *_machine(setup), *_lines(setup), *_backups(setup, state, now)]
    if state is None:
        remedy = "DATABASE_URL と、サーバーが動いているか、表があるか（db upgrade）を確かめてください。"
        found.append(Finding(Level.DANGER, "データベースを読めません。", remedy))
    else:
        found += [*_database(setup, state), *_people(setup, state), *_work(state, now)]
    return sorted(found, key=lambda finding: list(Level).index(finding.level))


def _address(setup: Setup) -> Iterator[Finding]:
    host = urlsplit(setup.public_url).hostname or ""
    if not setup.production and host not in OWN_MACHINE:
        yield Finding(
            Level.DANGER,
            f"PUBLIC_URL が https ではありません（{setup.public_url}）。パスワードが、そのまま流れます。",
            "TLS の証明書を用意し、PUBLIC_URL を https:// で始めてください。",
        )
    elif not setup.production:
        yield Finding(
            Level.NOTE,
            "自分の機械で試す設定です（PUBLIC_URL が http）。",
            "人に使ってもらうときは、PUBLIC_URL を https:// で始めてください。",
        )
    if setup.debug:
        yield Finding(Level.DANGER, "デバッグの設定で動いています。", "FLASK_DEBUG と --debug を外してください。")
    if setup.production and not setup.trusted_proxies:
        yield Finding(
            Level.WARNING,
            "TRUSTED_PROXIES が0です。前にプロキシがあると、全員が同じアドレスに見えます。",
            "nginx などを前に置くときは、その数（ふつうは1）を設定してください。サインインの制限が全員にかかります。",
        )


def _machine(setup: Setup) -> Iterator[Finding]:
    for path in setup.open_files:
        yield Finding(
            Level.DANGER if setup.production else Level.WARNING,
            f"{path} を、この機械のほかの利用者も読めます。",
            f"chmod o-rwx {path} で、サイトの利用者だけが読めるようにしてください。",
        )
    if setup.as_root:
        yield Finding(
            Level.WARNING if setup.production else Level.NOTE,
            "root で動いています。",
            "サイトのための利用者を作り、その権限で動かしてください。",
        )
    if setup.free_bytes < LITTLE_ROOM:
        yield Finding(
            Level.WARNING,
            f"ディスクの空きが {setup.free_bytes / 1024**3:.1f} GB しかありません。",
            "古い控えや書き出したファイルを移し、空きを増やしてください。",
        )


def _lines(setup: Setup) -> Iterator[Finding]:
    if setup.database_host and setup.database_host not in OWN_MACHINE and not setup.encrypted_line:
        yield Finding(
            Level.DANGER if setup.production else Level.WARNING,
            f"データベース（{setup.database_host}）との通信が暗号化されるとは限りません。",
            "DATABASE_URL に sslmode=verify-full（少なくとも require）を付けてください。",
        )
    if setup.mail_password and not setup.mail_encrypted and setup.mail_host not in OWN_MACHINE:
        yield Finding(
            Level.DANGER,
            "メールサーバーのパスワードが、暗号化されずに送られます。",
            "MAIL_USE_TLS=1 を設定してください。",
        )
    if setup.production and not setup.metrics_token:
        yield Finding(
            Level.NOTE,
            "METRICS_TOKEN がないので、/metrics は同じ機械からしか見られません。",
            "別の機械から見張るときは、長い合言葉を設定してください。",
        )


def _backups(setup: Setup, state: State | None, now: datetime) -> Iterator[Finding]:
    level = Level.DANGER if setup.production else Level.NOTE
    if not setup.backup_keys:
        yield Finding(
            level,
            "BACKUP_KEY がないので、控えは暗号化されません。",
            "flask --app app backup key で鍵を作り、控えとは別の場所にも残してください。",
        )
    if state and state.last_backup_at is None:
        yield Finding(
            level, "控えが一度も取られていません。", "flask --app app backup create を、毎日動かしてください。"
        )
    elif state and state.last_backup_at and now - state.last_backup_at > STALE_BACKUP:
        days = (now - state.last_backup_at).days
        yield Finding(
            level, f"最後の控えが {days} 日前です。", "控えのタイマー（README）が動いているか確かめてください。"
        )


def _database(setup: Setup, state: State) -> Iterator[Finding]:
    if not state.migrated:
        yield Finding(
            Level.DANGER,
            "データベースの表が、このプログラムの版と違います。",
            "flask --app app db upgrade を実行してください。",
        )
    if not state.guarded_audit:
        yield Finding(
            Level.DANGER,
            "監査の記録を守るトリガーが外されています。",
            "flask --app app audit verify で記録を確かめ、控えから戻すことを検討してください。",
        )
    if not state.durable:
        yield Finding(
            Level.DANGER,
            "PostgreSQL の fsync・synchronous_commit・full_page_writes のどれかが切られています。",
            "三つとも on に戻してください。このままでは、受け取った解答が失われることがあります。",
        )
    if setup.production and setup.one_file:
        yield Finding(
            Level.WARNING,
            "本番を SQLite で動かしています。機械が一台に限られ、待機系を置けません。",
            "人が増える前に、PostgreSQL の空のデータベースへ控えを戻すと移れます。",
        )
    elif setup.production and not state.standbys:
        yield Finding(
            Level.NOTE,
            "同期の待機系がありません。サーバーのディスクが壊れると、最後の控えまで戻ります。",
            "README の「待機系と切り替え」を見てください。",
        )


def _people(setup: Setup, state: State) -> Iterator[Finding]:
    if not state.administrators:
        yield Finding(
            Level.WARNING,
            "管理者がいません。",
            "flask --app app accounts create アドレス --role administrator --password-stdin で作ってください。",
        )
    if setup.production and state.example_administrators:
        yield Finding(
            Level.DANGER,
            "見本のアドレスの管理者がいます。見本のパスワードは、だれでも知っています。",
            "その人を退会させてください。見本（flask demo）は、本番では使わないでください。",
        )


def _work(state: State, now: datetime) -> Iterator[Finding]:
    if state.oldest_waiting_at and now - state.oldest_waiting_at > SLOW_WORK:
        yield Finding(
            Level.WARNING,
            "仕事が10分以上待っています。ワーカーが動いていないようです。",
            "flask --app app worker を動かしてください（start.py は、自分で動かします）。",
        )
    if state.failed_jobs:
        yield Finding(
            Level.WARNING,
            f"失敗したままの仕事が {state.failed_jobs:,} 件あります。",
            "ワーカーの記録で、理由を確かめてください。",
        )
