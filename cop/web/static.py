"""Static files: an address that changes with the content, so that a browser may keep them for ever."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from cop.config import ROOT

FOLDER = ROOT / "cop" / "static"


@cache
def fingerprint(path: str) -> str:
    """Return a short word that changes with the file."""
    return sha256((FOLDER / path).read_bytes()).hexdigest()[:12]


def static_url(path: str) -> str:
    """Return the address of a static file."""
    return f"/static/{path}?v={fingerprint(path)}"


def init_app(app: Flask) -> None:
    """Serve static files before the application is asked, compressed ones where they lie beside."""
    app.jinja_env.globals["static_url"] = static_url
    # The fingerprint stands in the query, which WhiteNoise does not see: a year for all is right as
    # long as every address is made by static_url.
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(FOLDER), prefix="static/", max_age=31536000, add_headers_function=_headers
    )


def _headers(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def exists(path: str) -> bool:
    """Whether there is such a file."""
    return Path(FOLDER / path).is_file()
