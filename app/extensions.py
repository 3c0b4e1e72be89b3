"""The Flask extensions, made once here and bound to an app in create_app."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_login import LoginManager, current_user
from flask_mailman import Mail
from flask_wtf import CSRFProtect
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: a number that a row can have; a larger one is no page, not a bug."""

    def __init__(self, map: Map, max: int | None = LARGEST_ID, **options: Any) -> None:
        super().__init__(map, max=max, **options)


login = LoginManager()
csrf = CSRFProtect()
compress = Compress()
mailman = Mail()


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
    login.init_app(app, add_context_processor=False)
    # The proxy itself: Flask-Login's own processor asks the database for every template, that of an error too.
    app.context_processor(lambda: {"current_user": current_user})
    login.session_protection = None  # a phone changes its address between two lifts; the session row decides
    csrf.init_app(app)
    compress.init_app(app)
    mailman.init_app(app)
