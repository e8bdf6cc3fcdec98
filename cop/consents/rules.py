"""Who may do what with a consent."""

from enum import StrEnum

from cop.consents.models import Consent
from cop.core.permissions import Actor, Rules, is_member, is_system


class Permission(StrEnum):
    """What can be done with consents. Whoever has the code needs no permission but it."""

    NOTE = "consents.note"
    READ = "consents.read"
    END = "consents.end"


def noted(actor: Actor, consent: Consent) -> bool:
    """Allow whoever wrote the consent down."""
    return actor.is_member and consent.created_by == actor.id


RULES: Rules = {
    Permission.NOTE: [[is_member]],
    Permission.READ: [[noted], [is_system]],
    Permission.END: [[noted], [is_system]],
}
