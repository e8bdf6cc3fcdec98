"""Who may do what with a feedback tool."""

from enum import StrEnum

from cop.core.permissions import Actor, Rules, is_editor, is_system
from cop.tools.enums import ToolState
from cop.tools.models import Tool


class Permission(StrEnum):
    """What can be done with tools."""

    READ = "tools.read"
    PUBLISH = "tools.publish"
    WITHDRAW = "tools.withdraw"


def is_published(_actor: Actor, tool: Tool) -> bool:
    """Allow what everybody may see."""
    return tool.state is ToolState.PUBLISHED


RULES: Rules = {
    Permission.READ: [[is_published], [is_system]],
    Permission.PUBLISH: [[is_system], [is_editor]],
    Permission.WITHDRAW: [[is_system]],
}
