"""What an issue says: the fields of an edition, their names and limits."""

from collections.abc import Mapping
from typing import Final

from cop.core.errors import InvalidError
from cop.core.i18n import LazyString
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.newsletter.enums import IssueState, Purpose, SubscriberState

KIND: Final = "issue"

FIELDS: Final[Mapping[str, LazyString]] = {
    "title": _l("Title"),
    "lead": _l("In short"),
    "findings": _l("Main findings"),
    "join": _l("How to join"),
    "funder": _l("Who pays for this newsletter"),
    "disclaimer": _l("Responsibility"),
}
"""In reading order. All but the title are Markdown; "blocks" stand after the lead."""

ENDINGS: Final = ("findings", "join", "funder", "disclaimer")
"""The sections after the blocks."""

LONGEST: Final[Mapping[str, int]] = {"title": 200, "lead": 4000, "correction": 4000}
LONGEST_TEXT: Final = 12_000
MOST_BLOCKS: Final = 20
MOST_NUMBER: Final = 100_000

STATES: Final[Mapping[IssueState, LazyString]] = {
    IssueState.DRAFT: _l("Being written"),
    IssueState.SCHEDULED: _l("Waiting for its day"),
    IssueState.SENDING: _l("Going out"),
    IssueState.SENT: _l("Has gone out"),
}

SUBSCRIBER_STATES: Final[Mapping[SubscriberState, LazyString]] = {
    SubscriberState.ACTIVE: _l("Subscribed"),
    SubscriberState.LEFT: _l("Unsubscribed"),
    SubscriberState.BOUNCED: _l("Mails come back"),
}

PURPOSES: Final[Mapping[Purpose, LazyString]] = {
    Purpose.ISSUES: _l("Send me each issue of the newsletter."),
    Purpose.INVITATIONS: _l("Send me invitations to seminars, between the issues."),
}
"""The exact words that people tick. Whoever changes one raises WORDING_VERSION."""
WORDING_VERSION: Final = 1

AUDIENCES: Final[Mapping[Purpose, LazyString]] = {
    Purpose.ISSUES: _l("Readers of the newsletter"),
    Purpose.INVITATIONS: _l("Those who want invitations to seminars"),
}


def clean(name: str, text: str) -> str:
    """Return a text as it is kept; raise InvalidError naming the field where it is too long."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if name == "title":
        text = " ".join(text.split())
    most = LONGEST.get(name, LONGEST_TEXT)
    if len(text) > most:
        raise InvalidError(name, _("Use at most %(count)s characters.", count=most))
    return text
