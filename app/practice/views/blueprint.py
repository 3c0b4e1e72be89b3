"""The blueprint that all pages of practice hang on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("practice", __name__, url_prefix="/practice", template_folder="../templates")
