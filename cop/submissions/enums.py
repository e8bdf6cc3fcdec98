"""The states of a submission, and the fixed words around it."""

from enum import StrEnum


class State(StrEnum):
    """Where a submission stands (domain: draft → submitted → gate → in review → … )."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Way(StrEnum):
    """How the case is told: question by question, or as a success self-description."""

    FORM = "form"
    SELF_DESCRIPTION = "self_description"


class ProposalState(StrEnum):
    """What became of a proposed answer."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DROPPED = "dropped"


class Audience(StrEnum):
    """Who may read a message about a submission: its authors and editors, or editors alone."""

    AUTHORS = "authors"
    EDITORS = "editors"


class Happened(StrEnum):
    """What an entry of a submission's timeline tells."""

    BEGUN = "begun"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    REVIEW_STARTED = "review_started"
    BACK_AT_GATE = "back_at_gate"
    CHANGES_ASKED = "changes_asked"
    DECLINED = "declined"
    PUBLISHED = "published"
    ANSWER_ASKED = "answer_asked"
    SAID = "said"
    INVITED = "invited"
    JOINED = "joined"
    LEFT = "left"
    REMOVED = "removed"
    HANDED_OVER = "handed_over"
    DOCUMENT_READ = "document_read"


class Coverage(StrEnum):
    """How much a draft says about one criterion."""

    THERE = "there"
    THIN = "thin"
    MISSING = "missing"
