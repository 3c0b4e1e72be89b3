from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT, NotConfigured, Settings

PRODUCTION = {
    "PUBLIC_URL": "https://gakusha.example",
    "SECRET_KEY": "s" * 40,
    "DATABASE_URL": "postgres://db/gakusha",
    "MAIL_SERVER": "mail.example",
}
NUMBERS = ("TRUSTED_PROXIES", "DATABASE_POOL", "MAIL_PORT", "MAIL_TIMEOUT", "HASHES_AT_ONCE")


def of(monkeypatch: pytest.MonkeyPatch, folder: Path, **given: str) -> Settings:
    for name in (*PRODUCTION, *NUMBERS):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"INSTANCE_DIR": str(folder), **given}.items():
        monkeypatch.setenv(name, value)
    return Settings.from_env()


@pytest.mark.parametrize(
    "address", ["https://gakusha.example/", "HTTPS://gakusha.example", " Https://gakusha.example "]
)
def test_https_makes_a_production_site_however_it_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str
) -> None:
    settings = of(monkeypatch, tmp_path, **{**PRODUCTION, "PUBLIC_URL": address})

    assert (settings.production, settings.SESSION_COOKIE_SECURE) == (True, True)
    assert settings.PUBLIC_URL == "https://gakusha.example"
    assert (settings.MAIL_BACKEND, settings.SQLALCHEMY_DATABASE_URI) == ("smtp", "postgresql+psycopg://db/gakusha")


@pytest.mark.parametrize("value", [None, "", "  "])
@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "MAIL_SERVER"])
def test_production_asks_for_what_it_needs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str | None
) -> None:
    given = {key: there for key, there in PRODUCTION.items() if key != name}

    with pytest.raises(NotConfigured, match=f"では {name} を設定してください"):
        of(monkeypatch, tmp_path, **given, **({} if value is None else {name: value}))


def test_a_short_secret_is_refused_spaces_do_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="32 文字以上"):
        of(monkeypatch, tmp_path, **{**PRODUCTION, "SECRET_KEY": "s" * 31 + " , " + "t" * 40})


def test_keys_are_kept_without_their_spaces(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = of(monkeypatch, tmp_path, **{**PRODUCTION, "SECRET_KEY": f" {'n' * 40} , {'o' * 40} ,, "})

    assert (settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS) == ("n" * 40, ("o" * 40,))


@pytest.mark.parametrize("given", ["one", "-1", "1.5", "８", "9" * 5000])
@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_is_none_is_told_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, given: str
) -> None:
    with pytest.raises(NotConfigured, match=f"^{name} は . 以上の整数にしてください"):
        of(monkeypatch, tmp_path, **{name: given})


def test_without_settings_a_site_of_ones_own_is_safe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first, second = of(monkeypatch, tmp_path), of(monkeypatch, tmp_path)

    assert (first.production, first.MAIL_BACKEND, first.MAIL_TIMEOUT) == (False, "file", 10)
    assert len(first.SECRET_KEY) == 64
    assert first.SECRET_KEY == second.SECRET_KEY
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_an_empty_key_is_made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("\n")

    assert len(of(monkeypatch, tmp_path).SECRET_KEY) == 64


def test_a_machine_that_stops_while_it_writes_leaves_no_half_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise OSError("no power")

    with monkeypatch.context() as stopping:
        stopping.setattr(Path, "write_text", stop)
        with pytest.raises(OSError, match="no power"):
            of(monkeypatch, tmp_path)

    assert not (tmp_path / "secret_key").exists()


def test_a_command_says_what_is_missing_in_one_line(tmp_path: Path) -> None:
    surroundings = {**os.environ, **PRODUCTION, "MAIL_SERVER": "", "INSTANCE_DIR": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "routes"],
        cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr == "app.config.NotConfigured: 本番（PUBLIC_URL が https）では MAIL_SERVER を設定してください。\n"
