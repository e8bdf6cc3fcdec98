"""Answers that are the same for everybody say so."""

from flask import Response


def cached(response: Response) -> Response:
    """Let browsers, proxies and our page cache keep this answer, as long as they ask whether it holds."""
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response
