"""The fixed words of reviewing."""

from enum import StrEnum


class ReviewState(StrEnum):
    """A draft is its reviewer's alone; a submitted review is seen by editors and the other reviewers."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class AssignmentState(StrEnum):
    """Where a request to review stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"
    TAKEN_BACK = "taken_back"


class Outcome(StrEnum):
    """What an editor decides."""

    PUBLISH = "publish"
    CHANGES = "changes"
    DECLINE = "decline"


class ConflictKind(StrEnum):
    """Why somebody must not review a case; the first that holds is named."""

    AUTHOR = "author"
    COAUTHOR = "coauthor"
    ORGANISATION = "organisation"
    DECLARED = "declared"


class Stage(StrEnum):
    """Where a case stands on an editor's desk."""

    GATE = "gate"
    REVIEW = "review"
    READY = "ready"
    AUTHORS = "authors"
