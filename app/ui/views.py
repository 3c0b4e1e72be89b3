"""Serves the static files and lends every template its filters."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("ui", __name__, template_folder="templates", static_folder="static", static_url_path="/static")
