"""What every answer says to the browser about safety; nothing is loaded from elsewhere."""

from __future__ import annotations

from flask import Flask, Response
from werkzeug.datastructures import ContentSecurityPolicy

POLICY = ContentSecurityPolicy(
    {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
).to_header()
EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
A_YEAR = "max-age=31536000"


def init_app(app: Flask, *, https: bool) -> None:
    headers = {**EVERYWHERE, "Strict-Transport-Security": A_YEAR} if https else EVERYWHERE

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.extend(headers)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response
