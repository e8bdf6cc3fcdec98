"""News of reviewing: who is told of what, each once."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select

from cop.accounts.operations import notify
from cop.accounts.queries import with_role
from cop.core.db import db
from cop.core.permissions import Role
from cop.reviews.models import Assignment
from cop.submissions.models import Submission

NEWS: Final = "reviews"
"""The kind under which reviewers and editors choose when to hear of it."""


def tell_reviewer(assignment: Assignment, submission: Submission, template: str) -> None:
    """Tell a reviewer of a request, its end, or its due date."""
    # A request taken back and made again is other news: its due date tells them apart.
    due = int(assignment.due_at.timestamp())
    notify(
        [assignment.reviewer_id],
        reason=f"reviews.{template}:{assignment.id}:{due}",
        kind=NEWS,
        template=f"reviews/{template}",
        title=submission.title,
        submission_id=submission.id,
        due=assignment.due_at.date().isoformat(),
    )


def tell_editors(submission: Submission, template: str, *, reason: str, **context: Any) -> None:
    """Tell the editors who asked for the reviews of a case; all editors where nobody did."""
    notify(
        editors_of(submission),
        reason=f"reviews.{template}:{submission.id}:{reason}",
        kind=NEWS,
        template=f"reviews/{template}",
        title=submission.title,
        submission_id=submission.id,
        **context,
    )


def tell_authors(submission: Submission, template: str, *, reason: str, **context: Any) -> None:
    """Tell everybody who writes the case."""
    notify(
        [author.user_id for author in submission.authors],
        reason=f"reviews.{template}:{submission.id}:{reason}",
        kind=NEWS,
        template=f"reviews/{template}",
        title=submission.title,
        submission_id=submission.id,
        **context,
    )


def editors_of(submission: Submission) -> Sequence[int]:
    """Return the editors who look after a case, none of its authors among them."""
    editors = set(with_role(Role.EDITOR)) - {author.user_id for author in submission.authors}
    asked = select(Assignment.asked_by).where(Assignment.submission_id == submission.id)
    return sorted(editors & set(db.session.scalars(asked.distinct()))) or sorted(editors)
