"""What is taken along: its page, and the service worker that brings it without a line."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import cast

from flask import Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import open_to_all
from app.practice.rules.carrying import CARRIED_MINUTES, MOST_CARDS, MOST_QUESTIONS
from app.practice.rules.words import CONFIDENCE_LABELS, Drill
from app.practice.views.blueprint import bp

SHOWN = (
    *("js/theme.js", "js/main.js", "js/taken.js", "css/site.css", "css/fonts.css", "icon.svg"),
    *("manifest.webmanifest", "icons/touch-180.png"),
)
IMPORTED = ("taken-store", "taken-sync", "drill-watch", "drill-marks")
SHELL = {"practice/taken.html", "practice/_how_sure.html"}
TITLES = {Drill.CARD: "○×のカード", Drill.QUESTION: "五肢複択の問題"}


@bp.get("/taken")
@open_to_all
def taken() -> ResponseReturnValue:
    """Says nothing of whoever is signed in: a device keeps it, and fills it from what lies there."""
    return render_template(
        "practice/taken.html",
        drills=TITLES,
        lengths=CARRIED_MINUTES,
        most=MOST_CARDS,
        most_questions=MOST_QUESTIONS,
        confidences=CONFIDENCE_LABELS,
    )


@bp.get("/service-worker.js")
@open_to_all
def service_worker() -> ResponseReturnValue:
    code = _code() if not current_app.debug else _code.__wrapped__()
    answer = Response(code, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Service-Worker-Allowed"] = "/practice"
    return answer


@cache
def _code() -> str:
    """The script with the list of what it keeps in front; it changes with every file in the list."""
    static_url = cast("Callable[[str], str]", current_app.jinja_env.globals["static_url"])
    # What main.js loads by name carries its version, what a module imports does not.
    files = [static_url(name) for name in SHOWN]
    files += [url_for("ui.static", filename=f"js/{name}.js") for name in IMPORTED]
    about = {"edition": _edition(files), "shell": url_for("practice.taken"), "files": files}
    with current_app.open_resource("ui/static/js/service-worker.js", "rt", "utf-8") as script:
        return f"self.gakusha = {json.dumps(about)};\n{script.read()}"


def _edition(files: list[str]) -> str:
    """Another one as soon as the page or a file is another."""
    templates = current_app.jinja_env
    parts = [name for name in templates.list_templates() if name in SHELL or name.startswith("ui/")]
    said = [*files, *(str(templates.loader and templates.loader.get_source(templates, name)[0]) for name in parts)]
    return sha256("\0".join(said).encode()).hexdigest()[:12]
