"""The blueprint that all pages of reading hang on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("reading", __name__, template_folder="../templates")
