"""Publishing a practice that was proposed."""

from cop.accounts.models import User
from cop.practices.content import PracticeContent
from cop.practices.submitting import PRACTICE
from tests.people import actor_of


def publish(
    content: PracticeContent, editor: User, *authors: User, is_change: bool = False
) -> tuple[str, int, int]:
    return PRACTICE.publish(
        content,
        actor=actor_of(editor),
        note="Accepted.",
        authors=[user.id for user in authors],
        is_change=is_change,
    )
