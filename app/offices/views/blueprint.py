"""The blueprint that all pages of offices hang on."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.rules import Permission
from app.offices.rules import shown_code

bp = Blueprint("offices", __name__, template_folder="../templates")
bp.add_app_template_filter(shown_code)
KEEP = Permission.SEE_PEOPLE
MANAGE = Permission.MANAGE_OFFICE
