"""Lends every template the filter for line breaks."""

from __future__ import annotations

from flask import Blueprint
from markupsafe import Markup

from app.reading.rules import phrases

bp = Blueprint("reading", __name__)

BREAK = Markup("<wbr>")


@bp.app_template_filter("breaks")
def breaks(text: str) -> Markup:
    """The text with a possible line break after each phrase."""
    return BREAK.join(phrases(text))
