"""The API of mock examinations, below /api/v1."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("exams_api", __name__, url_prefix="/api/v1")
