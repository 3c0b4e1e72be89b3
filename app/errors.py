"""What can go wrong on purpose: actions raise one of four, and each becomes a page or JSON."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple, TypeGuard

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request, session
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException

from app.db import roll_back
from app.extensions import login

API = "/api/"
RETRY_SECONDS = 5
# What SQLite calls an operational error although it is ours: bad SQL, a table that is not there, a write while reading.
SQLITE_BUGS = {1, 8}


class Way(NamedTuple):
    """Where to go from a refusal: what the button says, the page by its endpoint, and what its address needs."""

    label: str
    endpoint: str
    values: dict[str, int | str]


class RefusalError(Exception):
    """The site says no, in a sentence that the person reads and can act on.

    On the page alone `way` leads on, and `heading` stands where the usual one of the status would be wrong.
    """

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "refused"

    def __init__(self, message: str, *, way: Way | None = None, heading: str | None = None, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.way = way
        self.heading = heading
        self.details = details


class Refusal(RefusalError):
    """422: what was sent cannot be taken."""


class NotFound(RefusalError):
    """404: it is not there, or it is somebody else's."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"


class Forbidden(RefusalError):
    """403: the role does not allow it."""

    status = HTTPStatus.FORBIDDEN
    code = "forbidden"


class Conflict(RefusalError):
    """409: right request, wrong moment (closed, handed in, changed by somebody else)."""

    status = HTTPStatus.CONFLICT
    code = "conflict"


class Unauthenticated(RefusalError):
    """401: nobody is signed in, or no longer."""

    status = HTTPStatus.UNAUTHORIZED
    code = "unauthenticated"


class TooMany(RefusalError):
    """429: again later; `details["retry_after"]` is in seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_many"


SENTENCES = {
    400: "送られた内容を読み取れませんでした。前の画面に戻って、もう一度お試しください。",
    404: "お探しのページは見つかりませんでした。アドレスをお確かめください。",
    405: "この操作はこのアドレスではできません。前の画面に戻ってください。",
    413: "送られたデータが大きすぎます。小さくしてから、もう一度お送りください。",
    415: "送られたデータの形式を読み取れません。画面を開き直して、もう一度お試しください。",
    500: "思いがけない不具合が起きました。記録しましたので、しばらくしてから開き直してください。",
}
STALE_FORM = "画面を開いてから時間がたったため、送信を確かめられませんでした。もう一度送信してください。"
CODES = {400: "bad_request", 404: "not_found", 405: "not_allowed", 413: "too_large", 415: "bad_type", 500: "bug"}
BROKEN_CONSTRAINT = "同時に別の操作が行われたため、保存できませんでした。画面を開き直してください。"
UNAVAILABLE = (
    "いま混み合っているか、データベースにつながりません。受験中の解答はこの端末に保存されていて、つながりしだい送ります。"
    "少し待ってから、もう一度お試しください。"
)


def answer(
    status: int,
    code: str,
    message: str,
    *,
    way: Way | None = None,
    heading: str | None = None,
    **details: object,
) -> Response:
    """The same refusal as JSON below /api/ and as a page elsewhere; one of 500 and above asks the database nothing."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _take_back()
        g._login_user = login.anonymous_user()  # where Flask-Login looks before it asks
    if request.path.startswith(API):
        response = jsonify(error=code, message=message, **details)
    else:
        shown = {"status": status, "message": message, "way": way, "heading": heading}
        response = make_response(render_template("ui/refusal.html", **shown))
    response.status_code = status
    if "retry_after" in details:
        response.headers["Retry-After"] = str(details["retry_after"])
    return response


def _refused(refusal: RefusalError) -> Response:
    return answer(
        refusal.status, refusal.code, refusal.message, way=refusal.way, heading=refusal.heading, **refusal.details
    )


def _stale_token(_error: CSRFError) -> Response:
    return answer(HTTPStatus.FORBIDDEN, "csrf", STALE_FORM)


def _of_werkzeug(error: HTTPException) -> Response:
    cause = getattr(error, "original_exception", None)  # of a 500: what nobody has caught
    if _is_unavailable(cause):
        return _unavailable(cause)
    status = error.code or 500
    return answer(status, CODES.get(status, "refused"), SENTENCES.get(status, SENTENCES[400]))


def _broken_constraint(error: IntegrityError) -> Response:
    """A named constraint that broke is two people at once, a key made of other rows' too; any other is a bug."""
    _take_back()
    text = str(error.orig)
    if "uq_" in text or 'unique constraint "pk_' in text or "UNIQUE constraint failed" in text:
        return answer(HTTPStatus.CONFLICT, "conflict", BROKEN_CONSTRAINT)
    raise error


def _out_of_reach(error: OperationalError | NoConnectionFree) -> Response:
    if not _is_unavailable(error):
        raise error
    return _unavailable(error)


def _is_unavailable(error: object) -> TypeGuard[OperationalError | NoConnectionFree]:
    """Is it the database that cannot be reached, is locked or full, rather than a bug of ours?"""
    if isinstance(error, OperationalError):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF not in SQLITE_BUGS
    return isinstance(error, NoConnectionFree)


def _unavailable(error: OperationalError | NoConnectionFree) -> Response:
    current_app.logger.error("database_unavailable", exc_info=error)
    return answer(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", UNAVAILABLE, retry_after=RETRY_SECONDS)


def _take_back() -> None:
    """Undo what the request has done, in the database and in the browser's cookie.

    Of a sign-in that was not stored the cookie would name a row that somebody else's may become.
    """
    roll_back()
    g.pop("_login_user", None)
    came_with = current_app.session_interface.open_session(current_app, request)
    session.clear()
    session.update(came_with or {})
    session.modified = False


def init_app(app: Flask) -> None:
    app.register_error_handler(RefusalError, _refused)
    app.register_error_handler(CSRFError, _stale_token)
    app.register_error_handler(IntegrityError, _broken_constraint)
    app.register_error_handler(OperationalError, _out_of_reach)
    app.register_error_handler(NoConnectionFree, _out_of_reach)
    app.register_error_handler(HTTPException, _of_werkzeug)
