"""The blueprint that the pages of the question bank hang on, and who may open most of them."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.guards import requires
from app.accounts.rules import Permission

bp = Blueprint("questions", __name__, template_folder="../templates")
authoring = requires(
    Permission.WRITE_QUESTION,
    Permission.REVIEW_QUESTION,
    Permission.CHECK_LAW,
    Permission.PUBLISH_QUESTION,
)
