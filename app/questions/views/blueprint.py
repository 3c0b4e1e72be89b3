"""The blueprint that all pages of the question bank hang on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("questions", __name__, template_folder="../templates")
