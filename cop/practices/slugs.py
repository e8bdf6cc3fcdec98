"""Addresses of new practices, made from their titles."""

from typing import Final

from cop.core.slugs import slug_of
from cop.practices.models import Practice
from cop.submissions.slugs import free_slug

RESERVED: Final = frozenset({"compare"})
"""Pages of ours beside those of the practices."""


def slug_for(title: str, language: str) -> str:
    """Return an address for a new practice that no practice and no submission has."""
    return free_slug(Practice.slug, slug_of(title, language) or "practice", RESERVED)
