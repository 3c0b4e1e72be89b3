"""Settings: every value that differs between machines, read once from the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).parents[1]
SHORTEST_SECRET = 32
LONGEST_NUMBER = 10
ANSWER_BODY = 16 * 1024
UPLOAD_BODY = 8 * 1024 * 1024
# Where the browsers of our people have their push: nothing is sent to an address that only a browser names.
PUSH_SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)


class NotConfigured(click.ClickException):
    """A setting that production needs is missing or unsafe; the message says which, in Japanese.

    A command of `flask` ends with that one line; start.py knows it by its beginning.
    """

    def show(self, file: object = None) -> None:
        click.echo(f"{type(self).__module__}.{type(self).__name__}: {self.message}", err=True)


@dataclass(frozen=True)
class Settings:
    """One frozen set of settings; `from_env` is where a process gets its own."""

    SECRET_KEY: str
    SQLALCHEMY_DATABASE_URI: str
    INSTANCE: Path
    SECRET_KEY_FALLBACKS: tuple[str, ...] = ()
    PUBLIC_URL: str = "http://127.0.0.1:8000"
    TRUSTED_PROXIES: int = 0
    DATABASE_POOL: int = 8
    MAIL_BACKEND: str = "file"
    MAIL_SERVER: str = "127.0.0.1"
    MAIL_PORT: int = 25
    MAIL_TIMEOUT: int = 10
    MAIL_USE_TLS: bool = False
    MAIL_USERNAME: str | None = None
    MAIL_PASSWORD: str | None = None
    MAIL_DEFAULT_SENDER: str = "ケアマネ学舎 <no-reply@localhost>"
    QUEUE_URL: str = ""
    HASHES_AT_ONCE: int = 2
    METRICS_TOKEN: str = ""
    BACKUP_KEYS: tuple[str, ...] = ()
    VAPID_PRIVATE_KEY: str = ""
    VAPID_PUBLIC_KEY: str = ""
    VAPID_CONTACT: str = ""
    PUSH_SERVICES: tuple[str, ...] = PUSH_SERVICES
    TESTING: bool = False
    WTF_CSRF_ENABLED: bool = True

    # A token dies with its session, not after an hour: an examination takes two.
    WTF_CSRF_TIME_LIMIT: None = None
    WTF_CSRF_HEADERS: tuple[str, ...] = ("X-CSRF-Token",)
    MAX_CONTENT_LENGTH: int = UPLOAD_BODY
    MAX_FORM_MEMORY_SIZE: int = UPLOAD_BODY
    SESSION_COOKIE_HTTPONLY: bool = True
    SESSION_COOKIE_SAMESITE: str = "Lax"
    SESSION_REFRESH_EACH_REQUEST: bool = False
    PERMANENT_SESSION_LIFETIME: int = 60 * 60 * 24 * 30
    SQLALCHEMY_TRACK_MODIFICATIONS: bool = False
    COMPRESS_ALGORITHM: tuple[str, ...] = ("zstd", "gzip")
    COMPRESS_LEVEL: int = 4

    @property
    def production(self) -> bool:
        """An https address is what makes a site a production site."""
        return _is_https(self.PUBLIC_URL)

    @property
    def SESSION_COOKIE_SECURE(self) -> bool:  # noqa: N802  # Flask reads it by this name
        return self.production

    @property
    def MAIL_FILE_PATH(self) -> str:  # noqa: N802  # Flask-Mailman reads it by this name
        return str(self.INSTANCE / "mail")

    @property
    def SQLALCHEMY_ENGINE_OPTIONS(self) -> dict[str, object]:  # noqa: N802  # Flask-SQLAlchemy's name
        # The values of a statement that failed are people's: they stay out of the log.
        return {"pool_size": self.DATABASE_POOL, "max_overflow": 0, "pool_timeout": 60, "hide_parameters": True}

    @classmethod
    def from_env(cls) -> Settings:
        """Read the environment; what is absent gets a value that is safe on one's own machine.

        Raises NotConfigured when a number is none, or a production site lacks a secret, a database or a mail server.
        """
        env = {name: value.strip() for name, value in os.environ.items()}
        public_url = _address(env.get("PUBLIC_URL") or cls.PUBLIC_URL)
        instance = Path(env.get("INSTANCE_DIR") or ROOT / "instance")
        keys = _listed(env, "SECRET_KEY")
        if _is_https(public_url):
            _refuse_defaults(keys, env)
        elif not keys:
            keys = [_own_key(instance)]
        return cls(
            SECRET_KEY=keys[0],
            SECRET_KEY_FALLBACKS=tuple(keys[1:]),
            SQLALCHEMY_DATABASE_URI=_database_url(env.get("DATABASE_URL"), instance),
            INSTANCE=instance,
            PUBLIC_URL=public_url,
            TRUSTED_PROXIES=_number(env, "TRUSTED_PROXIES", cls.TRUSTED_PROXIES, least=0),
            DATABASE_POOL=_number(env, "DATABASE_POOL", cls.DATABASE_POOL),
            MAIL_BACKEND="smtp" if env.get("MAIL_SERVER") else "file",
            MAIL_SERVER=env.get("MAIL_SERVER") or cls.MAIL_SERVER,
            MAIL_PORT=_number(env, "MAIL_PORT", cls.MAIL_PORT),
            MAIL_TIMEOUT=_number(env, "MAIL_TIMEOUT", cls.MAIL_TIMEOUT),
            MAIL_USE_TLS=env.get("MAIL_USE_TLS", "0") == "1",
            MAIL_USERNAME=env.get("MAIL_USERNAME"),
            MAIL_PASSWORD=os.environ.get("MAIL_PASSWORD"),
            MAIL_DEFAULT_SENDER=env.get("MAIL_SENDER", cls.MAIL_DEFAULT_SENDER),
            QUEUE_URL=env.get("QUEUE_URL", ""),
            HASHES_AT_ONCE=_number(env, "HASHES_AT_ONCE", cls.HASHES_AT_ONCE),
            METRICS_TOKEN=env.get("METRICS_TOKEN", ""),
            BACKUP_KEYS=_backup_keys(env),
            **_push(env, public_url),
        )


def _push(env: Mapping[str, str], public_url: str) -> dict[str, Any]:
    """The keys for telling devices: both or none, since a browser that was given one can only be told by the other."""
    private, public = env.get("VAPID_PRIVATE_KEY", ""), env.get("VAPID_PUBLIC_KEY", "")
    if bool(private) is not bool(public):
        raise NotConfigured("VAPID_PRIVATE_KEY と VAPID_PUBLIC_KEY は、両方を設定してください（flask push keys）。")
    services = tuple(name.strip() for name in env.get("PUSH_SERVICES", "").split(",") if name.strip())
    return {
        "VAPID_PRIVATE_KEY": private,
        "VAPID_PUBLIC_KEY": public,
        "VAPID_CONTACT": env.get("VAPID_CONTACT") or public_url,
        "PUSH_SERVICES": services or PUSH_SERVICES,
    }


def _listed(env: Mapping[str, str], name: str) -> list[str]:
    return [key.strip() for key in env.get(name, "").split(",") if key.strip()]


def _backup_keys(env: Mapping[str, str]) -> tuple[str, ...]:
    """The newest first: it seals new backups, the others still open old ones."""
    keys = _listed(env, "BACKUP_KEY")
    if any(len(key) < SHORTEST_SECRET for key in keys):
        raise NotConfigured(f"BACKUP_KEY は {SHORTEST_SECRET} 文字以上にしてください（backup key で作れます）。")
    return tuple(keys)


def _is_https(address: str) -> bool:
    return address.lower().startswith("https://")


def _address(given: str) -> str:
    """Without a slash at the end, the scheme in lower case: everybody compares it."""
    scheme, separator, rest = given.rstrip("/").partition("://")
    return f"{scheme.lower()}{separator}{rest}"


def _number(env: Mapping[str, str], name: str, otherwise: int, *, least: int = 1) -> int:
    given = env.get(name) or str(otherwise)
    if not (given.isascii() and given.isdecimal() and len(given) < LONGEST_NUMBER and int(given) >= least):
        raise NotConfigured(f"{name} は {least} 以上の整数にしてください（いまは「{given}」です）。")
    return int(given)


def _refuse_defaults(keys: list[str], env: Mapping[str, str]) -> None:
    if not keys:
        raise NotConfigured("本番（PUBLIC_URL が https）では SECRET_KEY を設定してください。")
    if any(len(key) < SHORTEST_SECRET for key in keys):
        raise NotConfigured(f"SECRET_KEY は {SHORTEST_SECRET} 文字以上にしてください。")
    for name in ("DATABASE_URL", "MAIL_SERVER"):
        if not env.get(name):
            raise NotConfigured(f"本番（PUBLIC_URL が https）では {name} を設定してください。")


def _own_key(instance: Path) -> str:
    """A key of this machine's own, made once and kept in the instance folder."""
    path = instance / "secret_key"
    kept = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if not kept:
        instance.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32), encoding="utf-8")
        draft.replace(path)  # at once or not at all: a machine that stops here leaves no empty key
        kept = path.read_text(encoding="utf-8")
    return kept


def _database_url(given: str | None, instance: Path) -> str:
    if not given:
        instance.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{instance / 'gakusha.sqlite'}"
    for short in ("postgres://", "postgresql://"):
        if given.startswith(short):
            return "postgresql+psycopg://" + given.removeprefix(short)
    return given
