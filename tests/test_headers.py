"""What every answer says about safety, word for word: whoever changes it changes it here too."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import ANSWER_BODY, UPLOAD_BODY
from app.db import db
from tests.client import StrictClient
from tests.servers.databases import settings

CSP = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PATHS = ("/", "/login", "/nowhere", "/account", "/healthz", "/api/v1/session", "/static/css/site.css", "/robots.txt")


def directives(policy: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))  # type: ignore[misc]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_all_headers_once(client: StrictClient, path: str) -> None:
    answer = client.get(path)
    answer.close()  # a file is open until its answer is

    assert directives(answer.headers["Content-Security-Policy"]) == CSP
    for name, value in OTHERS.items():
        assert answer.headers.get_all(name) == [value], name
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers.get_all("Server") in ([], ["Werkzeug"])


def test_nothing_is_inline_and_nothing_comes_from_elsewhere() -> None:
    said = " ".join(CSP.values())

    assert "unsafe" not in said
    assert not re.search(r"https?:|\*", said)


def test_a_page_is_not_kept_by_anybody(client: StrictClient) -> None:
    assert client.get("/login").headers["Cache-Control"] == "no-store"


@pytest.fixture
def secure(run_folder: Path) -> FlaskClient:
    """A browser on a site whose address is https, without a database: its pages for visitors need none."""
    site = create_app(replace(settings("sqlite:////nowhere/at/all.sqlite", run_folder), PUBLIC_URL="https://a.example"))
    with site.app_context():
        db.engine.dispose()
    return site.test_client()


def test_under_https_the_browser_never_goes_back(secure: FlaskClient) -> None:
    answer = secure.get("/login", base_url="https://a.example")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    [cookie] = [line for line in answer.headers.get_all("Set-Cookie") if line.startswith("session=")]
    flags = {part.strip() for part in cookie.split(";")[1:]}
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= flags
    assert not any(flag.startswith("Domain") for flag in flags)


def test_uploads_and_answers_have_their_limits(app: Flask, client: StrictClient) -> None:
    assert (app.config["MAX_CONTENT_LENGTH"], app.config["MAX_FORM_MEMORY_SIZE"]) == (UPLOAD_BODY, UPLOAD_BODY)
    assert (UPLOAD_BODY, ANSWER_BODY) == (8 * 1024 * 1024, 16 * 1024)
    assert client.post("/login", data={"email": "a" * (UPLOAD_BODY + 1)}).status_code == 413
