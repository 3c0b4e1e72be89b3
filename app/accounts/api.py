"""What programs and scripts may ask about the one who is signed in."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from app.accounts.guards import current_session, signed_in

bp = Blueprint("accounts_api", __name__, url_prefix="/api/v1")


@bp.get("/session")
@signed_in
def session() -> ResponseReturnValue:
    here = current_session()
    return jsonify(
        csrf_token=generate_csrf(),
        person={"id": here.person.id, "name": here.person.name},
        expires_at=here.expires_at.isoformat(),
    )
