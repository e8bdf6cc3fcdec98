"""Who may end an account for good, and who may answer requests about personal data."""

from enum import StrEnum

from cop.accounts.models import User
from cop.core.permissions import Actor, Rules, is_administrator, is_officer, is_system


class Permission(StrEnum):
    """What can be done with the data of one person."""

    TAKE = "privacy.take"
    LEAVE = "privacy.leave"
    LOOK = "privacy.look"
    ERASE = "privacy.erase"


def is_own(actor: Actor, user: User) -> bool:
    """Allow whose account it is."""
    return actor.is_member and actor.id == user.id


RULES: Rules = {
    Permission.TAKE: [[is_own], [is_officer], [is_administrator]],
    Permission.LEAVE: [[is_own]],
    Permission.LOOK: [[is_officer], [is_administrator]],
    Permission.ERASE: [[is_officer], [is_administrator], [is_system]],
}
