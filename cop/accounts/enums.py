"""The fixed words of accounts."""

from enum import StrEnum

from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Role


class UserState(StrEnum):
    """Where an account stands. An erased one has no personal data left; its row keeps references whole."""

    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    DISABLED = "disabled"
    ERASED = "erased"


class LinkPurpose(StrEnum):
    """What a one-time link is good for."""

    CONFIRM = "confirm"
    RESET = "reset"
    CHANGE_EMAIL = "change_email"
    INVITE = "invite"
    COAUTHOR = "coauthor"
    RECONFIRM = "reconfirm"


class Cadence(StrEnum):
    """When somebody wants to hear of news of a kind."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


ROLE_NAMES = {
    Role.REVIEWER: _l("Reviewer"),
    Role.MODERATOR: _l("Moderator"),
    Role.EDITOR: _l("Editor"),
    Role.OFFICER: _l("Data protection officer"),
    Role.ADMINISTRATOR: _l("Administrator"),
}

ROLE_DUTIES = {
    Role.REVIEWER: _l("Scores practices and gives reasons."),
    Role.MODERATOR: _l("Looks after conversations."),
    Role.EDITOR: _l("Checks what is sent in, chooses reviewers, decides what is published."),
    Role.OFFICER: _l("Sees what is kept about persons, and who has seen it."),
    Role.ADMINISTRATOR: _l("Gives and takes roles, closes and opens accounts."),
}

STATE_NAMES = {
    UserState.UNCONFIRMED: _l("Invited"),
    UserState.ACTIVE: _l("Open"),
    UserState.DISABLED: _l("Closed"),
    UserState.ERASED: _l("Erased"),
}

CADENCE_NAMES = {
    Cadence.NOW: _l("At once"),
    Cadence.DAILY: _l("Once a day, at eight in the morning"),
    Cadence.WEEKLY: _l("Once a week, on Monday morning"),
    Cadence.NEVER: _l("Never"),
}

LINK_NAMES = {
    LinkPurpose.CONFIRM: _l("Confirming the address"),
    LinkPurpose.RESET: _l("A new password"),
    LinkPurpose.CHANGE_EMAIL: _l("Another address"),
    LinkPurpose.INVITE: _l("An invitation to an account"),
    LinkPurpose.COAUTHOR: _l("An invitation to write a case together"),
    LinkPurpose.RECONFIRM: _l("Confirming a practice"),
}
