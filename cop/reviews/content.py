"""The fixed words of reviewing: states, conflicts of interest, outcomes."""

from collections.abc import Mapping
from typing import Final

from cop.core.i18n import LazyString
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.reviews.enums import AssignmentState, ConflictKind, Outcome, ReviewState

REQUEST_STATES: Final[Mapping[AssignmentState, LazyString]] = {
    AssignmentState.ASKED: _l("Asked, no answer yet"),
    AssignmentState.ACCEPTED: _l("At work"),
    AssignmentState.REFUSED: _l("Cannot review it"),
    AssignmentState.DONE: _l("Review is in"),
    AssignmentState.TAKEN_BACK: _l("Request taken back"),
}

REVIEW_STATES: Final[Mapping[ReviewState, LazyString]] = {
    ReviewState.DRAFT: _l("Being written"),
    ReviewState.SUBMITTED: _l("Sent"),
}
CONFLICTS: Final[Mapping[ConflictKind, LazyString]] = {
    ConflictKind.AUTHOR: _l("Conflict of interest: writes this case."),
    ConflictKind.COAUTHOR: _l("Conflict of interest: has written a case together with one of the authors."),
    ConflictKind.ORGANISATION: _l("Conflict of interest: speaks for an organisation of this case."),
    ConflictKind.DECLARED: _l("Conflict of interest, as they say themselves."),
}

OUTCOMES: Final[Mapping[Outcome, LazyString]] = {
    Outcome.PUBLISH: _l("Publish"),
    Outcome.CHANGES: _l("Ask for changes"),
    Outcome.DECLINE: _l("Decline"),
}

CONFIDENCE: Final[Mapping[int, LazyString]] = {
    1: _l("Low: I hardly know this field"),
    2: _l("Medium: I know this field in part"),
    3: _l("High: I know this field well"),
}
"""How sure a reviewer is of their own scores."""

DECIDED: Final[Mapping[Outcome, LazyString]] = {
    Outcome.PUBLISH: _l("to publish it"),
    Outcome.CHANGES: _l("to ask for changes"),
    Outcome.DECLINE: _l("to decline it"),
}
"""As it stands within "… has decided …"."""

_PREFIX: Final = "Reviewer "


def label_of(number: int) -> str:
    """Return what a reviewer is called in the place of their name: "Reviewer 1"."""
    return f"{_PREFIX}{number}"


def number_of(label: str) -> int:
    """Return the number in such a label; 0 where it is another one, as demonstrations have."""
    number = label.removeprefix(_PREFIX)
    return int(number) if label.startswith(_PREFIX) and number.isdecimal() else 0


def shown(label: str) -> str:
    """Return a reviewer's label in the reader's language."""
    number = number_of(label)
    # Translators: stands in the place of a reviewer's name, which nobody is told.
    return _("Reviewer %(number)s", number=number) if number else label
