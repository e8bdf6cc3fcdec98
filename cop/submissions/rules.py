"""Who may do what with a submission, and which state may follow which."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from cop.core.permissions import Actor, Rules, is_editor, is_member, is_system
from cop.submissions.enums import State
from cop.submissions.models import Submission


class Permission(StrEnum):
    """What can be done with submissions."""

    BEGIN = "submissions.begin"
    READ = "submissions.read"
    WRITE = "submissions.write"
    SEND = "submissions.send"
    WITHDRAW = "submissions.withdraw"
    REOPEN = "submissions.reopen"
    MANAGE_AUTHORS = "submissions.manage_authors"
    DELETE = "submissions.delete"
    SPEAK = "submissions.speak"
    NOTE = "submissions.note"
    JUDGE = "submissions.judge"


SENT_STATES: Final = frozenset(
    {State.SUBMITTED, State.IN_REVIEW, State.CHANGES_REQUESTED, State.PUBLISHED, State.DECLINED}
)
"""What editors see. A draft is its authors' own, and so is what they have taken back."""

WRITING_STATES: Final = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
"""In these the authors change their answers."""

LIVE_STATES: Final = WRITING_STATES | {State.SUBMITTED, State.IN_REVIEW}
"""In these a submission is on its way."""

ALLOWED: Final[Mapping[State, frozenset[State]]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset(
        {State.IN_REVIEW, State.CHANGES_REQUESTED, State.PUBLISHED, State.DECLINED, State.WITHDRAWN}
    ),
    State.IN_REVIEW: frozenset(
        {State.SUBMITTED, State.CHANGES_REQUESTED, State.PUBLISHED, State.DECLINED, State.WITHDRAWN}
    ),
    State.CHANGES_REQUESTED: frozenset({State.SUBMITTED, State.DECLINED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset(),
    State.DECLINED: frozenset({State.DRAFT}),
    State.WITHDRAWN: frozenset({State.DRAFT}),
}
"""State -> the states that may follow it."""


def is_author(actor: Actor, submission: Submission) -> bool:
    """Allow whoever writes it."""
    return actor.is_member and any(author.user_id == actor.id for author in submission.authors)


def is_owner(actor: Actor, submission: Submission) -> bool:
    """Allow whoever began it, or took it over."""
    return actor.is_member and any(a.user_id == actor.id and a.is_owner for a in submission.authors)


def was_sent(_actor: Actor, submission: Submission) -> bool:
    """Allow what its authors have sent and not taken back."""
    return submission.state in SENT_STATES


def is_no_author(actor: Actor, submission: Submission) -> bool:
    """Refuse those who would judge their own case."""
    return not is_author(actor, submission)


RULES: Rules = {
    Permission.BEGIN: [[is_member]],
    Permission.READ: [[is_author], [is_editor, was_sent], [is_system]],
    Permission.WRITE: [[is_author]],
    Permission.SEND: [[is_author]],
    Permission.WITHDRAW: [[is_author]],
    Permission.REOPEN: [[is_author]],
    Permission.MANAGE_AUTHORS: [[is_owner]],
    Permission.DELETE: [[is_owner], [is_system]],
    Permission.SPEAK: [[is_author], [is_editor, was_sent]],
    Permission.NOTE: [[is_editor, was_sent, is_no_author]],
    Permission.JUDGE: [[is_editor, is_no_author]],
}
