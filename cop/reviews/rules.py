"""Who may write and remove reviews."""

from enum import StrEnum

from cop.core.permissions import Rules, is_system


class Permission(StrEnum):
    """What can be done with reviews. Reading the public part goes with the record."""

    WRITE_DEMONSTRATION = "reviews.write_demonstration"
    REMOVE_DEMONSTRATION = "reviews.remove_demonstration"


RULES: Rules = {
    Permission.WRITE_DEMONSTRATION: [[is_system]],
    Permission.REMOVE_DEMONSTRATION: [[is_system]],
}
