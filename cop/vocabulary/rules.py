"""Who may change the vocabulary."""

from enum import StrEnum

from cop.core.permissions import Rules, is_system


class Permission(StrEnum):
    """What can be done with concepts. Reading them is public."""

    EDIT = "vocabulary.edit"


RULES: Rules = {Permission.EDIT: [[is_system]]}
