"""Who may change which account."""

from enum import StrEnum

from cop.accounts.models import User
from cop.core.permissions import Actor, Role, Rules, is_administrator, is_system

STAFF = frozenset({Role.EDITOR, Role.MODERATOR, Role.OFFICER, Role.ADMINISTRATOR})
"""Roles that see what others may not: who has one and a passkey signs in with both."""


class Permission(StrEnum):
    """What can be done with accounts."""

    CHANGE_OWN = "accounts.change_own"
    MANAGE = "accounts.manage"


def is_own(actor: Actor, user: User) -> bool:
    """Allow whose account it is."""
    return actor.is_member and actor.id == user.id


RULES: Rules = {
    Permission.CHANGE_OWN: [[is_own]],
    Permission.MANAGE: [[is_administrator], [is_system]],
}
