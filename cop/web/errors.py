"""Errors that a reader meets: a page in their language, or problem+json for programs."""

import json
import logging
from http import HTTPStatus
from urllib.parse import quote

from flask import Flask, Response, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, Unauthorized

from cop.core.db import db
from cop.core.errors import CopError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import TooManyError
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import Access, access_of

log = logging.getLogger(__name__)


def _explain(status: int) -> tuple[str, str]:
    """Return (title, what to do) for a status."""
    known = {
        400: (
            _("This request cannot be read"),
            _("Check what you typed, or start again from the first page."),
        ),
        401: (_("Please sign in first"), _("This page is open to those who have signed in.")),
        403: (_("This is not open to you"), _("Nothing has been changed.")),
        404: (
            _("There is no such page"),
            _(
                "The address may be mistyped, or what stood here has been taken back. "
                "Search for it, or start again from the first page."
            ),
        ),
        405: (_("This cannot be done here"), _("Go back and use the buttons of the page.")),
        409: (
            _("Somebody was there first"),
            _("Nothing of yours is lost. Go back and look at the present state."),
        ),
        413: (_("This is too much at once"), _("Make it shorter and try again.")),
        429: (_("Please slow down"), _("Nothing of yours is lost. Wait a while, then try again.")),
        503: (_("This part of the site is resting"), _("It heals itself; please try again in a minute.")),
    }
    fallback = (
        _("Something went wrong on our side"),
        _("It has been written down. Please try again in a minute."),
    )
    return known.get(status, fallback)


def wants_json() -> bool:
    """Whether the one who asks is a program."""
    return request.path.startswith("/api/")


def problem(status: int, detail: str, **more: str) -> Response:
    """Return an RFC 9457 answer."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    } | more
    return Response(
        json.dumps(body, ensure_ascii=False), status, content_type="application/problem+json; charset=utf-8"
    )


def _page(status: int, detail: str = "") -> Response:
    heading, advice = _explain(status)
    page = render_template(
        "errors/error.html",
        code=status,
        heading=heading,
        message=detail or advice,
        advice=advice if detail else "",
    )
    return Response(page, status)


def _cop_error(error: CopError) -> Response:
    db.session.rollback()
    if wants_json():
        extra = {"field": error.field} if isinstance(error, InvalidError) and error.field else {}
        return problem(error.status, error.message, **extra)
    return _page(error.status, error.message)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        answer = error.get_response()
        return Response(answer.get_data(), answer.status, answer.headers)
    status = error.code or 500
    response = problem(status, _explain(status)[1]) if wants_json() else _page(status)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _database_is_away(error: Exception) -> Response:
    log.error("the database does not answer at %s: %s", request.path, error)
    db.session.rollback()
    response = problem(503, _explain(503)[1]) if wants_json() else _page(503)
    response.headers["Retry-After"] = "30"
    return response


def _too_many(error: TooManyError) -> Response:
    response = _cop_error(error)
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _sign_in_first(error: Unauthorized) -> ResponseReturnValue:
    """Ask who it is, and go on where they wanted to go; what was typed is kept."""
    if wants_json():
        return problem(401, _explain(401)[1])
    if request.method in ("GET", "HEAD"):
        return redirect(sign_in_url(request.full_path.rstrip("?")), 303)
    return _interrupted(error)


def _interrupted(_error: HTTPException) -> ResponseReturnValue:
    """Give back a form whose session has ended, with all that was typed, to be sent once more."""
    db.session.rollback()
    if wants_json():
        return problem(400, _explain(400)[1])
    needs_sign_in = (
        access_of(current_app, request.endpoint or "") in (Access.MEMBERS, Access.STAFF)
        and not current_actor().is_member
    )
    page = render_template(
        "errors/interrupted.html",
        kept=[(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"],
        lost_files=[file.filename for file in request.files.values() if file.filename],
        again_url=request.full_path.rstrip("?"),
        sign_in_url=sign_in_url("/") if needs_sign_in else "",
    )
    return Response(page, 401 if needs_sign_in else 400)


def sign_in_url(next_path: str) -> str:
    """Return the address of the sign-in page, which then leads on to a path of ours."""
    return f"/{current_language()}/account/sign-in?next={quote(next_path, safe='/')}"


def _unexpected(error: Exception) -> Response:
    log.error("unexpected error at %s", request.path, exc_info=error)
    db.session.rollback()
    return problem(500, _explain(500)[1]) if wants_json() else _page(500)


def init_app(app: Flask) -> None:
    """Show our errors instead of Flask's."""
    app.register_error_handler(CopError, _cop_error)
    app.register_error_handler(TooManyError, _too_many)
    app.register_error_handler(Unauthorized, _sign_in_first)
    app.register_error_handler(CSRFError, _interrupted)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_is_away)
    app.register_error_handler(InterfaceError, _database_is_away)
    app.register_error_handler(Exception, _unexpected)
