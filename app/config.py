"""Settings: every value that differs between machines, read once from the environment."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHORTEST_SECRET = 32
ANSWER_BODY = 16 * 1024
UPLOAD_BODY = 8 * 1024 * 1024


class NotConfigured(Exception):
    """A setting that production needs is missing or unsafe; the message says which, in Japanese."""


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
    MAIL_USE_TLS: bool = False
    MAIL_USERNAME: str | None = None
    MAIL_PASSWORD: str | None = None
    MAIL_DEFAULT_SENDER: str = "ケアマネ学舎 <no-reply@localhost>"
    QUEUE_URL: str = ""
    HASHES_AT_ONCE: int = 2
    METRICS_TOKEN: str = ""
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
    COMPRESS_ALGORITHM: tuple[str, ...] = ("gzip",)
    COMPRESS_LEVEL: int = 4

    @property
    def production(self) -> bool:
        """An https address is what makes a site a production site."""
        return self.PUBLIC_URL.startswith("https://")

    @property
    def SESSION_COOKIE_SECURE(self) -> bool:  # noqa: N802  # Flask reads it by this name
        return self.production

    @property
    def MAIL_FILE_PATH(self) -> str:  # noqa: N802  # Flask-Mailman reads it by this name
        return str(self.INSTANCE / "mail")

    @property
    def SQLALCHEMY_ENGINE_OPTIONS(self) -> dict[str, object]:  # noqa: N802  # Flask-SQLAlchemy's name
        return {"pool_size": self.DATABASE_POOL, "max_overflow": 0, "pool_timeout": 60}

    @classmethod
    def from_env(cls) -> Settings:
        """Read the environment; what is absent gets a value that is safe on one's own machine.

        Raises NotConfigured when a production site lacks a secret or a database.
        """
        env = os.environ
        public_url = env.get("PUBLIC_URL", cls.PUBLIC_URL).rstrip("/")
        instance = Path(env.get("INSTANCE_DIR", ROOT / "instance"))
        keys = [key for key in env.get("SECRET_KEY", "").split(",") if key]
        if public_url.startswith("https://"):
            _refuse_defaults(keys)
        elif not keys:
            keys = [_own_key(instance)]
        return cls(
            SECRET_KEY=keys[0],
            SECRET_KEY_FALLBACKS=tuple(keys[1:]),
            SQLALCHEMY_DATABASE_URI=_database_url(env.get("DATABASE_URL"), instance),
            INSTANCE=instance,
            PUBLIC_URL=public_url,
            TRUSTED_PROXIES=int(env.get("TRUSTED_PROXIES", "0")),
            DATABASE_POOL=int(env.get("DATABASE_POOL", "8")),
            MAIL_BACKEND="smtp" if "MAIL_SERVER" in env else "file",
            MAIL_SERVER=env.get("MAIL_SERVER", cls.MAIL_SERVER),
            MAIL_PORT=int(env.get("MAIL_PORT", "25")),
            MAIL_USE_TLS=env.get("MAIL_USE_TLS", "0") == "1",
            MAIL_USERNAME=env.get("MAIL_USERNAME"),
            MAIL_PASSWORD=env.get("MAIL_PASSWORD"),
            MAIL_DEFAULT_SENDER=env.get("MAIL_SENDER", cls.MAIL_DEFAULT_SENDER),
            QUEUE_URL=env.get("QUEUE_URL", ""),
            HASHES_AT_ONCE=int(env.get("HASHES_AT_ONCE", "2")),
            METRICS_TOKEN=env.get("METRICS_TOKEN", ""),
        )


def _refuse_defaults(keys: list[str]) -> None:
    if not keys:
        raise NotConfigured("本番（PUBLIC_URL が https）では SECRET_KEY を設定してください。")
    if any(len(key) < SHORTEST_SECRET for key in keys):
        raise NotConfigured(f"SECRET_KEY は {SHORTEST_SECRET} 文字以上にしてください。")
    if "DATABASE_URL" not in os.environ:
        raise NotConfigured("本番（PUBLIC_URL が https）では DATABASE_URL を設定してください。")


def _own_key(instance: Path) -> str:
    """A key of this machine's own, made once and kept in the instance folder."""
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def _database_url(given: str | None, instance: Path) -> str:
    if not given:
        instance.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{instance / 'gakusha.sqlite'}"
    for short in ("postgres://", "postgresql://"):
        if given.startswith(short):
            return "postgresql+psycopg://" + given.removeprefix(short)
    return given
