"""Is the site alive, can it serve, and its figures."""

from __future__ import annotations

import hmac

from flask import Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST

from app import clock
from app.accounts.guards import open_to_all
from app.errors import Forbidden
from app.home import metrics, queries
from app.home.views.blueprint import bp

PRIVATE = "この数値は公開していません。管理者は METRICS_TOKEN を付けて読み取ってください。"
THIS_MACHINE = ("127.0.0.1", "::1")
BEHIND_A_PROXY = ("X-Forwarded-For", "Forwarded", "X-Real-IP")

bp.record_once(lambda state: metrics.watch(state.app))


@bp.get("/healthz")
@open_to_all
def alive() -> ResponseReturnValue:
    return jsonify(status="ok")


@bp.get("/readyz")
@open_to_all
def ready() -> ResponseReturnValue:
    reason = queries.not_ready()
    if reason is not None:
        return jsonify(status="unavailable", reason=reason), 503
    return jsonify(status="ok")


@bp.get("/metrics")
@open_to_all
def figures() -> ResponseReturnValue:
    if not _may_read_figures():
        raise Forbidden(PRIVATE)
    return Response(metrics.exposition(queries.figures(clock.now())), content_type=CONTENT_TYPE_LATEST)


def _may_read_figures() -> bool:
    """With the token from anywhere; without one having been set, from this machine alone."""
    token: str = current_app.config["METRICS_TOKEN"]
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    # A proxy on this machine that nobody has declared would make every visitor a neighbour.
    forwarded = any(header in request.headers for header in BEHIND_A_PROXY)
    return not forwarded and request.remote_addr in THIS_MACHINE
