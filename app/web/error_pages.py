"""One way from a failure to an answer: five kinds, two forms (page and problem+json)."""

import traceback

from flask import Flask, Response, current_app, json, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from app.core.errors import AppError, ConflictError, ForbiddenError, InvalidError, NotFoundError, UnavailableError
from app.core.logging import get_logger
from app.core.messages import Message, message
from app.web.i18n import translate

log = get_logger(__name__)

STATUS_OF: dict[type[AppError], int] = {
    InvalidError: 422,
    NotFoundError: 404,
    ForbiddenError: 403,
    ConflictError: 409,
    UnavailableError: 503,
}

_PAGES = {400, 403, 404, 409, 413, 429, 500, 503}

_TOLD: dict[int, Message] = {
    400: message("This request could not be read."),
    403: message("You may not do this."),
    404: message("This page does not exist."),
    405: message("That cannot be done at this address."),
    409: message("Somebody else was first."),
    413: message("This file is too large."),
    415: message("This form of content cannot be read here."),
    422: message("Something is not right yet. Nothing has been saved."),
    429: message("That went too fast. Wait a moment and try again."),
    500: message("Something went wrong on our side."),
    503: message("This does not work right now. Try again in a few minutes."),
}


def status_of(error: AppError) -> int:
    """The HTTP status of a failure, by its kind."""
    return next((status for kind, status in STATUS_OF.items() if isinstance(error, kind)), 500)


def wants_problem() -> bool:
    """Whether the one who asks is a machine: the API answers with problem+json, pages with pages."""
    return request.path.startswith(("/api/", "/webhooks/"))


def problem(status: int, told: Message | str, *, code: str, **more: object) -> Response:
    """An `application/problem+json` answer (RFC 9457) with a stable `code`."""
    body = {"status": status, "code": code, "title": translate(told), **more}
    return Response(json.dumps(body), status=status, mimetype="application/problem+json")


def error_page(status: int, told: Message | str) -> tuple[str, int]:
    """A page that says what happened and what to do."""
    template = f"errors/{status if status in _PAGES else 400 if status < 500 else 500}.html"  # noqa: PLR2004
    return render_template(template, message=translate(told), status=status), status


def _app_error(error: AppError) -> Response | tuple[str, int]:
    status = status_of(error)
    if not wants_problem():
        return error_page(status, error.message)
    more: dict[str, object] = {}
    if isinstance(error, InvalidError):
        more["errors"] = {field: [translate(told) for told in found] for field, found in error.errors.items()}
    more.update(getattr(error, "problem_fields", {}))
    return problem(status, error.message, code=error.code, **more)


def _http_error(error: HTTPException) -> Response | tuple[str, int] | HTTPException:
    status = error.code or 500
    if status < 400:  # noqa: PLR2004 - a redirect raised as an exception
        return error
    told = _TOLD.get(status, _TOLD[400] if status < 500 else _TOLD[500])  # noqa: PLR2004
    answer: Response | tuple[str, int]
    if wants_problem():
        answer = problem(status, told, code=error.name.lower().replace(" ", "_"))
    else:
        answer = error_page(status, told)
    response = current_app.make_response(answer)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _csrf_error(_error: CSRFError) -> tuple[str, int]:
    return error_page(400, message("This page had been open for too long. Go back, reload and send it again."))


def _data_error(error: DataError) -> Response | tuple[str, int]:
    """Text that the driver refuses to send (a NUL character) is a bad request; what the database refuses is a bug."""
    return _bug(error) if getattr(error.orig, "sqlstate", None) is not None else _unreadable()


def _recursion_error(error: RecursionError) -> Response | tuple[str, int]:
    """JSON that is nested thousands deep is a bad request; a recursion of our own is a bug."""
    frames = (frame for frame, _line in traceback.walk_tb(error.__traceback__))
    in_json = any(frame.f_globals.get("__name__") == "json.decoder" for frame in frames)
    return _unreadable() if in_json else _bug(error)


def _unreadable() -> Response | tuple[str, int]:
    if wants_problem():
        return problem(400, _TOLD[400], code="bad_request")
    return error_page(400, _TOLD[400])


def _bug(error: Exception) -> Response | tuple[str, int]:
    log.error("unhandled_error", path=request.path, endpoint=request.endpoint, exc_info=error)
    if current_app.testing:
        raise error
    if wants_problem():
        return problem(500, _TOLD[500], code="internal_error")
    return error_page(500, _TOLD[500])


def init_error_pages(app: Flask) -> None:
    """Catch everything once."""
    app.register_error_handler(AppError, _app_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DataError, _data_error)
    app.register_error_handler(RecursionError, _recursion_error)
    app.register_error_handler(Exception, _bug)
