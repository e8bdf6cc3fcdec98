"""Who may write and send the newsletter."""

from enum import StrEnum

from cop.core.permissions import Rules, is_editor, is_system


class Permission(StrEnum):
    """What can be done with issues."""

    WRITE = "newsletter.write"
    SEND = "newsletter.send"
    CORRECT = "newsletter.correct"


RULES: Rules = {
    Permission.WRITE: [[is_editor], [is_system]],
    Permission.SEND: [[is_editor], [is_system]],
    Permission.CORRECT: [[is_editor]],
}
