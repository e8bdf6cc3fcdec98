"""Addresses of new practices, made from their titles."""

from typing import Final

from sqlalchemy import or_, select

from cop.core.db import db
from cop.core.slugs import numbered, slug_of
from cop.practices.models import Practice
from cop.submissions.models import Submission

RESERVED: Final = frozenset({"compare"})
"""Pages of ours beside those of the practices."""


def slug_for(title: str, language: str) -> str:
    """Return an address for a new practice that no practice and no submission has."""
    stem = slug_of(title, language) or "practice"
    taken = set(RESERVED)
    for column in (Practice.slug, Submission.target_slug):
        query = select(column).where(or_(column == stem, column.startswith(f"{stem}-", autoescape=True)))
        taken |= {slug for slug in db.session.scalars(query) if slug is not None}
    return next(slug for slug in numbered(stem) if slug not in taken)
