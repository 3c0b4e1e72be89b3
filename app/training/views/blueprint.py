"""The places that the pages of an organiser and of a learner hang on."""

from __future__ import annotations

from flask import Blueprint

cohorts = Blueprint("cohorts", __name__, url_prefix="/cohorts", template_folder="../templates")
learning = Blueprint("training", __name__, template_folder="../templates")
