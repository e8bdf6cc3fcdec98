"""Who may do what with a learning module."""

from enum import StrEnum

from cop.core.permissions import Actor, Rules, is_editor, is_system
from cop.learning.enums import ModuleState
from cop.learning.models import Module


class Permission(StrEnum):
    """What can be done with modules."""

    READ = "learning.read"
    PUBLISH = "learning.publish"
    WITHDRAW = "learning.withdraw"


def is_published(_actor: Actor, module: Module) -> bool:
    """Allow what everybody may see."""
    return module.state is ModuleState.PUBLISHED


RULES: Rules = {
    Permission.READ: [[is_published], [is_system]],
    Permission.PUBLISH: [[is_system], [is_editor]],
    Permission.WITHDRAW: [[is_system], [is_editor]],
}
