"""The site as the rules look at it: its pages, commands and templates, with nothing stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from tests.servers.databases import settings


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app for looking at, not for using: its database is never opened."""
    folder: Path = tmp_path_factory.mktemp("house")
    return create_app(settings(f"sqlite:///{folder}/never-opened.sqlite", folder))
