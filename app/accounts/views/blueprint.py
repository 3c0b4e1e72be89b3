"""The blueprint that all pages of accounts hang on, and what they all need to know of a request."""

from __future__ import annotations

from flask import Blueprint, current_app, request

from app.accounts.rules import devices

START = "/"

bp = Blueprint("accounts", __name__, template_folder="../templates")


def address() -> str:
    """From where on the network the request comes."""
    return request.remote_addr or ""


def device() -> str:
    return devices.device_label(request.user_agent.string)


@bp.app_template_global()
def mail_folder() -> str | None:
    """Where letters are written instead of being sent; None on a site that sends them."""
    return current_app.config["MAIL_FILE_PATH"] if current_app.config["MAIL_BACKEND"] == "file" else None
