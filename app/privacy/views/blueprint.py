"""The blueprint that all pages of people's data hang on."""

from __future__ import annotations

from flask import Blueprint

from app.privacy.archives import readable

bp = Blueprint("privacy", __name__, template_folder="../templates")
bp.add_app_template_filter(readable, "own_data")
