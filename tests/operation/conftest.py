"""What the tests of running the site share: places where nobody has been, and a site with something of everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.db import db
from tests.servers.databases import DATABASES, Database, settings

KEY = "the key of backups that tests are sealed with"
Elsewhere = Callable[[str], AbstractContextManager[Flask]]


@pytest.fixture
def elsewhere(run_folder: Path, worker: str, tmp_path: Path, database: Database) -> Elsewhere:
    """A site on a new, empty database of a kind: `with elsewhere("sqlite") as site`."""

    @contextmanager
    def place(kind: str) -> Iterator[Flask]:
        here = database if kind == database.kind else DATABASES[kind](run_folder, worker)
        app = create_app(replace(settings(here.new("elsewhere"), tmp_path), BACKUP_KEYS=(KEY,)))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()

    return place
