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
