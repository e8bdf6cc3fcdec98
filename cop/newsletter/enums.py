"""How far an issue has come, and what people may ask to be sent."""

from enum import StrEnum


class IssueState(StrEnum):
    """An issue is written, waits for its day, goes out, has gone out. Public from the third on."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"


PUBLIC_STATES = (IssueState.SENDING, IssueState.SENT)


class Purpose(StrEnum):
    """What mails are for. Each is agreed to by itself."""

    ISSUES = "issues"
    INVITATIONS = "invitations"


class SubscriberState(StrEnum):
    """Whether somebody is written to. Who has left, or whose mailbox is gone, is not."""

    ACTIVE = "active"
    LEFT = "left"
    BOUNCED = "bounced"


class Suppressed(StrEnum):
    """Why an address is not written to; all that is known of it is a keyed hash."""

    LEFT = "left"
    ERASED = "erased"
    BOUNCED = "bounced"
    BLOCKED = "blocked"  # its owner wants no mail that asks either


class Mailing(StrEnum):
    """What goes out of an issue: itself, and a notice to those who got it that something in it was wrong."""

    ISSUE = "issue"
    CORRECTION = "correction"


class DeliveryState(StrEnum):
    """How far a mail is on its way to one reader."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    SOFT = "soft"  # came back, for now
    HARD = "hard"  # there is no such mailbox
    SKIPPED = "skipped"  # left before it was their turn
