"""Who may look after web addresses."""

from enum import StrEnum

from cop.core.permissions import Rules, is_editor


class Permission(StrEnum):
    """What can be done with web addresses."""

    LOOK_AFTER = "addresses.look_after"


RULES: Rules = {Permission.LOOK_AFTER: [[is_editor]]}
