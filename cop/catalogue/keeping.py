"""Which answers of the catalogue may be kept."""

from flask import Response

from cop.search import index
from cop.web.caching import cached


def cached_if_whole(response: Response) -> Response:
    """Let an answer be kept, unless it was made while the index is away and lacks what that would say."""
    return cached(response) if index.is_usable() else response
