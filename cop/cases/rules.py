"""Who may do what with an involvement case."""

from enum import StrEnum

from cop.core.permissions import Rules, is_editor, is_system
from cop.records.rules import is_published, owns


class Permission(StrEnum):
    """What can be done with cases."""

    READ = "cases.read"
    PUBLISH = "cases.publish"
    CHANGE = "cases.change"
    WITHDRAW = "cases.withdraw"
    EDIT_RESULTS = "cases.edit_results"


RULES: Rules = {
    Permission.READ: [[is_published], [is_system]],
    Permission.PUBLISH: [[is_system], [is_editor]],
    Permission.CHANGE: [[is_published, owns], [is_published, is_editor]],
    Permission.WITHDRAW: [[is_system]],
    Permission.EDIT_RESULTS: [[is_editor]],
}
