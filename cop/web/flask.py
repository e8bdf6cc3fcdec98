"""Our Flask: one request is one transaction, a GET changes nothing, every answer is safe by default."""

from collections.abc import Callable, MutableMapping
from typing import Any

from flask import Flask, Request, Response, request
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ImmutableDict, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, IntegerConverter, Map, RequestRedirect, Rule
from werkzeug.utils import cached_property

from cop.core.db import db, read_only
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.web.identity import has_cookie

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


LONGEST_QUESTION = 100_000
"""Bytes of a query string that are read; a megabyte of escapes would take seconds."""


class CopRequest(Request):
    """A request whose question is not read at all where it is too long."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The parameters of the question."""
        return super().args if len(self.query_string) <= LONGEST_QUESTION else ImmutableMultiDict()


class Segment(BaseConverter):
    """`<slug>` in a rule: what no database column could hold is no such page."""

    regex = r"[^/\x00-\x1f]{1,200}"
    part_isolating = True


class Number(IntegerConverter):
    """`<int:number>` in a rule: from 1, in digits that every database can count to."""

    regex = r"[1-9][0-9]{0,8}"


class Address(Rule):
    """A rule whose builders of addresses are compiled when one is first built.

    Werkzeug compiles two for every rule as the application is made: a quarter of a second of every
    start and every command, of which most build none. Nothing public lets them wait.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made: Callable[..., tuple[str, str]] | None = None
        compiled = super()._compile_builder

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            nonlocal made
            if made is None:
                made = compiled(append_unknown).__get__(rule, None)
            return made(**values)

        return build


class Addresses(Map):
    """The map of addresses, with our converters."""

    default_converters = ImmutableDict(
        dict(Map.default_converters) | {"default": Segment, "string": Segment, "int": Number}
    )


SAFETY = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
"""What every answer says; a view that needs another policy takes its place here."""


class Templates(Environment):
    """Jinja's templates, none of which has globals of its own."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give a template the globals of all."""
        # A chain of two maps, as Jinja has it, is gone through in Python at every `import` in a template:
        # a tenth of any page.
        return super().make_globals(d) if d else self.globals


class CopFlask(Flask):
    """Flask with our rules for addresses, transactions, templates and headers."""

    url_map_class = Addresses
    url_rule_class = Address

    request_class = CopRequest
    jinja_environment = Templates

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Let the body be as long as the view accepts, before anybody reads it."""
        if largest := getattr(self.view_functions.get(request.endpoint or ""), "largest", None):
            request.max_content_length = largest
        return super().preprocess_request()

    def dispatch_request(self) -> ResponseReturnValue:
        """Commit what a writing request did when it succeeds; let a reading one write nothing."""
        if len(request.query_string) > LONGEST_QUESTION:
            raise InvalidError("", _("Make it shorter and try again."))
        if request.method in SAFE_METHODS:
            with read_only():
                answer = super().dispatch_request()
                db.session.rollback()
            return answer
        try:
            answer = super().dispatch_request()
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        return answer

    def handle_http_exception(self, e: HTTPException) -> HTTPException | ResponseReturnValue:
        """Redirect without the host, which Werkzeug takes from the request: anybody can write it."""
        if isinstance(e, RequestRedirect):
            _host, _slash, path = e.new_url.partition("://")[2].partition("/")
            return Response("", e.code, {"Location": "/" + path.lstrip("/")})
        return super().handle_http_exception(e)

    def process_response(self, response: Response) -> Response:
        """Set the headers that every answer carries."""
        answer = super().process_response(response)
        headers = answer.headers
        for name, value in SAFETY:
            headers.setdefault(name, value)
        if self.config["COP"].is_production:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if "Cache-Control" not in headers or has_cookie():
            # What a view has not declared the same for everybody must not be kept by anyone; and for
            # whoever has a session, even the same page carries their name or their news.
            headers["Cache-Control"] = "private, no-store"
        return answer
