"""Which answers of the catalogue may be kept."""

from flask import Response

from cop.search import index
from cop.web.caching import cached
from cop.web.identity import current_actor


def cached_if_whole(response: Response) -> Response:
    """Let an answer be kept, unless it was made while the index is away and lacks what that would say."""
    return cached(response) if index.is_usable() else response


def cached_for_visitors(response: Response) -> Response:
    """The same for an answer that depends on who asks: what a visitor gets is any visitor's, no more."""
    return response if current_actor().is_member else cached_if_whole(response)
