"""Who may do what with a learning module."""

from enum import StrEnum

from cop.core.permissions import Actor, Rules, is_editor, is_member, is_system
from cop.learning.certificates import Certificate
from cop.learning.models import Plan
from cop.records.rules import is_published


class Permission(StrEnum):
    """What can be done with modules."""

    READ = "learning.read"
    PUBLISH = "learning.publish"
    WITHDRAW = "learning.withdraw"
    EDIT = "learning.edit"
    PLAN = "learning.plan"
    CHANGE_PLAN = "learning.change_plan"
    KEEP_ANSWERS = "learning.keep_answers"
    REVOKE = "learning.revoke"


def owns(actor: Actor, plan: Plan) -> bool:
    """Allow whoever began the plan."""
    return actor.is_member and plan.owner_id == actor.id


def earned(actor: Actor, certificate: Certificate) -> bool:
    """Allow whoever has earned the certificate."""
    return actor.is_member and certificate.is_of(actor.id)


RULES: Rules = {
    Permission.READ: [[is_published], [is_system]],
    Permission.PUBLISH: [[is_system], [is_editor]],
    Permission.WITHDRAW: [[is_system], [is_editor]],
    Permission.EDIT: [[is_system], [is_editor]],
    Permission.PLAN: [[is_member]],
    Permission.CHANGE_PLAN: [[owns]],
    Permission.KEEP_ANSWERS: [[is_member]],
    Permission.REVOKE: [[earned], [is_editor]],
}
