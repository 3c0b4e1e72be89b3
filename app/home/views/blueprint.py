"""The blueprint that all pages of the front door hang on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("home", __name__, template_folder="../templates")
