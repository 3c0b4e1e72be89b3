"""Cards to take along: their page, and the service worker that brings it without a line."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import open_to_all
from app.practice.rules.carrying import CARRIED_MINUTES, MOST_CARDS
from app.practice.rules.words import CONFIDENCE_LABELS
from app.practice.views.blueprint import bp
from app.ui.views import STATIC, static_url

MODULES = ("main", "taken", "taken-store", "taken-sync", "drill-watch")
SHOWN = ("js/theme.js", "css/site.css", "css/fonts.css", "icon.svg", "manifest.webmanifest")


@bp.get("/taken")
@open_to_all
def taken() -> ResponseReturnValue:
    """Says nothing of whoever is signed in: a device keeps it, and fills it from what lies there."""
    return render_template(
        "practice/taken.html", lengths=CARRIED_MINUTES, most=MOST_CARDS, confidences=CONFIDENCE_LABELS
    )


@bp.get("/service-worker.js")
@open_to_all
def service_worker() -> ResponseReturnValue:
    code = _code() if not current_app.debug else _code.__wrapped__()
    answer = Response(code, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Service-Worker-Allowed"] = "/practice"
    return answer


def _edition(files: list[str]) -> str:
    """Another one as soon as the page or a file is another."""
    templates = [Path(bp.root_path).parent / "templates" / "practice" / "taken.html"]
    templates += sorted((STATIC.parent / "templates").rglob("*.html"))
    said = [*(name.encode() for name in files), *(path.read_bytes() for path in templates)]
    return sha256(b"\0".join(said)).hexdigest()[:12]


@cache
def _code() -> str:
    """The script with the list of what it keeps in front; it changes with every file in the list."""
    shell = url_for("practice.taken")
    # What main.js loads by name carries its version, what a module imports does not.
    files = [static_url(name) for name in SHOWN] + [static_url(f"js/{name}.js") for name in MODULES[:2]]
    files += [url_for("ui.static", filename=f"js/{name}.js") for name in MODULES[2:]]
    about = {"edition": _edition(files), "shell": shell, "files": files}
    code = (STATIC / "js" / "service-worker.js").read_text(encoding="utf-8")
    return f"self.gakusha = {json.dumps(about)};\n{code}"
