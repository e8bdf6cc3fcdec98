"""The fixed words of proposals: states, what to do next, what a timeline says, what one agrees to."""

from collections.abc import Mapping
from typing import Final

from cop.core.i18n import LazyString
from cop.core.i18n import lazy_gettext as _l
from cop.submissions.enums import Audience, Happened, State, Way

CONSENT_PURPOSE: Final = "submissions.publication"
CONSENT_VERSION: Final = 1
"""Raise it whenever the words below change their meaning."""
CONSENT_WORDS: Final = _l(
    "I agree that this case may be read by editors and reviewers and, if they accept it, published here. "
    "Everybody who can be recognised in it has agreed to be shown."
)

STATES: Final[Mapping[State, LazyString]] = {
    State.DRAFT: _l("Draft"),
    State.SUBMITTED: _l("Sent, waiting for an editor"),
    State.IN_REVIEW: _l("With the reviewers"),
    State.CHANGES_REQUESTED: _l("Changes asked for"),
    State.PUBLISHED: _l("Published"),
    State.DECLINED: _l("Declined"),
    State.WITHDRAWN: _l("Withdrawn"),
}

HOLDERS: Final[Mapping[State, LazyString]] = {
    State.DRAFT: _l("You and your co-authors"),
    State.SUBMITTED: _l("The editors"),
    State.IN_REVIEW: _l("The reviewers"),
    State.CHANGES_REQUESTED: _l("You and your co-authors"),
    State.PUBLISHED: _l("Everybody can read it"),
    State.DECLINED: _l("You and your co-authors"),
    State.WITHDRAWN: _l("You and your co-authors"),
}
"""Who has the case in its state."""

NEXT_STEPS: Final[Mapping[State, LazyString]] = {
    State.DRAFT: _l("Answer what you can, look at what is still missing, and send it."),
    State.SUBMITTED: _l("You need not do anything. An editor reads it first and answers within two weeks."),
    State.IN_REVIEW: _l("You need not do anything. At least two reviewers read it, then an editor decides."),
    State.CHANGES_REQUESTED: _l("Read what the editor asks for, change your answers, and send it again."),
    State.PUBLISHED: _l("It is public. If something changes, propose a change from its page."),
    State.DECLINED: _l("Read the advice. You may reopen the case, change it and send it again."),
    State.WITHDRAWN: _l("Nobody but its authors can read it. You may reopen it and go on."),
}

WAYS: Final[Mapping[Way, LazyString]] = {
    Way.FORM: _l("Question by question"),
    Way.SELF_DESCRIPTION: _l("As a success self-description"),
}

AUDIENCES: Final[Mapping[Audience, LazyString]] = {
    Audience.AUTHORS: _l("Authors and editors"),
    Audience.EDITORS: _l("Editors alone"),
}

HAPPENINGS: Final[Mapping[Happened, LazyString]] = {
    Happened.BEGUN: _l("The draft was begun"),
    Happened.SENT: _l("The case was sent"),
    Happened.WITHDRAWN: _l("The case was withdrawn"),
    Happened.REOPENED: _l("The case was reopened"),
    Happened.REVIEW_STARTED: _l("The review began"),
    Happened.BACK_AT_GATE: _l("The case went back to the editors"),
    Happened.CHANGES_ASKED: _l("An editor asked for changes"),
    Happened.DECLINED: _l("The case was declined"),
    Happened.PUBLISHED: _l("The case was published"),
    Happened.ANSWER_ASKED: _l("The editors asked the authors what they say to the reviews"),
    Happened.SAID: _l("A message was written"),
    Happened.INVITED: _l("A co-author was invited"),
    Happened.JOINED: _l("A co-author joined"),
    Happened.LEFT: _l("A co-author left"),
    Happened.REMOVED: _l("A co-author was taken off the list"),
    Happened.HANDED_OVER: _l("The case has a new owner"),
    Happened.DOCUMENT_READ: _l("A document was read"),
}
