"""PDF out of our own templates: tagged, with our fonts inside, and nothing fetched from anywhere."""

from functools import cache, lru_cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from flask import Response, make_response, render_template

from cop.config import ROOT
from cop.core.errors import UnavailableError
from cop.core.i18n import gettext as _
from cop.core.slugs import slug_of
from cop.web.language import current_language

MOST_PAPERS: Final = 64
"""Papers that a process keeps: setting one takes half a second, and the same one is asked for again."""
STATIC: Final = ROOT / "cop" / "static"
TYPES: Final = {".css": "text/css", ".woff2": "font/ttf", ".svg": "image/svg+xml"}
"""What may be in a paper, and as what it is handed over: letters are unpacked."""


def pdf_page(template: str, *, title: str, **context: Any) -> Response:
    """Answer with a template (of "layouts/pdf.html") as a PDF, to be saved under a name made of its title."""
    language = current_language()
    response = make_response(pdf(render_template(template, title=title, **context)))
    response.content_type = "application/pdf"
    name = f"{slug_of(title, language) or 'page'}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@lru_cache(maxsize=MOST_PAPERS)
def pdf(html: str) -> bytes:
    """Return a whole HTML page as PDF/UA-1. Its addresses may be `static:…` and `data:` alone.

    Raise UnavailableError where the machine lacks Pango, by which the text is set.
    """
    try:
        # Here, and not above: a site without Pango still starts, and serves everything else.
        weasyprint = import_module("weasyprint")
        urls = import_module("weasyprint.urls")
    except OSError as error:
        raise UnavailableError(
            _("This site cannot make PDF files at present. Print the page instead, or save it as PDF.")
        ) from error

    class Fetcher(urls.URLFetcher):  # type: ignore[misc, name-defined] # loaded a line above
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = (STATIC / url.removeprefix("static:")).resolve()
            if not url.startswith("static:") or STATIC not in path.parents or path.suffix not in TYPES:
                raise ValueError(f"not for a PDF: {url[:100]}")
            return urls.URLFetcherResponse(url, BytesIO(_read(path)), {"Content-Type": TYPES[path.suffix]})

    document = weasyprint.HTML(string=html, url_fetcher=Fetcher(allowed_protocols=("data",)))
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))


def _read(path: Path) -> bytes:
    return _letters(path) if path.suffix == ".woff2" else path.read_bytes()


@cache
def _letters(path: Path) -> bytes:
    """Return a font unpacked: WeasyPrint would do so for each paper, half of the work of a short one."""
    unpacked = BytesIO()
    import_module("fontTools.ttLib.woff2").decompress(BytesIO(path.read_bytes()), unpacked)
    return unpacked.getvalue()
