"""Who may do what with a feedback tool."""

from enum import StrEnum

from cop.core.permissions import Rules, is_editor, is_system
from cop.records.rules import is_published


class Permission(StrEnum):
    """What can be done with tools."""

    READ = "tools.read"
    PUBLISH = "tools.publish"
    WITHDRAW = "tools.withdraw"
    EDIT = "tools.edit"


RULES: Rules = {
    Permission.READ: [[is_published], [is_system]],
    Permission.PUBLISH: [[is_system], [is_editor]],
    Permission.WITHDRAW: [[is_system], [is_editor]],
    Permission.EDIT: [[is_system], [is_editor]],
}
