"""The whole site as it runs for people: a web server and a worker, on a free port, with the stock loaded."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from flask import Flask
from sqlalchemy.orm import Session

import start
from app import create_app
from app.config import Settings
from app.db import db
from tests.servers.databases import migrate, one_at_a_time, settings

KEY = "a key of the site under test and of no other"
PUSH_KEYS = {
    "VAPID_PRIVATE_KEY": "zFCEiuN1pxSC3ZniA_3B9EMVyuI0Lc_fI-9HfBxuPP4",
    "VAPID_PUBLIC_KEY": "BEJ3xf9QePlG2JOlvfUv_s00WqshHYWcHu5cqbj06oXXHqTQkmkJvgIwHiWuIxCkoJej12j-FdfnQRx8GnpqvJo",
}
STOCKED = "stocked.sqlite"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def stocked(folder: Path) -> Path:
    """A SQLite file with all tables and the starting stock, made once per run."""
    path = folder / STOCKED
    with one_at_a_time(folder, "stocked"):
        if not path.exists():
            new = path.with_name(f"new-{STOCKED}")
            address = f"sqlite:///{new}"
            migrate(address, folder)
            app = create_app(settings(address, folder))
            loaded = app.test_cli_runner().invoke(args=["questions", "load", str(start.ROOT / "question_bank")])
            with app.app_context():
                db.engine.dispose()
            assert loaded.exit_code == 0, loaded.output
            new.rename(path)
    return path


class Site:
    """A site on `database_url` that keeps its files in `folder`; as many web workers as a small server has."""

    def __init__(self, folder: Path, database_url: str, *, workers: int = 2, made_by: str | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.made_by = made_by  # another way to make the web application than the site's own
        self.folder = folder
        self.workers = workers
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "INSTANCE_DIR": str(folder),
            "PUBLIC_URL": self.address,
            "SECRET_KEY": KEY,
            **PUSH_KEYS,
        }
        self.running: list[subprocess.Popen[bytes]] = []
        self.app = self._inside()

    def start(self) -> None:
        """Start web server and worker, and come back when the first page can be had."""
        with open(self.log, "ab") as log:
            web = start.web(self.port, workers=self.workers)
            for command in ([*web[:-1], self.made_by or web[-1]], start.flask("worker")):
                self.running.append(
                    subprocess.Popen(
                        command, cwd=start.ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
                    )
                )
        try:
            start.wait_until_ready(self.address, self.running)
        except start.Trouble:
            self.kill()
            raise AssertionError(self.log.read_text(encoding="utf-8")[-4000:]) from None

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        start.stop(self.running)
        self.running.clear()

    def kill(self) -> None:
        """End every process of it as a power cut would."""
        for process in self.running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.running.clear()

    def web_workers(self) -> list[psutil.Process]:
        """The processes that answer requests; gunicorn replaces one that dies."""
        children: list[psutil.Process] = psutil.Process(self.running[0].pid).children()
        return children

    @property
    def log(self) -> Path:
        return self.folder / "site.log"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The site's own database, for arranging and looking; what was done is committed at the end."""
        with self.app.app_context():
            yield db.session  # type: ignore[misc]  # a scoped session is one in all but name
            db.session.commit()

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()

    def _inside(self) -> Flask:
        return create_app(
            Settings(
                SECRET_KEY=KEY,
                SQLALCHEMY_DATABASE_URI=self.environment["DATABASE_URL"],
                INSTANCE=self.folder,
                PUBLIC_URL=self.address,
            )
        )


@contextmanager
def running_site(folder: Path, run_folder: Path, *, made_by: str | None = None) -> Iterator[Site]:
    """A site of one's own with the stock loaded, on SQLite."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(stocked(run_folder), folder / "site.sqlite")
    site = Site(folder, f"sqlite:///{folder / 'site.sqlite'}", made_by=made_by)
    site.start()
    try:
        yield site
    finally:
        site.stop()
        site.close()
