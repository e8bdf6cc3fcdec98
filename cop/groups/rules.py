"""Who may do what with groups."""

from enum import StrEnum

from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import Actor, Rules, is_editor, is_member, is_officer, is_system
from cop.groups.models import Group, Membership, Opening


class Permission(StrEnum):
    """What can be done: AGREE is about an Opening, the others about a Group."""

    BEGIN = "groups.begin"
    EDIT = "groups.edit"
    NAME_FACILITATORS = "groups.name_facilitators"
    JOIN = "groups.join"
    ANSWER = "groups.answer"
    ASK_TO_OPEN = "groups.ask_to_open"
    AGREE = "groups.agree"


def facilitates(actor: Actor, group: Group) -> bool:
    """Allow whoever leads the group."""
    if actor.id is None:
        return False
    query = select(Membership.id).where(
        Membership.group_id == group.id, Membership.user_id == actor.id, Membership.is_facilitator
    )
    return db.session.scalar(query) is not None


def is_another_officer(actor: Actor, opening: Opening) -> bool:
    """Refuse the one who has asked: two must want it."""
    return opening.asked_by is not None and opening.asked_by != actor.id


RULES: Rules = {
    Permission.BEGIN: [[is_editor], [is_system]],
    Permission.EDIT: [[facilitates], [is_editor], [is_system]],
    Permission.NAME_FACILITATORS: [[is_editor]],
    Permission.JOIN: [[is_member]],
    Permission.ANSWER: [[facilitates], [is_editor]],
    Permission.ASK_TO_OPEN: [[is_officer]],
    Permission.AGREE: [[is_officer, is_another_officer]],
}
