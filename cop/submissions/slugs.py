"""Addresses of records that are being proposed, made from their titles."""

from collections.abc import Set
from typing import Any

from sqlalchemy import or_, select

from cop.core.db import db
from cop.core.slugs import numbered
from cop.submissions.models import Submission


def free_slug(column: Any, stem: str, reserved: Set[str] = frozenset()) -> str:
    """Return an address that neither a record (`column` holds theirs) nor a submission has."""
    taken: set[str | None] = set(reserved)
    for slugs in (column, Submission.target_slug):
        query = select(slugs).where(or_(slugs == stem, slugs.startswith(f"{stem}-", autoescape=True)))
        taken |= set(db.session.scalars(query))
    return next(slug for slug in numbered(stem) if slug not in taken)
