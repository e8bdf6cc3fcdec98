"""Who may do what in reviewing; what can be told from values alone."""

from enum import StrEnum
from typing import Final

from cop.core.db import db
from cop.core.permissions import (
    Actor,
    Rules,
    is_administrator,
    is_editor,
    is_reviewer,
    is_system,
)
from cop.reviews.models import Assignment, Conflict, Review
from cop.submissions.models import Submission
from cop.submissions.rules import is_author, is_no_author


class Permission(StrEnum):
    """What can be done with reviews. Reading the public part goes with the record."""

    WRITE_DEMONSTRATION = "reviews.write_demonstration"
    REMOVE_DEMONSTRATION = "reviews.remove_demonstration"
    GATE = "reviews.gate"
    ASSIGN = "reviews.assign"
    OPEN_REPLY = "reviews.open_reply"
    REPLY = "reviews.reply"
    DECIDE = "reviews.decide"
    ANSWER_REQUEST = "reviews.answer_request"
    TAKE = "reviews.take"
    DECLARE_CONFLICT = "reviews.declare_conflict"
    DESCRIBE_SELF = "reviews.describe_self"
    READ_TRAIL = "reviews.read_trail"
    WRITE = "reviews.write"
    REOPEN = "reviews.reopen"
    UNNAME = "reviews.unname"


def is_asked(actor: Actor, assignment: Assignment) -> bool:
    """Allow the reviewer who was asked."""
    return actor.id is not None and assignment.reviewer_id == actor.id


def is_its_reviewer(actor: Actor, review: Review) -> bool:
    """Allow the reviewer whose review it is."""
    return actor.id is not None and review.reviewer_id == actor.id


def has_no_conflict(actor: Actor, submission: Submission) -> bool:
    """Allow those who have not said that they must not judge this case."""
    return actor.id is not None and db.session.get(Conflict, (submission.id, actor.id)) is None


_JUDGE: Final = [[is_editor, is_no_author, has_no_conflict]]

RULES: Rules = {
    Permission.WRITE_DEMONSTRATION: [[is_system]],
    Permission.REMOVE_DEMONSTRATION: [[is_system]],
    Permission.GATE: _JUDGE,
    Permission.ASSIGN: _JUDGE,
    Permission.OPEN_REPLY: _JUDGE,
    Permission.REPLY: [[is_author]],
    Permission.DECIDE: _JUDGE,
    Permission.ANSWER_REQUEST: [[is_asked]],
    Permission.TAKE: [[is_reviewer, is_no_author]],
    Permission.DECLARE_CONFLICT: [[is_reviewer], [is_editor]],
    Permission.DESCRIBE_SELF: [[is_reviewer]],
    Permission.READ_TRAIL: [[is_editor], [is_administrator]],
    Permission.WRITE: [[is_reviewer, is_its_reviewer]],
    Permission.REOPEN: _JUDGE,
    Permission.UNNAME: [[is_its_reviewer]],
}

FEWEST_REVIEWS: Final = 2
"""Below this a case does not become public for the first time."""
ENOUGH_REVIEWS: Final = 3
"""With so many, no further reviewer is proposed however far they differ."""

WEAK_BELOW: Final = 2
"""A criterion whose median lies below this step is named in the letter."""
