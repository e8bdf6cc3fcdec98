"""Whose name stands with published scores: nobody's, unless the network and the reviewer choose so."""

from flask import current_app
from sqlalchemy import select

from cop.core import audit, stamps
from cop.core.db import db
from cop.core.permissions import Actor, authorize
from cop.reviews.enums import ReviewState
from cop.reviews.models import Review
from cop.reviews.rules import Permission
from cop.submissions.queries import KIND


def names_are_shown() -> bool:
    """Whether the network has chosen open review (REVIEW_NAMES=open)."""
    return bool(current_app.config["COP"].names_reviewers)


def own_reviews(submission_id: int, *, actor: Actor) -> list[Review]:
    """Return the reviews of a case that somebody has written and sent, of all rounds."""
    query = select(Review).where(
        Review.submission_id == submission_id,
        Review.reviewer_id == actor.id,
        Review.reviewer_id.is_not(None),
        Review.state == ReviewState.SUBMITTED,
    )
    return list(db.session.scalars(query.order_by(Review.id)))


def take_name_off(review: Review, *, actor: Actor) -> Review:
    """Let a reviewer change their mind: their scores stay, without the name. Safe to repeat."""
    authorize(actor, Permission.UNNAME, review)
    db.session.refresh(review, with_for_update=True)
    if review.is_named:
        review.is_named = False
        audit.record(actor, "reviews.unname", KIND, review.submission_id, round=review.round)
        stamps.bump(stamps.CONTENT)
    return review
