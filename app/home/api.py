"""The description of the API, for programs that want to use it."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from app.accounts.guards import open_to_all

bp = Blueprint("home_api", __name__, url_prefix="/api/v1")

DOCUMENT = Path(__file__).with_name("openapi.json").read_text(encoding="utf-8")


@bp.get("/openapi.json")
@open_to_all
def openapi() -> ResponseReturnValue:
    return Response(DOCUMENT, mimetype="application/json")
